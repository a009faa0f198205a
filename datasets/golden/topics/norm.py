"""norm.py: golden cases of RMSNorm (reference/include/norm.h)."""

import torch

from golden import Expect
from law import Function, both, dot, halves, number, one_row, same, scale, scaled, tensor, term, zeros
from hand import Hand, num, products, row, rows, terms


def forward(x, gain, eps):
    rstd = 1.0 / torch.sqrt((x * x).mean(-1) + eps)
    return gain * (x * rstd[:, None]), rstd


def forward_case(g, name, law, x, gain, eps):
    rows, cols = x.shape
    y, rstd = forward(x, gain, eps)
    g.case(name, "a", "norm_forward", law,
           {"x": x, "gain": gain, "rows": rows, "cols": cols, "eps": eps},
           {"y": Expect(y, "NORM_BOUND", cols), "rstd": Expect(rstd, "NORM_BOUND", cols)})


def backward_case(g, name, law, x, gain, eps):
    rows, cols = x.shape
    dy, before = g.normal(rows, cols), g.normal(cols)
    x, gain = x.clone().requires_grad_(), gain.clone().requires_grad_()
    y, rstd = forward(x, gain, eps)
    y.backward(dy)
    rstd32 = g.exact(rstd.detach().numpy())
    g.case(name, "b", "norm_backward", law,
           {"dy": dy, "x": x.detach(), "rstd": rstd32, "gain": gain.detach(), "dgain": before,
            "rows": rows, "cols": cols},
           {"dx": Expect(x.grad, "NORM_BACKWARD_BOUND", cols),
            "dgain": Expect(before + gain.grad, "NORM_BACKWARD_BOUND", rows)})


def make(g):
    g.begin("forward-wide")
    forward_case(g, "forward-wide", "each row is divided by its own root mean square",
                 g.normal(5, 67, scale=3.0), g.normal(67, shift=0.3), 1e-5)
    g.begin("forward-tiny-rows")
    rows = g.normal(3, 31) * torch.tensor([[1e-3], [1.0], [3e-2]])
    forward_case(g, "forward-tiny-rows", "epsilon stands under the root, where tiny rows feel it",
                 g.exact(rows), g.normal(31), 1e-5)
    g.begin("forward-zero-row")
    x = g.normal(4, 9)
    x[2] = 0.0
    forward_case(g, "forward-zero-row", "a row of zeros stays zeros", x, g.normal(9), 1e-6)
    g.begin("forward-huge-row")
    x = g.normal(1, 13, scale=1e20)
    forward_case(g, "forward-huge-row", "squares of large values do not overflow",
                 g.exact(x), g.normal(13), 1e-5)
    g.begin("forward-one-column")
    forward_case(g, "forward-one-column", "one column: only its sign and the gain are left",
                 g.normal(7, 1), g.normal(1, shift=2.0), 1e-3)
    g.begin("forward-shifted")
    forward_case(g, "forward-shifted", "the mean is kept: this is not LayerNorm",
                 g.normal(3, 17, shift=4.0), g.normal(17), 1e-5)
    g.begin("backward-wide")
    backward_case(g, "backward-wide", "the gradient of every input, for a random upstream gradient",
                  g.normal(5, 37, scale=2.0), g.normal(37, shift=0.5), 1e-5)
    g.begin("backward-tiny-rows")
    backward_case(g, "backward-tiny-rows", "rows near epsilon keep the right slope",
                  g.exact(g.normal(3, 11) * 3e-3), g.normal(11), 1e-5)
    g.begin("backward-one-row")
    backward_case(g, "backward-one-row", "a single row", g.normal(1, 23), g.normal(23), 1e-6)

    rows_cols = {"rows": [1, 9], "cols": [2, 90]}
    vector = {"type": "F32", "shape": ["cols"], "draw": ["normal", 1.0]}
    matrix = {"type": "F32", "shape": ["rows", "cols"], "draw": ["normal", 2.0]}
    size = {name: {"type": "I64", "shape": [], "draw": ["size", name]} for name in rows_cols}
    rstd = {"type": "F32", "shape": ["rows"], "draw": ["uniform", 0.3, 0.7]}
    g.live("forward", "a", "norm_forward", "fresh sizes and values", rows_cols,
           {"x": matrix, "gain": vector, **size,
            "eps": {"type": "F64", "shape": [], "draw": ["value", 1e-5]}},
           {"y": {**matrix, "bound": ["NORM_BOUND", "cols", 1]},
            "rstd": {**rstd, "bound": ["NORM_BOUND", "cols", 1]}})
    g.live("backward", "b", "norm_backward", "fresh sizes and values", rows_cols,
           {"dy": matrix, "x": matrix, "rstd": rstd, "gain": vector, "dgain": vector, **size},
           {"dx": {**matrix, "bound": ["NORM_BACKWARD_BOUND", "cols", 1]},
            "dgain": {**vector, "bound": ["NORM_BACKWARD_BOUND", "rows", 1]}})


def laws(g):
    matrix, vector = tensor("rows", "cols", draw=("normal", 2.0)), tensor("cols")
    forward = Function("norm_forward", ("x", "gain", "rows", "cols", "eps"), {"y": matrix, "rstd": tensor("rows")})
    backward = Function("norm_backward", ("dgain", "dy", "x", "rstd", "gain", "rows", "cols"),
                        {"dx": matrix, "dgain": vector})
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "cols": [3, 40], "power": [1, 3]}
    given = {"x": matrix, "gain": vector, "eps": number(("value", 1e-2), "F64")}
    g.law("rows", "a", "norm_forward", "each row is normalised by itself", sizes, given,
          one_row(forward, "x", {"y": 0, "rstd": 0}))
    # eps is as large as the squares: whoever adds it in the wrong place is far off
    g.law("size", "a", "norm_forward", "2^p times x, with 4^p times eps, gives the same y", sizes,
          {**given, "eps": number(("uniform", 0.5, 4.0), "F64")},
          [scale("large_x", "x", "power"), scale("large_eps", "eps", "2*power"), forward("plain"),
           forward("other", {"x": "large_x", "eps": "large_eps"}), scale("rstd", "other.rstd", "power"),
           same("other.y", "plain.y", "with 2^{power} times x and 4^{power} times eps {place} went from {wanted} to "
                "{got}: eps is a square, like those of x that it is added to",
                *both("NORM_BOUND", "cols", "other.y", "plain.y")),
           same("rstd", "plain.rstd", "with 2^{power} times x and 4^{power} times eps, 2^{power} times {place} is "
                "{got}, and it was {wanted}: it is one over a size of x",
                *both("NORM_BOUND", "cols", "rstd", "plain.rstd"))])

    given = {"dy": matrix, "x": matrix, "gain": vector, "dgain": vector,
             "rstd": tensor("rows", draw=("uniform", 0.3, 0.7))}
    g.law("upstream", "b", "norm_backward", "gradients are in proportion to dy, exactly", sizes, given,
          scaled(backward, "dy", ("dx", "dgain")))
    g.law("rows-back", "b", "norm_backward", "a row of dx is made of the same row of dy alone", sizes, given,
          one_row(backward, "dy", {"dx": 0}))
    g.law("halves", "b", "norm_backward", "two half batches leave the gradients of the whole one",
          {**sizes, "first": "row+1"}, given,
          halves(backward, {"dy": 0, "x": 0, "rstd": 0}, "rows", "first", ("dgain",),
                 lambda name, at: both("NORM_BACKWARD_BOUND", "rows", at)))
    # y is proportional to the gain. Backward reads an rstd that forward has rounded: twice the bound.
    g.law("slope", "b", "norm_backward", "dgain is the slope of your own forward", sizes,
          {**given, "dgain": zeros("cols"), "eps": number(("value", 1e-2), "F64")},
          [forward("go"), backward("back", {"rstd": "go.rstd"}), dot("value", "go.y", "dy"),
           dot("by_gain", "back.dgain", "gain"),
           same("by_gain", "value", "the sum of y dy is {got} by the gradient dgain, and {wanted} by your own "
                "forward: it should be the same, since y is proportional to the gain",
                term(2, "go.y", "dy", bound="NORM_BOUND", n="cols", times="rows*cols"),
                term(1, "back.dgain", "gain", bound="NORM_BACKWARD_BOUND", n="rows", times="cols"))])


def work(g):
    for name, law in (("forward", "the mean square of a row is computed once"),
                      ("backward", "the sum over a row is computed once")):
        g.work(name, name, law, {"rows": 5, "cols": 320}, {"rows": 5, "cols": 80},
               growth=(5.5, "rows of 4 times the columns", "what a row's columns share is computed once for the row, "
                       "so about 4 times is enough"),
               budget=(4, "a few passes over each row are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def by_hand(g):
    h, eps = Hand(), 0.25
    x, gain = g.exact([[1.5, -0.5, 2.0], [0.75, 1.25, -2.5]]), g.exact([0.5, 2.0, -1.5])
    y, rstd = forward(x, gain, eps)
    means = (x * x).mean(-1)
    h.say("two rows of three, eps = %s", num(eps))
    h.say("x = %s", rows(x)).say("gain = %s", row(gain))
    for r in range(2):
        h.say("row %d: squares %s, mean of the three %s", r, row(x[r] * x[r]), num(means[r]))
        h.say("  plus eps %s, root %s, rstd = 1 / that = %s", num(means[r] + eps),
              num(torch.sqrt(means[r] + eps)), num(rstd[r]))
        for c in range(3):
            h.say("  y[%d,%d] = %s * (%s * %s) = %s", r, c, num(gain[c]), num(x[r, c]), num(rstd[r]),
                  num(y[r, c]))
    g.case("by-hand-forward", "a", "norm_forward", "two rows, each by its own root mean square",
           {"x": x, "gain": gain, "rows": 2, "cols": 3, "eps": eps},
           {"y": Expect(y, "NORM_BOUND", 3), "rstd": Expect(rstd, "NORM_BOUND", 3)}, hand=h.lines)

    dy, before = g.exact([[0.5, -1.25, 2.0], [1.5, 0.75, -0.5]]), g.exact([0.25, -3.0, 1.75])
    h, rstd = Hand(), g.exact(rstd.numpy())
    gdy, hat = gain * dy, x * rstd[:, None]
    means = (gdy * hat).mean(-1)
    dx, dgain = rstd[:, None] * (gdy - hat * means[:, None]), before + (dy * hat).sum(0)
    h.say("x = %s", rows(x)).say("dy = %s", rows(dy)).say("gain = %s, rstd = %s", row(gain), row(rstd))
    for r in range(2):
        h.say("row %d: g = gain * dy = %s", r, row(gdy[r]))
        h.say("  h = x * rstd = %s", row(hat[r]))
        h.say("  mean of g * h: (%s) / 3 = %s", products(gdy[r], hat[r]), num(means[r]))
        for c in range(3):
            h.say("  dx[%d,%d] = %s * (%s - %s * %s) = %s", r, c, num(rstd[r]), num(gdy[r, c]),
                  num(hat[r, c]), num(means[r]), num(dx[r, c]))
    h.say("dgain held %s", row(before))
    for c in range(3):
        h.say("  dgain[%d] = %s + (%s) = %s", c, num(before[c]), products(dy[:, c], hat[:, c]), num(dgain[c]))
    g.case("by-hand-backward", "b", "norm_backward", "two rows of three",
           {"dy": dy, "x": x, "rstd": rstd, "gain": gain, "dgain": before, "rows": 2, "cols": 3},
           {"dx": Expect(dx, "NORM_BACKWARD_BOUND", 3), "dgain": Expect(dgain, "NORM_BACKWARD_BOUND", 2)},
           hand=h.lines)

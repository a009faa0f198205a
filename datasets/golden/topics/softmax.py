"""softmax.py: golden cases of softmax with a length per row, and its gradient (softmax.h)."""

import numpy
import torch

from golden import Expect
from law import Function, add, both, dot, one_row, permuted, same, scale, scaled, subtract, tensor, term
from hand import Hand, num, products, row, rows, terms

NAN, INF = float("nan"), float("inf")


def softmax(x, lengths):
    y = torch.zeros_like(x)
    for r, length in enumerate(lengths):
        row = x[r, :length]
        if length and row.max() > -INF:
            e = torch.exp(row - row.max())
            y[r, :length] = e / e.sum()
    return y


def forward_case(g, name, law, x, lengths=None, in_place=False):
    rows, cols = x.shape
    y = softmax(x, lengths or [cols] * rows)
    sent = {"y" if in_place else "x": x, "rows": rows, "cols": cols}
    if lengths:
        sent["lengths"] = numpy.array(lengths, dtype=numpy.int64)
        for r, length in enumerate(lengths):
            x[r, length:] = NAN  # must not be read
    g.case(name, "a", "softmax_forward", law, sent, {"y": Expect(y, "SOFTMAX_BOUND", cols)})


def backward_case(g, name, law, rows, cols, lengths=None, in_place=False, scale=1.0):
    dy = g.normal(rows, cols)
    y = g.exact(softmax(g.normal(rows, cols, scale=scale), lengths or [cols] * rows).numpy())
    dx = torch.zeros(rows, cols)
    for r, length in enumerate(lengths or [cols] * rows):
        p, up = y[r, :length], dy[r, :length]
        dx[r, :length] = p * (up - (up * p).sum())
        dy[r, length:] = NAN
    sent = {"dx" if in_place else "dy": dy, "y": y, "rows": rows, "cols": cols}
    if lengths:
        sent["lengths"] = numpy.array(lengths, dtype=numpy.int64)
    g.case(name, "b", "softmax_backward", law, sent, {"dx": Expect(dx, "SOFTMAX_BACKWARD_BOUND", cols)})


def make(g):
    g.begin("forward-a-small")
    forward_case(g, "forward-a-small", "exp of each, over their sum", g.normal(2, 3))
    g.begin("forward-wide")
    forward_case(g, "forward-wide", "every row sums to one", g.normal(5, 67, scale=2.0))
    g.begin("forward-together")
    x = g.normal(4, 7, scale=1.5)
    x += torch.tensor([[0.0], [1e4], [-1e4], [3e3]])
    forward_case(g, "forward-together", "each row has a maximum of its own: rows near 0, 1e4 and -1e4 together",
                 g.exact(x.numpy()))
    g.begin("forward-spread")
    x = g.normal(3, 9, scale=40.0)
    forward_case(g, "forward-spread", "the maximum may stand anywhere; what is far below it vanishes", x)
    g.begin("forward-outliers")
    x = g.normal(3, 11)
    x[0, 3] += 150.0
    x[0, 7] += 150.5
    x[1, 0] -= 180.0
    x[2, 9] += 130.0
    x[2, 10] += 131.0
    forward_case(g, "forward-outliers", "neither the mean nor the smallest is a safe shift",
                 g.exact(x.numpy()))
    g.begin("forward-lengths")
    forward_case(g, "forward-lengths", "entries past a row's length are 0 and are not read",
                 g.normal(5, 11, scale=2.0), [11, 1, 0, 4, 7])
    g.begin("forward-infinite")
    x = g.normal(4, 5)
    x[0, 2] = x[1, :4] = x[2, 0] = x[3, :] = -INF
    forward_case(g, "forward-infinite", "-inf has weight 0; a row of nothing else becomes zeros", x)
    g.begin("forward-in-place")
    forward_case(g, "forward-in-place", "y may be x itself", g.normal(3, 13), [13, 5, 9], in_place=True)
    g.begin("forward-one")
    forward_case(g, "forward-one", "one entry has all the weight", g.normal(3, 1, scale=100.0))

    g.begin("backward-a-small")
    backward_case(g, "backward-a-small", "y (dy - sum of dy y), for a random upstream gradient", 2, 3)
    g.begin("backward-wide")
    backward_case(g, "backward-wide", "every row by itself", 5, 61, scale=1.5)
    g.begin("backward-lengths")
    backward_case(g, "backward-lengths", "past a row's length the gradient is 0, and dy is not read",
                  4, 9, [9, 0, 1, 6])
    g.begin("backward-in-place")
    backward_case(g, "backward-in-place", "dx may be dy itself", 3, 7, [7, 2, 5], in_place=True)

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    sizes = {"rows": [1, 12], "cols": [1, 90]}
    common = {"rows": size("rows"), "cols": size("cols"),
              "lengths": {"type": "I64", "shape": ["rows"], "draw": ["below", "cols+1"]}}
    tensor = {"type": "F32", "shape": ["rows", "cols"], "draw": ["normal", 3.0]}
    g.live("forward", "a", "softmax_forward", "fresh sizes and values", sizes, {"x": tensor, **common},
           {"y": {**tensor, "bound": ["SOFTMAX_BOUND", "cols", 1]}})
    # Where one weight is nearly 1, y times (dy - mean) cancels. Several rows of scores that are not
    # far apart leave a gradient that gives the tolerance its scale.
    sizes = {"rows": [3, 12], "cols": [3, 90]}
    scores = {**tensor, "draw": ["normal", 1.0]}
    g.live("backward", "b", "softmax_backward", "fresh sizes and values", sizes,
           {"x": scores, "dy": tensor, **common, "y": {**tensor, "draw": ["from", "softmax_forward", "y"]}},
           {"dx": {**tensor, "bound": ["SOFTMAX_BACKWARD_BOUND", "cols", 1]}})


def laws(g):
    matrix = tensor("rows", "cols", draw=("normal", 2.0))
    forward = Function("softmax_forward", ("x", "rows", "cols"), {"y": matrix})
    backward = Function("softmax_backward", ("dy", "y", "rows", "cols"), {"dx": matrix})
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "cols": [3, 30], "power": [1, 3]}
    bound = lambda *names: both("SOFTMAX_BOUND", "cols", *names)
    # x in steps of 2^-10 and whole numbers up to 4096: no sum is rounded
    g.law("shift", "a", "softmax_forward", "a constant added to a row changes nothing", sizes,
          {"x": tensor("rows", "cols", draw=("grid", 10, 4096)), "constant": tensor("rows", draw=("grid", 0, 4096))},
          [add("shifted", "x", "constant"), forward("plain"), forward("other", {"x": "shifted"}),
           same("other.y", "plain.y", "with a constant added to every score of row {at}, {place} went from {wanted} to "
                "{got}: only differences of scores count", *bound("other.y", "plain.y"), at={"axis": 0})])
    g.law("rows", "a", "softmax_forward", "each row has a sum and a maximum of its own", sizes, {"x": matrix},
          one_row(forward, "x", {"y": 0}))
    g.law("order", "a", "softmax_forward", "scores in another order have the same weights in that order", sizes,
          {"x": matrix, "order": tensor("cols", draw=("cycle",), type="I64")},
          permuted(forward, {"x": 1}, {"y": 1}, lambda name, *answers: bound(*answers), "columns"))

    y = tensor("rows", "cols", draw=("uniform", 0.0, 0.2))
    g.law("upstream", "b", "softmax_backward", "dx is in proportion to dy, exactly", sizes, {"dy": matrix, "y": y},
          scaled(backward, "dy", ("dx",)))
    g.law("rows-back", "b", "softmax_backward", "a row of dx is made of the same row of dy alone", sizes,
          {"dy": matrix, "y": y}, one_row(backward, "dy", {"dx": 0}))
    slope_law(g, forward, backward)


def slope_law(g, forward, backward):
    """The slope of f = <y, dy> along u, from f a step h = 2^-5 to either side.

    f(h) - f(-h) is 2h times the slope, and h^3/3 times a third derivative at most. That is a cumulant
    of dy and u under the weights, E[(dy - m)(u - n)^3] - 3 Var(u) Cov(u, dy): with |u| <= 1 at
    most 7 max|dy|. Forward is off by its bound; backward reads a y with that error, which moves
    <dx, u> by 3 cols max|dy| times it at most. x and h u are in steps of 2^-10: no sum is rounded.
    """
    sizes = {"rows": [1, 4], "cols": [3, 12]}
    g.law("slope", "b", "softmax_backward", "dx is the slope of your own forward", sizes,
          {"x": tensor("rows", "cols", draw=("grid", 10, 2048)), "u": tensor("rows", "cols", draw=("grid", 5, 32)),
           "dy": tensor("rows", "cols", draw=("uniform", -1, 1))},
          [scale("step", "u", "0-5"), add("x_up", "x", "step"), subtract("x_down", "x", "step"), forward("here"),
           forward("up", {"x": "x_up"}), forward("down", {"x": "x_down"}), backward("back", {"y": "here.y"}),
           subtract("rise", "up.y", "down.y"), dot("risen", "rise", "dy", 1), dot("slope", "back.dx", "u", 1),
           scale("expected", "slope", "0-4"),
           same("expected", "risen", "in row {at} x went 1/16 along a random direction, and the sum of y dy rose by "
                "{wanted}; by your dx it should have risen by {got}: dx is not the slope of your softmax_forward",
                term(7 / 3 * 2.0 ** -15, "dy"),
                term(4, "here.y", "dy", bound="SOFTMAX_BOUND", n="cols", times="cols"),
                term(0.0625, "back.dx", bound="SOFTMAX_BACKWARD_BOUND", n="cols", times="cols"), at={"axis": 0})])


def work(g):
    for name, law in (("forward", "the maximum and the sum of a row are computed once"),
                      ("backward", "the weighted sum of a row is computed once")):
        g.work(name, name, law, {"rows": 5, "cols": 320}, {"rows": 5, "cols": 80}, draws={"lengths": ["size", "cols"]},
               growth=(5.5, "rows of 4 times the columns", "what a row's columns share is computed once for the row, "
                       "so about 4 times is enough"),
               budget=(4, "a few passes over each row are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def by_hand(g):
    h, x, lengths = Hand(), g.exact([[1.5, -0.5, 0.75], [0.25, 2.0, -1.25]]), [3, 2]
    y = softmax(x, lengths)
    for r, length in enumerate(lengths):
        seen = x[r, :length]
        e = torch.exp(seen - seen.max())
        h.say("row %d, length %d: %s%s", r, length, row(seen),
              ", the entry behind is not read" if length < 3 else "")
        h.say("  less the largest, %s: %s", num(seen.max()), row(seen - seen.max()))
        h.say("  exp: %s, their sum %s", row(e), num(e.sum()))
        h.say("  each over the sum: %s", row(y[r]))
    x[1, 2:] = NAN
    g.case("by-hand-forward", "a", "softmax_forward", "two rows, the second of length 2",
           {"x": x, "rows": 2, "cols": 3, "lengths": numpy.array(lengths, dtype=numpy.int64)},
           {"y": Expect(y, "SOFTMAX_BOUND", 3)}, hand=h.lines)

    h, dy = Hand(), g.exact([[0.5, -1.25, 2.0], [1.5, 0.75, -0.25]])
    y = g.exact([[0.5, 0.125, 0.375], [0.25, 0.125, 0.625]])
    means = (dy * y).sum(-1)
    dx = y * (dy - means[:, None])
    h.say("dy = %s", rows(dy)).say("y = %s", rows(y))
    for r in range(2):
        h.say("row %d: the mean of dy, weighted: %s = %s", r, products(y[r], dy[r]), num(means[r]))
        for c in range(3):
            h.say("  dx[%d,%d] = %s * (%s) = %s", r, c, num(y[r, c]), terms([dy[r, c], -means[r]]),
                  num(dx[r, c]))
    g.case("by-hand-backward", "b", "softmax_backward", "two rows of three",
           {"dy": dy, "y": y, "rows": 2, "cols": 3}, {"dx": Expect(dx, "SOFTMAX_BACKWARD_BOUND", 3)},
           hand=h.lines)

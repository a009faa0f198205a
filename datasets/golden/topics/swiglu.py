"""swiglu.py: golden cases of the gated feed-forward layer and its gradients (swiglu.h)."""

import torch

from golden import Expect
from law import Function, both, dot, halves, one_row, permuted, same, scaled, tensor, term, zeros
from hand import Hand, num, products, row, rows


def forward(x, w_gate, w_up, w_down):
    gate, up = x @ w_gate.T, x @ w_up.T
    inner = gate * torch.sigmoid(gate) * up
    return gate, up, inner, inner @ w_down.T


def weights(g, width, hidden, scale):
    return (g.normal(hidden, width, scale=scale), g.normal(hidden, width, scale=scale),
            g.normal(width, hidden, scale=scale))


def forward_case(g, name, law, x, w_gate, w_up, w_down, times=1):
    (rows, width), hidden = x.shape, len(w_gate)
    gate, up, inner, y = forward(x, w_gate, w_up, w_down)
    bound = lambda values: Expect(values, "SWIGLU_BOUND", width + hidden, times)
    g.case(name, "a", "swiglu_forward", law,
           {"x": x, "w_gate": w_gate, "w_up": w_up, "w_down": w_down, "rows": rows, "width": width,
            "hidden": hidden},
           {"gate": bound(gate), "up": bound(up), "inner": bound(inner), "y": bound(y)})


def backward_case(g, name, law, rows, width, hidden):
    put_backward(g, name, law, g.normal(rows, width), *weights(g, width, hidden, 0.7))


def put_backward(g, name, law, x, w_gate, w_up, w_down):
    (rows, width), hidden = x.shape, len(w_gate)
    dy = g.normal(rows, width)
    gate, up, inner, _ = (g.exact(t.numpy()) for t in forward(x, w_gate, w_up, w_down))
    before = weights(g, width, hidden, 1.0)
    s = torch.sigmoid(gate)
    dinner = dy @ w_down
    dup = dinner * gate * s
    dgate = dinner * up * (s + gate * s * (1 - s))
    # the formulas above against autograd, on the same rounded activations
    probe = [t.clone().requires_grad_() for t in (gate, up)]
    (probe[0] * torch.sigmoid(probe[0]) * probe[1] * dinner).sum().backward()
    assert torch.allclose(probe[0].grad, dgate, rtol=1e-12) and torch.allclose(probe[1].grad, dup)
    bound = lambda values: Expect(values, "SWIGLU_BACKWARD_BOUND", width + hidden + rows)
    g.case(name, "b", "swiglu_backward", law,
           {"dy": dy, "x": x, "gate": gate, "up": up, "inner": inner, "w_gate": w_gate, "w_up": w_up,
            "w_down": w_down, "dw_gate": before[0], "dw_up": before[1], "dw_down": before[2],
            "rows": rows, "width": width, "hidden": hidden},
           {"dx": bound(dgate @ w_gate + dup @ w_up), "dx_up": bound(dup @ w_up),
            "dgate": bound(dgate), "dup": bound(dup), "dinner": bound(dinner),
            "dw_gate": bound(before[0] + dgate.T @ x), "dw_up": bound(before[1] + dup.T @ x),
            "dw_down": bound(before[2] + dy.T @ inner)})


def make(g):
    for name, law, (rows, width, hidden) in (
            ("forward-a-small", "silu stands on the gate, not on the value", (2, 3, 5)),
            ("forward-wide", "gate, up and hidden are kept", (5, 17, 31)),
            ("forward-narrow", "hidden may be smaller than width", (3, 11, 4))):
        g.begin(name)
        forward_case(g, name, law, g.normal(rows, width), *weights(g, width, hidden, 0.7))
    g.begin("forward-silu")
    # one input, and hidden units whose gates are these values exactly: x is -2, the weights -1/2
    gates = g.exact([[-100.0], [-30.5], [-1.2785], [-0.01], [0.0], [0.5], [20.0], [89.0], [100.0]])
    x = g.exact([[-2.0]])
    forward_case(g, "forward-silu", "silu is right for every size: -100 gives 0, 100 gives 100",
                 x, gates / -2.0, g.normal(9, 1), g.normal(1, 9))
    g.begin("backward-silu")
    put_backward(g, "backward-silu", "its slope is 0 far below, 1 far above, and never NaN",
                 x, gates / -2.0, g.normal(9, 1), g.normal(1, 9))
    g.begin("forward-dip")
    forward_case(g, "forward-dip", "silu dips to -0.28 near -1.28: relu and gelu do not",
                 g.exact([[1.0]]), g.exact([[-1.2785], [-3.0], [-0.4]]), g.normal(3, 1), g.normal(1, 3))
    for name, law, sizes in (
            ("backward-a-small", "silu's slope has two terms", (2, 3, 5)),
            ("backward-wide", "the gradient of every input and every matrix", (5, 13, 23)),
            ("backward-one-row", "one row", (1, 7, 4))):
        g.begin(name)
        backward_case(g, name, law, *sizes)

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    sizes = {"rows": [1, 9], "width": [3, 30], "hidden": [3, 40], "n": "width+hidden+rows"}
    numbers = {name: size(name) for name in ("rows", "width", "hidden")}
    tensor = lambda *shape: {"type": "F32", "shape": list(shape), "draw": ["normal", 0.6]}
    row, inner = tensor("rows", "width"), tensor("rows", "hidden")
    into, down = tensor("hidden", "width"), tensor("width", "hidden")
    bound = lambda about, name: {**about, "bound": [name, "n", 1]}
    params = {"w_gate": into, "w_up": into, "w_down": down}
    g.live("forward", "a", "swiglu_forward", "fresh sizes and values", sizes,
           {"x": row, **params, **numbers},
           {name: bound(about, "SWIGLU_BOUND") for name, about in
            (("gate", inner), ("up", inner), ("inner", inner), ("y", row))})
    g.live("backward", "b", "swiglu_backward", "fresh sizes and values", sizes,
           {"dy": row, "x": row, "gate": inner, "up": inner, "inner": inner, **params,
            "dw_gate": into, "dw_up": into, "dw_down": down, **numbers},
           {name: bound(about, "SWIGLU_BACKWARD_BOUND") for name, about in
            (("dx", row), ("dx_up", row), ("dgate", inner), ("dup", inner), ("dinner", inner),
             ("dw_gate", into), ("dw_up", into), ("dw_down", down))})


def laws(g):
    row, inner = tensor("rows", "width", draw=("normal", 0.6)), tensor("rows", "hidden", draw=("normal", 0.6))
    into, down = tensor("hidden", "width", draw=("normal", 0.6)), tensor("width", "hidden", draw=("normal", 0.6))
    params, numbers = {"w_gate": into, "w_up": into, "w_down": down}, ("rows", "width", "hidden")
    forward = Function("swiglu_forward", ("x",) + tuple(params) + numbers,
                       {"gate": inner, "up": inner, "inner": inner, "y": row})
    back = Function("swiglu_backward", ("dy", "x", "gate", "up", "inner") + tuple(params) +
                    ("dw_gate", "dw_up", "dw_down") + numbers,
                    {"dx": row, "dx_up": row, "dgate": inner, "dup": inner, "dinner": inner, "dw_gate": into,
                     "dw_up": into, "dw_down": down})
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "width": [3, 14], "hidden": [3, 16],
             "power": [1, 3], "n": "width+hidden"}
    given = {"x": row, **params}
    g.law("rows", "a", "swiglu_forward", "a row of y is made of the same row of x alone", sizes, given,
          one_row(forward, "x", {"y": 0, "gate": 0, "up": 0, "inner": 0}))
    g.law("units", "a", "swiglu_forward", "hidden units have no order: exchanged in all three matrices, y stays", sizes,
          {**given, "order": tensor("hidden", draw=("cycle",), type="I64")},
          permuted(forward, {"w_gate": 0, "w_up": 0, "w_down": 1}, {"inner": 1},
                   lambda name, *answers: both("SWIGLU_BOUND", "n", *answers), "hidden units", still=("y",)))

    given.update({"dy": row, "gate": inner, "up": inner, "inner": inner, "dw_gate": into, "dw_up": into, "dw_down": down})
    results = ("dx", "dx_up", "dgate", "dup", "dinner", "dw_gate", "dw_up", "dw_down")
    g.law("upstream", "b", "swiglu_backward", "gradients are in proportion to dy, exactly", sizes, given,
          scaled(back, "dy", results))
    g.law("rows-back", "b", "swiglu_backward", "a row of dx is made of the same row of dy alone", sizes, given,
          one_row(back, "dy", {"dx": 0, "dgate": 0, "dup": 0, "dinner": 0}))
    g.law("halves", "b", "swiglu_backward", "two half batches leave the gradients of the whole one",
          {**sizes, "first": "row+1"}, given,
          halves(back, {name: 0 for name in ("dy", "x", "gate", "up", "inner")}, "rows", "first",
                 ("dw_gate", "dw_up", "dw_down"), lambda name, at: both("SWIGLU_BACKWARD_BOUND", "n+rows", at)))
    # y is proportional to w_up, and to w_down. Backward reads what forward has rounded: its bound again.
    says = ("the sum of y dy is {got} by the gradient %s, and {wanted} by your own forward: it should be the same, since "
            "y is proportional to %s")
    value = [term(1, "go.y", "dy", bound="SWIGLU_BOUND", n="n", times="rows*width"),
             term(1, "go.inner", "w_down", "dy", bound="SWIGLU_BOUND", n="n", times="rows*hidden*width"),
             # an error of the gate, times the slope of silu, which is below 1.1
             term(1.1, "go.gate", "go.up", "w_down", "dy", bound="SWIGLU_BOUND", n="n", times="rows*hidden*width")]
    error = lambda gradient, of: term(1, gradient, of, bound="SWIGLU_BACKWARD_BOUND", n="n+rows", times="hidden*width")
    g.law("slope", "b", "swiglu_backward", "the gradients are the slopes of your own forward", sizes,
          {**{name: given[name] for name in ("x", "dy") + tuple(params)}, "dw_gate": zeros("hidden", "width"),
           "dw_up": zeros("hidden", "width"), "dw_down": zeros("width", "hidden")},
          [forward("go"), back("back", {name: "go." + name for name in ("gate", "up", "inner")}),
           dot("value", "go.y", "dy"), dot("by_up", "back.dw_up", "w_up"), dot("by_down", "back.dw_down", "w_down"),
           same("by_down", "value", says % ("dw_down", "w_down"), *value, error("back.dw_down", "w_down")),
           same("by_up", "value", says % ("dw_up", "w_up"), *value, error("back.dw_up", "w_up"))])


def work(g):
    sizes = {"rows": 8, "width": 12, "hidden": 20}
    g.work("forward", "forward", "three matrix products", sizes,
           budget=(3, "three calls of linear_forward, and one pass over the hidden units, are enough"))
    g.work("backward", "backward", "two matrix products for each one of forward", sizes,
           budget=(3, "three calls of linear_backward, and one pass over the hidden units, are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def by_hand(g):
    h, sizes = Hand(), {"rows": 1, "width": 2, "hidden": 3}
    x = g.exact([[1.5, -0.5]])
    w_gate = g.exact([[0.5, 1.25], [-0.75, 2.0], [1.0, -0.5]])
    w_up, w_down = g.exact([[2.0, 0.5], [-1.5, 0.75], [0.25, -2.5]]), g.exact([[0.75, -1.25, 0.5], [1.5, 0.25, -2.0]])
    gate, up, inner, y = forward(x, w_gate, w_up, w_down)
    s = torch.sigmoid(gate)
    h.say("one row of width 2, three hidden units")
    for name, tensor in (("x", x), ("w_gate", w_gate), ("w_up", w_up), ("w_down", w_down)):
        h.say("%s = %s", name, rows(tensor))
    for j in range(3):
        h.say("hidden unit %d: gate %s = %s, up %s = %s", j, products(x[0], w_gate[j]), num(gate[0, j]),
              products(x[0], w_up[j]), num(up[0, j]))
        h.say("  silu: %s / (1 + exp(%s)) = %s, times up: %s", num(gate[0, j]), num(-gate[0, j]),
              num(gate[0, j] * s[0, j]), num(inner[0, j]))
    for i in range(2):
        h.say("y[0,%d] = %s = %s", i, products(inner[0], w_down[i]), num(y[0, i]))
    bound = lambda values: Expect(values, "SWIGLU_BOUND", 5)
    params = {"w_gate": w_gate, "w_up": w_up, "w_down": w_down}
    g.case("by-hand-forward", "a", "swiglu_forward", "one row, three hidden units", {"x": x, **params, **sizes},
           {"gate": bound(gate), "up": bound(up), "inner": bound(inner), "y": bound(y)}, hand=h.lines)

    h, sizes = Hand(), {"rows": 1, "width": 2, "hidden": 1}
    params = {"w_gate": w_gate[:1], "w_up": w_up[:1], "w_down": w_down[:, :1]}
    gate, up, inner, _ = (g.exact(t.numpy()) for t in forward(x, *params.values()))
    before = [g.exact(t) for t in ([[0.75, -0.25]], [[1.25, 0.5]], [[-1.75], [2.25]])]
    dy = g.exact([[0.75, 2.0]])
    s = torch.sigmoid(gate)
    dinner = dy @ params["w_down"]
    dup, slope = dinner * gate * s, s + gate * s * (1 - s)
    dgate = dinner * up * slope
    through_up = dup @ params["w_up"]
    dx = dgate @ params["w_gate"] + through_up
    after = [before[0] + dgate.T @ x, before[1] + dup.T @ x, before[2] + dy.T @ inner]
    h.say("one row of width 2, one hidden unit")
    h.say("x = %s, dy = %s", row(x), row(dy))
    h.say("w_gate = %s, w_up = %s, w_down = %s", *(row(p) for p in params.values()))
    h.say("gate = %s, up = %s, hidden = %s", num(gate), num(up), num(inner))
    h.say("dhidden = %s = %s", products(dy[0], params["w_down"][:, 0]), num(dinner))
    h.say("s = 1 / (1 + exp(%s)) = %s, silu = %s", num(-gate), num(s), num(gate * s))
    h.say("dup = %s * %s = %s", num(dinner), num(gate * s), num(dup))
    h.say("slope of silu: s + gate * s * (1 - s) = %s + %s = %s", num(s), num(gate * s * (1 - s)), num(slope))
    h.say("dgate = %s * %s * %s = %s", num(dinner), num(up), num(slope), num(dgate))
    for i in range(2):
        h.say("dx_up[0,%d] = %s * %s = %s", i, num(dup), num(params["w_up"][0, i]), num(through_up[0, i]))
        h.say("dx[0,%d] = %s + %s * %s = %s", i, num(through_up[0, i]), num(dgate), num(params["w_gate"][0, i]),
              num(dx[0, i]))
    h.say("what the matrices' gradients held: %s, %s, %s", *(row(b) for b in before))
    h.say("dw_gate[0,0] = %s + %s * %s = %s", num(before[0][0, 0]), num(dgate), num(x[0, 0]), num(after[0][0, 0]))
    h.say("dw_up[0,0] = %s + %s * %s = %s", num(before[1][0, 0]), num(dup), num(x[0, 0]), num(after[1][0, 0]))
    h.say("dw_down[0,0] = %s + %s * %s = %s", num(before[2][0, 0]), num(dy[0, 0]), num(inner), num(after[2][0, 0]))
    bound = lambda values: Expect(values, "SWIGLU_BACKWARD_BOUND", 4)
    g.case("by-hand-backward", "b", "swiglu_backward", "one row, one hidden unit",
           {"dy": dy, "x": x, "gate": gate, "up": up, "inner": inner, **params, "dw_gate": before[0],
            "dw_up": before[1], "dw_down": before[2], **sizes},
           {"dx": bound(dx), "dx_up": bound(through_up), "dgate": bound(dgate), "dup": bound(dup),
            "dinner": bound(dinner), "dw_gate": bound(after[0]), "dw_up": bound(after[1]),
            "dw_down": bound(after[2])}, hand=h.lines)

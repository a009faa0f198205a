"""linear.py: golden cases of y = x W^T + bias and its gradients (linear.h)."""

from golden import Expect
from law import Function, both, dot, halves, one_row, permuted, same, scaled, tensor, term, zeros
from hand import Hand, num, products, row, rows, terms


def forward_case(g, name, law, rows, inputs, outputs, bias=True, scale=1.0):
    x, w = g.normal(rows, inputs, scale=scale), g.normal(outputs, inputs, scale=inputs**-0.5)
    b = g.normal(outputs) if bias else None
    y = x @ w.T + (b if bias else 0.0)
    inputs_of = {"x": x, "w": w, "rows": rows, "inputs": inputs, "outputs": outputs}
    if bias:
        inputs_of["bias"] = b
    g.case(name, "a", "linear_forward", law, inputs_of, {"y": Expect(y, "LINEAR_BOUND", inputs)})


def backward_case(g, name, law, rows, inputs, outputs, bias=True):
    x, w, dy = g.normal(rows, inputs), g.normal(outputs, inputs), g.normal(rows, outputs)
    dw, dbias = g.normal(outputs, inputs), g.normal(outputs)
    sent = {"dw": dw, "dy": dy, "x": x, "w": w, "rows": rows, "inputs": inputs, "outputs": outputs}
    expected = {"dx": Expect(dy @ w, "LINEAR_BOUND", outputs),
                "dw": Expect(dw + dy.T @ x, "LINEAR_BOUND", rows)}
    if bias:
        sent["dbias"] = dbias
        expected["dbias"] = Expect(dbias + dy.sum(0), "LINEAR_BOUND", rows)
    g.case(name, "b", "linear_backward", law, sent, expected)


def make(g):
    for name, law, sizes, bias in (
            ("forward-a-small", "y = x W^T + bias: W is [outputs, inputs]", (2, 3, 5), True),
            ("forward-no-bias", "no bias is no bias", (3, 7, 4), False),
            ("forward-one-row", "one row, as in decoding", (1, 33, 19), True),
            ("forward-one-input", "sums of one product", (5, 1, 3), True),
            ("forward-wide", "sums of a real layer's length", (7, 129, 31), True)):
        g.begin(name)
        forward_case(g, name, law, *sizes, bias=bias)
    for name, law, sizes, bias in (
            ("backward-a-small", "dx is assigned, dw and dbias are added to", (2, 3, 5), True),
            ("backward-no-bias", "no bias, no gradient for it", (4, 5, 3), False),
            ("backward-many-rows", "every row adds to dw and dbias", (37, 11, 7), True),
            ("backward-one-row", "one row", (1, 6, 9), True)):
        g.begin(name)
        backward_case(g, name, law, *sizes, bias=bias)

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    # from 3 on: the one value of a tensor of one could cancel to 0, and its tolerance with it
    sizes = {"rows": [1, 20], "inputs": [3, 70], "outputs": [3, 50]}
    common = {name: size(name) for name in sizes}
    tensor = lambda *shape: {"type": "F32", "shape": list(shape), "draw": ["normal", 1.0]}
    x, w, b, y = tensor("rows", "inputs"), tensor("outputs", "inputs"), tensor("outputs"), tensor("rows", "outputs")
    bound = lambda about, n: {**about, "bound": ["LINEAR_BOUND", n, 1]}
    g.live("forward", "a", "linear_forward", "fresh sizes and values", sizes,
           {"x": x, "w": w, "bias": b, **common}, {"y": bound(y, "inputs")})
    g.live("backward", "b", "linear_backward", "fresh sizes and values", sizes,
           {"dw": w, "dbias": b, "dy": y, "x": x, "w": w, **common},
           {"dx": bound(x, "outputs"), "dw": bound(w, "rows"), "dbias": bound(b, "rows")})


def laws(g):
    forward = Function("linear_forward", ("x", "w", "bias", "rows", "inputs", "outputs"),
                       {"y": tensor("rows", "outputs")})
    backward = Function("linear_backward", ("dw", "dbias", "dy", "x", "w", "rows", "inputs", "outputs"),
                        {"dx": tensor("rows", "inputs"), "dw": tensor("outputs", "inputs"),
                         "dbias": tensor("outputs")})
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "inputs": [2, 20], "outputs": [2, 20],
             "power": [1, 3]}
    x, w, bias = tensor("rows", "inputs"), tensor("outputs", "inputs"), tensor("outputs")
    given = {"x": x, "w": w, "bias": bias}
    g.law("rows", "a", "linear_forward", "a row of y is made of the same row of x alone", sizes, given,
          one_row(forward, "x", {"y": 0}))
    g.law("order", "a", "linear_forward", "rows in another order give the same rows in that order",
          {**sizes, "rows": [2, 7]}, {**given, "order": tensor("rows", draw=("cycle",), type="I64")},
          permuted(forward, {"x": 0}, {"y": 0}, lambda name, *answers: both("LINEAR_BOUND", "inputs", *answers)))

    given = {"x": x, "w": w, "dy": tensor("rows", "outputs"), "dw": w, "dbias": bias}
    g.law("upstream", "b", "linear_backward", "gradients are in proportion to dy, exactly", sizes, given,
          scaled(backward, "dy", ("dx", "dw", "dbias")))
    g.law("rows-back", "b", "linear_backward", "a row of dx is made of the same row of dy alone", sizes, given,
          one_row(backward, "dy", {"dx": 0}))
    g.law("halves", "b", "linear_backward", "two half batches leave the gradients of the whole one",
          {**sizes, "first": "row+1"}, given,
          halves(backward, {"dy": 0, "x": 0}, "rows", "first", ("dw", "dbias"),
                 lambda name, at: both("LINEAR_BOUND", "rows", at)))
    # y without its bias is proportional to x and to w, so the slope along them is the value itself.
    says = ("the sum of y dy is {got} by the gradient %s, and {wanted} by your own forward: it should be the same, "
            "since y (without its bias) is proportional to %s")
    value = term(1, "go.y", "dy", bound="LINEAR_BOUND", n="inputs", times="rows*outputs")
    g.law("slope", "b", "linear_backward", "the gradients are the slopes of your own forward", sizes,
          {**given, "bias": zeros("outputs"), "dw": zeros("outputs", "inputs"), "dbias": zeros("outputs")},
          [forward("go"), backward("back"), dot("value", "go.y", "dy"), dot("by_x", "back.dx", "x"),
           dot("by_w", "back.dw", "w"),
           same("by_x", "value", says % ("dx", "x"), value,
                term(1, "back.dx", "x", bound="LINEAR_BOUND", n="outputs", times="rows*inputs")),
           same("by_w", "value", says % ("dw", "w"), value,
                term(1, "back.dw", "w", bound="LINEAR_BOUND", n="rows", times="outputs*inputs"))])


def work(g):
    sizes = {"rows": 16, "inputs": 20, "outputs": 16}
    g.work("forward", "forward", "a multiply-add for each row, input and output", sizes,
           budget=(4, "rows x inputs x outputs multiply-adds are enough"))
    g.work("backward", "backward", "two multiply-adds for each row, input and output", sizes,
           budget=(4, "2 x rows x inputs x outputs multiply-adds are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def by_hand(g):
    h, sizes = Hand(), {"rows": 1, "inputs": 3, "outputs": 2}
    x, w, b = g.exact([[1.5, -0.5, 2.0]]), g.exact([[0.5, 1.25, -0.75], [-2.0, 0.25, 1.75]]), g.exact([0.75, -1.25])
    y = x @ w.T + b
    h.say("one row of three inputs, two outputs")
    h.say("x = %s", rows(x)).say("w = %s   (a row for each output)", rows(w)).say("bias = %s", row(b))
    for o in range(2):
        h.say("y[0,%d] = %s + (%s) = %s", o, num(b[o]), products(x[0], w[o]), num(y[0, o]))
    g.case("by-hand-forward", "a", "linear_forward", "three inputs, two outputs",
           {"x": x, "w": w, "bias": b, **sizes}, {"y": Expect(y, "LINEAR_BOUND", 3)}, hand=h.lines)

    h, sizes = Hand(), {"rows": 2, "inputs": 3, "outputs": 1}
    x, w = g.exact([[1.5, -0.5, 2.0], [0.25, 1.25, -0.75]]), g.exact([[0.5, -2.0, 1.75]])
    dy, dw, db = g.exact([[1.25], [-0.5]]), g.exact([[0.75, 3.0, -1.5]]), g.exact([-2.25])
    h.say("two rows of three inputs, one output")
    h.say("x = %s", rows(x)).say("w = %s", rows(w)).say("dy = %s", rows(dy))
    dx, after, dbias = dy @ w, dw + dy.T @ x, db + dy.sum(0)
    for r in range(2):
        for i in range(3):
            h.say("dx[%d,%d] = %s = %s", r, i, products(dy[r], w[:, i]), num(dx[r, i]))
    h.say("dw held %s, dbias %s", row(dw), row(db))
    for i in range(3):
        h.say("dw[0,%d] = %s + (%s) = %s", i, num(dw[0, i]), products(dy[:, 0], x[:, i]), num(after[0, i]))
    h.say("dbias[0] = %s + (%s) = %s", num(db[0]), terms(dy), num(dbias[0]))
    g.case("by-hand-backward", "b", "linear_backward", "two rows, one output",
           {"dw": dw, "dbias": db, "dy": dy, "x": x, "w": w, **sizes},
           {"dx": Expect(dx, "LINEAR_BOUND", 1), "dw": Expect(after, "LINEAR_BOUND", 2),
            "dbias": Expect(dbias, "LINEAR_BOUND", 2)}, hand=h.lines)

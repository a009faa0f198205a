"""rope.py: golden cases of rotary position embedding (reference/include/rope.h)."""

import numpy
import torch

from golden import Expect
from law import Function, add, both, dot, number, one_row, same, tensor, term
from hand import Hand, num, products, rows


def frequencies(d, theta):
    return theta ** (-2.0 * torch.arange(d // 2) / d)


def rotate(x, cosines, sines, where, sign):
    """x [rows, heads, d]; the table's rows where[r]; sign -1 turns back"""
    half = x.shape[-1] // 2
    cos, sin = cosines[where][:, None, :], sign * sines[where][:, None, :]
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def frequencies_case(g, name, law, d, theta):
    g.case(name, "a", "rope_frequencies", law, {"d": d, "theta": theta},
           {"frequencies": Expect(frequencies(d, theta), "ROPE_FREQUENCY_BOUND", d,
                                  dtype="float64")})


def table_case(g, name, law, first, positions, d, theta):
    f = frequencies(d, theta)
    angles = torch.arange(first, first + positions)[:, None] * f
    g.case(name, "a", "rope_table", law,
           {"frequencies": f.numpy().astype(numpy.float64), "first": first, "positions": positions,
            "d": d},
           {"cosines": Expect(torch.cos(angles), "ROPE_TABLE_BOUND", d),
            "sines": Expect(torch.sin(angles), "ROPE_TABLE_BOUND", d)})


def turn_case(g, name, law, part, op, where, heads, d, positions, theta=10000.0, first=0):
    angles = torch.arange(first, first + positions)[:, None] * frequencies(d, theta)
    cosines, sines = g.exact(torch.cos(angles).numpy()), g.exact(torch.sin(angles).numpy())
    where = numpy.array(where, dtype=numpy.int64)
    x = g.normal(len(where), heads, d)
    turned = rotate(x, cosines, sines, torch.tensor(where), 1.0 if part == "a" else -1.0)
    tensor = "x" if part == "a" else "dx"
    g.case(name, part, op, law,
           {tensor: x, "cosines": cosines, "sines": sines, "where": where, "rows": len(where),
            "heads": heads, "d": d, "positions": positions},
           {tensor: Expect(turned, "ROPE_BOUND", d)})


def make(g):
    frequencies_case(g, "frequencies-base", "the first pair turns by one radian a position", 10, 10000.0)
    frequencies_case(g, "frequencies-llama3", "theta is an argument", 34, 500000.0)
    frequencies_case(g, "frequencies-two", "a head of two has one frequency", 2, 10000.0)
    table_case(g, "table-start", "row p holds the angles of position first + p", 0, 7, 10, 10000.0)
    table_case(g, "table-chunk", "a table may begin past position 0", 37, 5, 6, 777.0)
    table_case(g, "table-far", "far positions keep their digits", 1000003, 3, 14, 500000.0)
    shuffled = [4, 0, 11, 11, 7, 2, 9]
    g.begin("forward-shuffled")
    turn_case(g, "forward-shuffled", "a row turns by its own position, not by its index", "a",
              "rope_forward", shuffled, 3, 10, 13)
    g.begin("forward-one-pair")
    turn_case(g, "forward-one-pair", "a head of two is one pair", "a", "rope_forward", [5, 1, 3], 1, 2, 6)
    g.begin("forward-far")
    turn_case(g, "forward-far", "far from position 0 the halves still pair up", "a", "rope_forward",
              [1, 4, 0], 2, 18, 5, 500000.0, 4093)
    g.begin("forward-first")
    turn_case(g, "forward-first", "position 0 does not turn", "a", "rope_forward", [0, 0], 5, 6, 1)
    g.begin("backward-shuffled")
    turn_case(g, "backward-shuffled", "the gradient turns back by the same angle", "b",
              "rope_backward", shuffled, 3, 10, 13)
    g.begin("backward-far")
    turn_case(g, "backward-far", "and so it does far from position 0", "b", "rope_backward",
              [2, 2, 0, 1], 1, 14, 3, 10000.0, 2049)

    sizes = {"rows": [1, 9], "heads": [1, 5], "half": [1, 21], "d": "2*half", "positions": [1, 300]}
    number = {name: {"type": "I64", "shape": [], "draw": ["size", name]}
              for name in ("rows", "heads", "d", "positions")}
    table = {"type": "F32", "shape": ["positions", "half"], "draw": ["uniform", -1.0, 1.0]}
    x = {"type": "F32", "shape": ["rows", "heads", "d"], "draw": ["normal", 1.0]}
    where = {"type": "I64", "shape": ["rows"], "draw": ["below", "positions"]}
    for part, op, name in (("a", "rope_forward", "x"), ("b", "rope_backward", "dx")):
        g.live(op[5:], part, op, "fresh sizes and values", sizes,
               {name: x, "cosines": table, "sines": table, "where": where, **number},
               {name: {**x, "bound": ["ROPE_BOUND", "d", 1]}})


def laws(g):
    x = tensor("rows", "heads", "d")
    table = {"cosines": tensor("positions", "half", draw=("cosines",)),
             "sines": tensor("positions", "half", draw=("sines",))}
    rest = ("cosines", "sines", "where", "rows", "heads", "d", "positions")
    forward = Function("rope_forward", ("x",) + rest, {"x": x})
    backward = Function("rope_backward", ("dx",) + rest, {"dx": x})
    where = tensor("rows", draw=("below", "near"), type="I64")
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "heads": [1, 4], "half": [1, 12], "d": "2*half",
             "near": [20, 60], "shift": [1, 30], "positions": "2*near+shift"}
    # A turn is off by its bound; the rounded cosines and sines of the table add less than that again.
    product = lambda a, b: term(4, a, b, bound="ROPE_BOUND", n="d", times="d")
    g.law("shift", "a", "rope_forward", "scores depend on how far apart two positions are, not on where they are",
          sizes, {"q": x, "k": x, "at_q": where, "at_k": where, "by": number(("size", "shift")), **table},
          [add("on_q", "at_q", "by"), add("on_k", "at_k", "by"), forward("q1", {"x": "q", "where": "at_q"}),
           forward("k1", {"x": "k", "where": "at_k"}), forward("q2", {"x": "q", "where": "on_q"}),
           forward("k2", {"x": "k", "where": "on_k"}), dot("before", "q1.x", "k1.x", 2),
           dot("score", "q2.x", "k2.x", 2),
           same("score", "before", "{place} = q . k was {wanted}, and is {got} with both {shift} positions further on: "
                "only the distance of the two may count", product("q1.x", "k1.x"), product("q2.x", "k2.x"),
                at={"axis": 0})])
    g.law("twice", "a", "rope_forward", "turned by a and then by b is turned by a + b", sizes,
          {"x": x, "first": where, "then": where, **table},
          [add("sum", "first", "then"), forward("one", {"where": "first"}), forward("once", {"where": "sum"}),
           forward("two", {"x": "one.x", "where": "then"}),
           same("two.x", "once.x", "turned to one position and from there by another, {place} is {got}; turned by both "
                "at once it is {wanted}", term(8, "once.x", bound="ROPE_BOUND", n="d"), at={"axis": 0})])
    g.law("rows", "a", "rope_forward", "a row is turned by its own position", sizes, {"x": x, "where": where, **table},
          one_row(forward, "x", {"x": 0}))
    g.law("undo", "b", "rope_backward", "turning back undoes the turn", sizes, {"x": x, "where": where, **table},
          [forward("there"), backward("back", {"dx": "there.x"}),
           same("back.dx", "x", "turned by rope_forward and back by rope_backward, {place} is {got}, and it was "
                "{wanted}", term(8, "x", bound="ROPE_BOUND", n="d"), at={"axis": 0})])
    g.law("lengths", "b", "rope_backward", "a turn keeps the product of two vectors", sizes,
          {"dx": x, "other": x, "where": where, **table},
          [backward("one"), backward("two", {"dx": "other"}), dot("before", "dx", "other", 2),
           dot("product", "one.dx", "two.dx", 2),
           same("product", "before", "two vectors turned back alike have a product of {got}, and before it was "
                "{wanted}: a turn changes no length and no angle", product("one.dx", "two.dx"), at={"axis": 0})])


def work(g):
    longer = {"small": {"rows": 50, "positions": 50}, "large": {"rows": 200, "positions": 200}}
    for name, law in (("forward", "a rotation costs the same at every position"),
                      ("backward", "turning back costs the same at every position")):
        g.work(name, name, law, **longer, sizes={"heads": "2", "half": "4", "d": "8"},
               growth=(5.5, "4 times the rows at 4 times the positions", "the table holds the cosine and sine of every "
                       "position, so about 4 times is enough"),
               budget=(4, "one rotation for each pair is enough"))


# ---- by hand -----------------------------------------------------------------------------------

def turns(h, name, x, new, cosines, sines, where, back):
    """every pair of every row, as it turns"""
    half = x.shape[-1] // 2
    for r, p in enumerate(where):
        h.say("row %d stands at position %d, so it takes row %d of the table:", r, p, p)
        for i in range(half):
            a, b, c, s = x[r, 0, i], x[r, 0, i + half], cosines[p, i], sines[p, i]
            h.say("  pair %d is elements %d and %d: %s and %s, cos %s, sin %s", i, i, i + half,
                  num(a), num(b), num(c), num(s))
            first, second = (products([a, b], [c, s]), products([b, -a], [c, s])) if back else (
                products([a, -b], [c, s]), products([a, b], [s, c]))
            h.say("    %s = %s", first, num(new[r, 0, i]))
            h.say("    %s = %s", second, num(new[r, 0, i + half]))


def by_hand(g):
    h = Hand()
    d, theta = 6, 100.0
    h.say("d = %d, theta = %s: %d frequencies, one for each pair", d, num(theta), d // 2)
    for i, f in enumerate(frequencies(d, theta)):
        h.say("i = %d: %s to the power of -2 * %d / %d = -%s is %s", i, num(theta), i, d,
              num(2 * i / d), num(f))
    g.case("by-hand-frequencies", "a", "rope_frequencies", "three pairs, three speeds",
           {"d": d, "theta": theta},
           {"frequencies": Expect(frequencies(d, theta), "ROPE_FREQUENCY_BOUND", d, dtype="float64")},
           hand=h.lines)

    h, f = Hand(), torch.tensor([1.25, 0.5])
    first, positions, d = 2, 3, 4
    angles = torch.arange(first, first + positions)[:, None] * f
    h.given("frequencies", f)
    h.say("first = %d, so row p holds position %d + p", first, first)
    for p in range(positions):
        for i in range(d // 2):
            a = angles[p, i]
            h.say("row %d, i = %d: angle %d * %s = %s, cos %s, sin %s", p, i, first + p, num(f[i]),
                  num(a), num(torch.cos(a)), num(torch.sin(a)))
    g.case("by-hand-table", "a", "rope_table", "position times frequency is an angle",
           {"frequencies": f.numpy(), "first": first, "positions": positions, "d": d},
           {"cosines": Expect(torch.cos(angles), "ROPE_TABLE_BOUND", d),
            "sines": Expect(torch.sin(angles), "ROPE_TABLE_BOUND", d)}, hand=h.lines)

    where, positions, d = [2, 1], 3, 4
    angles = torch.arange(positions)[:, None] * torch.tensor([1.25, 0.5])
    cosines, sines = g.exact(torch.cos(angles).numpy()), g.exact(torch.sin(angles).numpy())
    for part, op, name, sign, x in (
            ("a", "rope_forward", "x", 1.0, [[1.5, -0.5, 0.25, 2.0], [-0.75, 1.25, 3.0, 0.5]]),
            ("b", "rope_backward", "dx", -1.0, [[0.75, 2.5, -1.5, 0.5], [1.25, -0.25, 0.5, -2.0]])):
        h, x = Hand(), g.exact(x)[:, None, :]
        new = rotate(x, cosines, sines, torch.tensor(where), sign)
        h.say("two rows, one head of d = %d: elements i and i + %d are a pair", d, d // 2)
        h.say("%s = %s", name, rows(x))
        turns(h, name, x, new, cosines, sines, where, sign < 0)
        g.case("by-hand-" + op[5:], part, op,
               "the gradient is turned back" if sign < 0 else "two rows turn, each by its own position",
               {name: x, "cosines": cosines, "sines": sines,
                "where": numpy.array(where, dtype=numpy.int64), "rows": 2, "heads": 1, "d": d,
                "positions": positions}, {name: Expect(new, "ROPE_BOUND", d)}, hand=h.lines)

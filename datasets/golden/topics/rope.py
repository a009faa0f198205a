"""rope.py: golden cases of rotary position embedding (reference/include/rope.h)."""

import numpy
import torch

from golden import Expect
from hand import Hand, dot, num, rows


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
            first, second = (dot([a, b], [c, s]), dot([b, -a], [c, s])) if back else (
                dot([a, -b], [c, s]), dot([a, b], [s, c]))
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

"""rope.py: golden cases of rotary position embedding (reference/include/rope.h)."""

import numpy
import torch

from golden import Expect


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

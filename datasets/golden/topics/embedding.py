"""embedding.py: golden cases of lookup, its gradient, cosine and neighbours (embedding.h)."""

import numpy
import torch

from golden import Expect
from law import Function, both, cut, dot, halves, permuted, same, scale, scaled, tensor, term, zeros
from hand import Hand, num, products, row, rows, terms


def cosine(a, b):
    aa, bb = (a * a).sum(), (b * b).sum()
    return a @ b / (aa.sqrt() * bb.sqrt()) if aa > 0 and bb > 0 else torch.tensor(0.0)


def forward_case(g, name, law, ids, vocab, width):
    table = g.normal(vocab, width)
    g.case(name, "a", "embedding_forward", law,
           {"ids": numpy.array(ids, dtype=numpy.int32), "table": table, "rows": len(ids),
            "vocab": vocab, "width": width},
           {"out": g.array(table[torch.tensor(ids, dtype=torch.long)])})


def backward_case(g, name, law, ids, vocab, width):
    dout, before = g.normal(len(ids), width), g.normal(vocab, width)
    dtable = before.clone()
    dtable.index_add_(0, torch.tensor(ids, dtype=torch.long), dout)
    g.case(name, "b", "embedding_backward", law,
           {"dtable": before, "dout": dout, "ids": numpy.array(ids, dtype=numpy.int32),
            "rows": len(ids), "vocab": vocab, "width": width},
           {"dtable": Expect(dtable, "EMBEDDING_BACKWARD_BOUND", len(ids))})


def cosine_case(g, name, law, a, b):
    g.case(name, "a", "embedding_cosine", law, {"a": a, "b": b, "width": len(a)},
           {"cosine": Expect(cosine(a, b), "EMBEDDING_COSINE_BOUND", len(a))})


def nearest_case(g, name, law, table, query, skip, k):
    vocab, width = table.shape
    scores = [(-float(cosine(query, table[i])), i) for i in range(vocab) if i not in skip]
    best = sorted(scores)[:k]
    # neighbours in the list must be clearly apart, or exactly equal rows: no rounding decides
    for (x, i), (y, j) in zip(sorted(scores), sorted(scores)[1:]):
        assert y - x > 1e-4 or torch.equal(table[i], table[j]) or k == 0, (name, i, j, y - x)
    g.case(name, "a", "embedding_nearest", law,
           {"query": query, "skip": numpy.array(skip, dtype=numpy.int32), "skips": len(skip),
            "table": table, "vocab": vocab, "width": width, "k": k},
           {"ids": numpy.array([i for _, i in best], dtype=numpy.int32),
            "scores": Expect([-s for s, _ in best], "EMBEDDING_COSINE_BOUND", width)})


def make(g):
    g.begin("forward-ends")
    forward_case(g, "forward-ends", "row id of the table, the first and the last included", [12, 0, 5], 13, 7)
    g.begin("forward-repeats")
    forward_case(g, "forward-repeats", "the same id gives the same row, bit for bit", [3, 3, 9, 1, 3], 11, 17)
    g.begin("forward-one")
    forward_case(g, "forward-one", "a table of one row", [0, 0], 1, 3)

    g.begin("backward-repeats")
    backward_case(g, "backward-repeats", "a word that stands three times adds three gradients",
                  [4, 1, 4, 0, 4, 6], 7, 5)
    g.begin("backward-wide")
    backward_case(g, "backward-wide", "rows that no id names keep what they held",
                  [int(v) for v in g.below(23, 41)], 29, 9)

    g.begin("cosine-plain")
    cosine_case(g, "cosine-plain", "the dot product over both lengths", g.normal(13), g.normal(13, scale=3.0))
    g.begin("cosine-long")
    a = g.normal(7)
    cosine_case(g, "cosine-long", "length does not matter, only direction", a, g.exact(a * -250.0 + g.normal(7)))
    cosine_case(g, "cosine-zero", "a vector of zeros has no direction: 0", a, torch.zeros(7))
    cosine_case(g, "cosine-huge", "squares of large values do not overflow",
                g.exact(a * 1e25), g.exact(a * 3e24 + 1e24))
    cosine_case(g, "cosine-tiny", "squares of tiny values do not vanish",
                g.exact(a * 1e-25), g.exact(a * 3e-25 + 1e-25))
    cosine_case(g, "cosine-one", "one number: its sign", g.exact([-0.3]), g.exact([7.0]))

    g.begin("nearest")
    table = g.normal(17, 9)
    table[11] = table[4]  # an exact tie
    table[2] = 0.0
    query = g.exact(table[4].numpy() + 0.3 * g.normal(9).numpy())
    nearest_case(g, "nearest-best-first", "the largest cosine first, ties by lower id", table, query, [], 5)
    nearest_case(g, "nearest-skips", "ids to skip take no part", table, query, [4, 0, 16], 6)
    nearest_case(g, "nearest-all", "as many as there are", table, query, [5], 16)
    nearest_case(g, "nearest-none", "none is none", table, query, [], 0)

    g.begin("analogy")
    words = g.normal(9, 6)
    for a, b, c in ((7, 2, 4), (0, 8, 0)):
        g.case("analogy-%d" % a, "a", "embedding_analogy", "a - b + c, element by element",
               {"a": a, "b": b, "c": c, "table": words, "vocab": 9, "width": 6},
               {"query": Expect(words[a] - words[b] + words[c], "EMBEDDING_BACKWARD_BOUND", 3)})

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    sizes = {"rows": [1, 40], "vocab": [1, 50], "width": [3, 40]}
    common = {"rows": size("rows"), "vocab": size("vocab"), "width": size("width"),
              "ids": {"type": "I32", "shape": ["rows"], "draw": ["below", "vocab"]}}
    table = {"type": "F32", "shape": ["vocab", "width"], "draw": ["normal", 1.0]}
    out = {"type": "F32", "shape": ["rows", "width"]}
    g.live("forward", "a", "embedding_forward", "fresh sizes and values", sizes,
           {"table": table, **common}, {"out": out})
    g.live("backward", "b", "embedding_backward", "fresh sizes and values", sizes,
           {"dtable": table, "dout": {**out, "draw": ["normal", 1.0]}, **common},
           {"dtable": {**table, "bound": ["EMBEDDING_BACKWARD_BOUND", "rows", 1]}})
    vector = {"type": "F32", "shape": ["width"], "draw": ["normal", 1.0]}
    # one sign each: the products cannot cancel, which would leave a cosine near 0 no tolerance
    above = {**vector, "draw": ["uniform", 0.1, 1.0]}
    below = {**vector, "draw": ["uniform", -3.0, -0.2]}
    g.live("cosine", "a", "embedding_cosine", "fresh vectors", {"width": [2, 70]},
           {"a": above, "b": below, "width": size("width")},
           {"cosine": {"type": "F32", "shape": [], "bound": ["EMBEDDING_COSINE_BOUND", "width", 1]}})
    # few rows, so that two scores are hardly ever within a rounding of each other
    sizes = {"k": [1, 4], "others": [1, 4], "vocab": "k+others", "width": [3, 40]}
    g.live("nearest", "a", "embedding_nearest", "fresh vectors", sizes,
           {"query": vector, "skip": {"type": "I32", "shape": [1], "draw": ["below", "vocab"]},
            "skips": {"type": "I64", "shape": [], "draw": ["value", 1]}, "table": table,
            "vocab": size("vocab"), "width": size("width"), "k": size("k")},
           {"ids": {"type": "I32", "shape": ["k"]},
            "scores": {"type": "F32", "shape": ["k"],
                       "bound": ["EMBEDDING_COSINE_BOUND", "width", 1]}})
    word = {"type": "I64", "shape": [], "draw": ["below", "vocab"]}
    g.live("analogy", "a", "embedding_analogy", "fresh vectors",
           {"vocab": [2, 30], "width": [3, 40]},
           {"a": word, "b": word, "c": word, "table": table, "vocab": size("vocab"),
            "width": size("width")},
           {"query": {**vector, "bound": ["EMBEDDING_BACKWARD_BOUND", 3, 1]}})


def laws(g):
    table = tensor("vocab", "width")
    out, ids = tensor("rows", "width"), tensor("rows", draw=("below", "vocab"), type="I32")
    forward = Function("embedding_forward", ("ids", "table", "rows", "vocab", "width"), {"out": out})
    backward = Function("embedding_backward", ("dtable", "dout", "ids", "rows", "vocab", "width"), {"dtable": table})
    sizes = {"first": [1, 9], "after": [2, 9], "rows": "first+after", "vocab": [3, 20], "width": [3, 20],
             "power": [1, 3]}
    g.law("order", "a", "embedding_forward", "ids in another order give the same rows in that order", sizes,
          {"ids": ids, "table": table, "order": tensor("rows", draw=("cycle",), type="I64")},
          permuted(forward, {"ids": 0}, {"out": 0}, lambda *names: ()))
    cosine_law(g)
    nearest_law(g)

    given = {"dtable": table, "dout": out, "ids": ids}
    g.law("upstream", "b", "embedding_backward", "gradients are in proportion to dout, exactly", sizes, given,
          scaled(backward, "dout", ("dtable",)))
    g.law("halves", "b", "embedding_backward", "two half batches leave the gradient of the whole one", sizes, given,
          halves(backward, {"dout": 0, "ids": 0}, "rows", "first", ("dtable",),
                 lambda name, at: both("EMBEDDING_BACKWARD_BOUND", "rows", at)))
    g.law("slope", "b", "embedding_backward", "dtable is the slope of your own lookup", sizes,
          {**given, "dtable": zeros("vocab", "width"), "table": table},
          [forward("go"), backward("back"), dot("value", "go.out", "dout"), dot("by_table", "back.dtable", "table"),
           same("by_table", "value", "the sum of out dout is {got} by the gradient dtable, and {wanted} by your own "
                "lookup: it should be the same, since out is proportional to the table",
                term(1, "back.dtable", "table", bound="EMBEDDING_BACKWARD_BOUND", n="rows", times="vocab*width"))])


def cosine_law(g):
    cosine = Function("embedding_cosine", ("a", "b", "width"), {"cosine": tensor()})
    g.law("cosine", "a", "embedding_cosine", "the cosine knows directions only, and no order",
          {"width": [2, 50], "power": [3, 20]},
          # one sign each, so that nothing cancels
          {"a": tensor("width", draw=("uniform", 0.1, 1.0)), "b": tensor("width", draw=("uniform", -3.0, -0.2))},
          [scale("long_a", "a", "power"), cosine("plain"), cosine("other", {"a": "b", "b": "long_a"}),
           same("other.cosine", "plain.cosine", "with a and b exchanged, and one of them 2^{power} times as long, the "
                "cosine went from {wanted} to {got}",
                *both("EMBEDDING_COSINE_BOUND", "width", "other.cosine", "plain.cosine"))])


def nearest_law(g):
    nearest = Function("embedding_nearest", ("query", "skip", "skips", "table", "vocab", "width", "k"),
                       {"ids": tensor("k", type="I32"), "scores": tensor("k")})
    says = "asked for {k} neighbours, {place} is {got}; asked for {more}, it is {wanted}"
    g.law("fewer", "a", "embedding_nearest", "the k nearest stand first among k + m",
          {"k": [1, 4], "m": [1, 4], "more": "k+m", "vocab": "k+m+2", "width": [3, 20], "skips": "1"},
          {"query": tensor("width"), "skip": tensor(1, draw=("below", "vocab"), type="I32"),
           "table": tensor("vocab", "width")},
          [nearest("few"), nearest("many", {"k": "more"}, {"ids": ["more"], "scores": ["more"]}),
           cut("ids", "many.ids", 0, 0, "k"), cut("scores", "many.scores", 0, 0, "k"),
           same("few.ids", "ids", says), same("few.scores", "scores", says)])


def work(g):
    g.work("forward", "forward", "a lookup copies a row, and looks at no other", {"rows": 40, "vocab": 400, "width": 16},
           budget=(4, "copying one row for each id is enough: the size of the vocabulary does not count"))
    g.work("backward", "backward", "a gradient is added to the rows that were looked up", {"rows": 40, "vocab": 400, "width": 16},
           budget=(4, "adding one row for each id is enough: the size of the vocabulary does not count"))
    g.work("nearest", "nearest", "every row is compared once", {"vocab": 400, "k": 4, "width": 16},
           budget=(4, "one cosine for each row, and k places that are kept in order, are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def say_cosine(h, name, a, b):
    h.say("%s: dot product %s = %s", name, products(a, b), num(a @ b))
    h.say("  lengths %s and %s, cosine %s / (%s * %s) = %s", num(a.norm()), num(b.norm()), num(a @ b),
          num(a.norm()), num(b.norm()), num(cosine(a, b)))


def by_hand(g):
    table = g.exact([[0.5, -1.25], [2.0, 0.75], [-0.5, 1.5], [1.25, 1.0]])
    h, wanted = Hand(), [2, 0, 2]
    h.say("table = %s   (four rows of width 2)", rows(table))
    for r, i in enumerate(wanted):
        h.say("ids[%d] = %d, so row %d of out is row %d of the table: %s", r, i, r, i, row(table[i]))
    g.case("by-hand-forward", "a", "embedding_forward", "three ids, one of them twice",
           {"ids": numpy.array(wanted, dtype=numpy.int32), "table": table, "rows": 3, "vocab": 4, "width": 2},
           {"out": g.array(table[torch.tensor(wanted)])}, hand=h.lines)

    h, dout = Hand(), g.exact([[0.75, -0.5], [1.5, 0.25], [-2.0, 1.25]])
    after = table.clone()
    after.index_add_(0, torch.tensor(wanted), dout)
    h.say("dtable held %s", rows(table)).say("dout = %s, ids = %s", rows(dout), row(wanted))
    for i in range(4):
        named = [r for r in range(3) if wanted[r] == i]
        h.say("row %d: %s", i, "no id names it, it stays" if not named else "named by row%s %s of dout" % (
            "s" if len(named) > 1 else "", " and ".join(map(str, named))))
        if named:
            for c in range(2):
                h.say("  dtable[%d,%d] = %s = %s", i, c,
                      terms([table[i, c]] + [dout[r, c] for r in named]), num(after[i, c]))
    g.case("by-hand-backward", "b", "embedding_backward", "three ids, one of them twice",
           {"dtable": table, "dout": dout, "ids": numpy.array(wanted, dtype=numpy.int32), "rows": 3, "vocab": 4,
            "width": 2}, {"dtable": Expect(after, "EMBEDDING_BACKWARD_BOUND", 3)}, hand=h.lines)

    h, a, b = Hand(), g.exact([1.5, -0.5, 2.0]), g.exact([0.25, 1.25, 0.75])
    h.say("a = %s, b = %s", row(a), row(b))
    h.say("squares of a: %s, root of %s is %s", row(a * a), num(a @ a), num(a.norm()))
    h.say("squares of b: %s, root of %s is %s", row(b * b), num(b @ b), num(b.norm()))
    say_cosine(h, "a and b", a, b)
    g.case("by-hand-cosine", "a", "embedding_cosine", "three numbers each", {"a": a, "b": b, "width": 3},
           {"cosine": Expect(cosine(a, b), "EMBEDDING_COSINE_BOUND", 3)}, hand=h.lines)

    h, query, skip = Hand(), g.exact([1.5, 0.25]), [1]
    best = sorted((-float(cosine(query, table[i])), i) for i in range(4) if i not in skip)[:2]
    h.say("query = %s, id %d is skipped, the best 2 are wanted", row(query), skip[0])
    for i in range(4):
        if i not in skip:
            say_cosine(h, "row %d, %s" % (i, row(table[i])), query, table[i])
    h.say("largest first: %s", ", then ".join("id %d with %s" % (i, num(-s)) for s, i in best))
    g.case("by-hand-nearest", "a", "embedding_nearest", "the best two of three",
           {"query": query, "skip": numpy.array(skip, dtype=numpy.int32), "skips": 1, "table": table, "vocab": 4,
            "width": 2, "k": 2},
           {"ids": numpy.array([i for _, i in best], dtype=numpy.int32),
            "scores": Expect([-s for s, _ in best], "EMBEDDING_COSINE_BOUND", 2)}, hand=h.lines)

    h, (a, b, c) = Hand(), (3, 0, 2)
    query = table[a] - table[b] + table[c]
    h.say("table = %s", rows(table)).say("a = %d, b = %d, c = %d: row a - row b + row c", a, b, c)
    for i in range(2):
        h.say("query[%d] = %s - %s + %s = %s", i, num(table[a, i]), num(table[b, i]), num(table[c, i]), num(query[i]))
    g.case("by-hand-analogy", "a", "embedding_analogy", "two numbers of three rows",
           {"a": a, "b": b, "c": c, "table": table, "vocab": 4, "width": 2},
           {"query": Expect(query, "EMBEDDING_BACKWARD_BOUND", 3)}, hand=h.lines)

"""sampling.py: golden cases of the choice of the next token (reference/include/sampling.h).

Where a comparison decides (a running sum against u or p, a share against the bar of min-p), the
two sides are whole multiples of 2^-24, which every float32 sum gets right, or further apart than
MARGIN: no rounding chooses. generate.py uses the same functions.
"""

import numpy
import torch

from golden import Expect
from hand import Hand, num, row
from law import Function, add, both, cut, dot, join, number, same, scale, tensor, term

INF = float("inf")
MARGIN = 1e-4


def apart(a, b):
    """two sides of a comparison: exact in any order of float32 additions, or clearly apart"""
    a, b = float(a), float(b)
    exact = a == b or all((side * 2.0**24).is_integer() for side in (a, b))
    assert exact or abs(a - b) > MARGIN, (a, b)


def single(value):
    """the float32 that the submission is given for a scalar"""
    return float(numpy.float32(value))


def greedy(logits):
    best = max(range(len(logits)), key=lambda c: (float(logits[c]), -c))
    for c in range(len(logits)):
        if c != best:
            apart(logits[c], logits[best])
    return best


def temperature(logits, t):
    e = torch.exp((logits - logits.max()) / single(t))
    return e / e.sum()


def draw(p, u):
    total, last = 0.0, 0
    for c in range(len(p)):
        if float(p[c]) == 0.0:
            continue
        total, last = total + float(p[c]), c
        apart(total, u)
        if total > u:
            break
    return last


def repetition(logits, recent, penalty):
    out = logits.clone()
    for i in sorted(set(recent)):
        out[i] = out[i] / single(penalty) if out[i] > 0 else out[i] * single(penalty)
    return out


def order(p):
    return sorted(range(len(p)), key=lambda c: (-float(p[c]), c))


def keep(p, ids):
    out = torch.zeros_like(p)
    out[ids] = p[ids] / p[ids].sum()
    return out


def top_k(p, ranked, k):
    return keep(p, ranked[:max(1, k)])


def top_p(p, ranked, limit):
    limit, total, kept = single(limit), 0.0, 0
    if limit >= 1.0:
        return keep(p, ranked)
    while kept == 0 or total < limit:
        total += float(p[ranked[kept]])
        kept += 1
        apart(total, limit)
    return keep(p, ranked[:kept])


def min_p(p, ranked, share):
    bar = single(share) * float(p[ranked[0]])
    for c in range(len(p)):
        apart(p[c], bar)
    return keep(p, [c for c in ranked if float(p[c]) >= bar] or ranked[:1])


FILTERS = {"sampling_top_k": ("k", top_k), "sampling_top_p": ("p", top_p),
           "sampling_min_p": ("min_p", min_p)}


def ids(values):
    return numpy.array(values, dtype=numpy.int32)


def greedy_case(g, name, law, logits, hand=None):
    g.case(name, "a", "sampling_greedy", law, {"logits": logits, "vocab": len(logits)},
           {"id": greedy(logits)}, hand=hand)


def temperature_case(g, name, law, logits, t, hand=None):
    g.case(name, "a", "sampling_temperature", law,
           {"logits": logits, "vocab": len(logits), "temperature": t},
           {"probabilities": Expect(temperature(logits, t), "SAMPLING_BOUND", len(logits))}, hand=hand)


def draw_case(g, name, law, p, u, hand=None):
    p = g.exact(numpy.array(p))
    g.case(name, "a", "sampling_draw", law, {"probabilities": p, "vocab": len(p), "u": u},
           {"id": draw(p, u)}, hand=hand)


def repetition_case(g, name, law, logits, recent, penalty, hand=None):
    g.case(name, "b", "sampling_repetition", law,
           {"logits": logits, "recent": ids(recent), "count": len(recent), "vocab": len(logits),
            "penalty": penalty},
           {"logits": Expect(repetition(logits, recent, penalty), "SAMPLING_BOUND", 1)}, hand=hand)


def order_case(g, name, law, p, hand=None):
    g.case(name, "b", "sampling_order", law, {"probabilities": p, "vocab": len(p)},
           {"order": ids(order(p))}, hand=hand)


def filter_case(g, name, law, op, p, value, hand=None):
    p = g.exact(numpy.array(p))
    key, function = FILTERS[op]
    ranked = order(p)
    kept = function(p, ranked, value)
    g.case(name, "b", op, law,
           {"probabilities": p, "order": ids(ranked), "vocab": len(p), key: value},
           {"probabilities": Expect(kept, "SAMPLING_BOUND", len(p)),
            "left": int((kept > 0).sum())}, hand=hand)


def first_part(g):
    g.begin("greedy")
    logits = g.normal(11, scale=3.0)
    greedy_case(g, "greedy-plain", "the id of the largest logit", logits)
    greedy_case(g, "greedy-negative", "the largest may be below 0", g.exact(logits.numpy() - 40.0))
    tied = logits.clone()
    tied[3] = tied[7] = tied[8] = logits.max() + 1.5
    greedy_case(g, "greedy-tie", "of equal logits the lower id", g.exact(tied.numpy()))
    ends = logits.clone()
    ends[10] = logits.max() + 2.0
    ends[0] = -INF
    greedy_case(g, "greedy-last", "the last id is an id, and -inf is never the largest", g.exact(ends.numpy()))

    g.begin("temperature")
    temperature_case(g, "temperature-a-small", "softmax of logits over temperature", g.normal(3), 0.5)
    logits = g.normal(37, scale=2.0)
    temperature_case(g, "temperature-one", "1 changes nothing", logits, 1.0)
    temperature_case(g, "temperature-high", "above 1 the others catch up", logits, 1.75)
    temperature_case(g, "temperature-low", "below 1 the best takes more", logits, 0.3)
    dead = logits.clone()
    dead[0] = dead[5] = dead[36] = -INF
    temperature_case(g, "temperature-infinite", "-inf has probability 0", dead, 0.8)
    temperature_case(g, "temperature-near-0", "however small: near 0 it is greedy",
                     g.exact(logits.numpy() * 8.0), 1e-38)

    g.begin("draw")
    p = temperature(g.normal(13, scale=1.5), 1.0)
    p = g.exact(p.numpy())
    sums = torch.cumsum(p, 0)
    for i, c in enumerate((0, 4, 11)):
        low = float(sums[c - 1]) if c else 0.0
        u = single(low + 0.4 * float(p[c]))
        draw_case(g, "draw-%d" % i, "where the running sum first exceeds u", p.numpy(), u)
    quarters = [0.25, 0.0, 0.25, 0.375, 0.125]
    draw_case(g, "draw-exact", "a sum that equals u does not exceed it", quarters, 0.25)
    draw_case(g, "draw-zero", "u = 0 draws the first id above 0", [0.0, 0.0, 0.625, 0.375], 0.0)
    top = 1.0 - 2.0**-24
    draw_case(g, "draw-largest-u", "the largest u below 1 draws the last id", [0.5, 0.25, 0.25], top)
    draw_case(g, "draw-short", "when rounding leaves the sum below u, the last id above 0",
              [0.25, 0.5, 0.2421875, 0.0, 0.0], top)
    draw_case(g, "draw-certain", "probability 1 is always drawn", [0.0, 1.0, 0.0], 0.7109375)


def repetitions(g):
    g.begin("repetition")
    logits = g.normal(17, scale=3.0)
    logits[4], logits[9] = 2.75, -1.5
    repetition_case(g, "repetition-signs", "divided where positive, multiplied where negative", logits, [4, 9, 16], 1.3)
    repetition_case(g, "repetition-once", "an id counts once, however often it stands there", logits,
                    [4, 4, 9, 4, 9, 9, 2], 1.5)
    repetition_case(g, "repetition-identity", "a penalty of 1 changes nothing", logits, [0, 4, 9], 1.0)
    repetition_case(g, "repetition-none", "no recent ids, no change", logits, [], 2.0)
    dead = logits.clone()
    dead[9] = 0.0
    # an expected tensor holds no infinity, so the -inf id stands outside of it: see the test
    repetition_case(g, "repetition-zero", "a logit of 0 stays 0", dead, [9, 4], 1.25)


def second_part(g):
    repetitions(g)
    g.begin("order")
    p = g.exact(temperature(g.normal(41, scale=2.0), 1.0).numpy())
    order_case(g, "order-plain", "by falling probability", p)
    order_case(g, "order-ties", "equal ones by rising id",
               g.exact([0.125, 0.0625, 0.25, 0.125, 0.0, 0.25, 0.0625, 0.125, 0.0, 0.0]))
    order_case(g, "order-one", "one id", g.exact([1.0]))
    p = g.exact(temperature(g.normal(900, scale=3.0), 1.0).numpy())
    p[100:140] = p[500:540]
    order_case(g, "order-wide", "a wider vocabulary, with ties", p)

    g.begin("filters")
    p = g.exact(temperature(g.normal(19, scale=1.5), 1.0).numpy())
    flat = [0.125, 0.25, 0.125, 0.0625, 0.25, 0.125, 0.0625]
    k = "sampling_top_k"
    filter_case(g, "top-k-plain", "the k largest, renormalised", k, p.numpy(), 5)
    filter_case(g, "top-k-one", "k = 1 leaves one, of probability 1", k, p.numpy(), 1)
    filter_case(g, "top-k-all", "k above vocab keeps all", k, p.numpy(), 1000)
    filter_case(g, "top-k-none", "k below 1 keeps one", k, p.numpy(), 0)
    filter_case(g, "top-k-ties", "k means k: of equal ones the lower ids stay", k, flat, 4)
    dead = p.clone()
    dead[torch.tensor(order(p)[6:])] = 0.0
    filter_case(g, "top-k-dead", "what is 0 already is not left", k, keep(dead, order(p)[:6]).numpy(), 9)
    n = "sampling_top_p"
    ranked = order(p)
    sums = torch.cumsum(p[ranked], 0)
    for i, kept in enumerate((2, 5, 9)):
        limit = single(float(sums[kept - 2]) + 0.5 * float(p[ranked[kept - 1]]))
        filter_case(g, "top-p-%d" % i, "between two sums: the token that crosses p stays", n, p.numpy(), limit)
    filter_case(g, "top-p-exact", "a sum that is p exactly has reached it", n, flat, 0.5)
    filter_case(g, "top-p-all", "p = 1 keeps all", n, p.numpy(), 1.0)
    filter_case(g, "top-p-tiny", "p near 0 keeps one", n, p.numpy(), 0.001)
    filter_case(g, "top-p-none", "p = 0 keeps one", n, p.numpy(), 0.0)
    after = g.exact(top_k(p, ranked, 6).numpy())
    filter_case(g, "top-p-after-top-k", "the second filter sees a whole of 1 again", n, after.numpy(), 0.7)
    m = "sampling_min_p"
    filter_case(g, "min-p-plain", "at least min_p times the largest", m, p.numpy(), 0.2)
    filter_case(g, "min-p-high", "a bar of its own for every distribution", m, flat, 0.75)
    filter_case(g, "min-p-equal", "one that meets the bar exactly stays", m, flat, 0.5)
    filter_case(g, "min-p-above", "min_p above 1 keeps one", m, flat, 1.5)
    filter_case(g, "min-p-off", "min_p = 0 keeps all", m, p.numpy(), 0.0)


def live(g):
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    scalar = lambda low, high: {"type": "F64", "shape": [], "draw": ["uniform", low, high]}
    sizes = {"vocab": [3, 70]}
    logits = {"type": "F32", "shape": ["vocab"], "draw": ["normal", 2.0]}
    out = {"type": "F32", "shape": ["vocab"], "bound": ["SAMPLING_BOUND", "vocab", 1]}
    ranked = {"type": "I32", "shape": ["vocab"]}
    base = {"logits": logits, "vocab": size("vocab"), "temperature": scalar(0.5, 1.5),
            "probabilities": {"type": "F32", "shape": ["vocab"],
                              "draw": ["from", "sampling_temperature", "probabilities"]}}
    number = {"type": "I64", "shape": []}
    g.live("greedy", "a", "sampling_greedy", "fresh logits", sizes,
           {"logits": logits, "vocab": size("vocab")}, {"id": number})
    g.live("temperature", "a", "sampling_temperature", "fresh logits", sizes,
           {key: base[key] for key in ("logits", "vocab", "temperature")}, {"probabilities": out})
    g.live("draw", "a", "sampling_draw", "fresh probabilities and u", sizes,
           {**base, "u": scalar(0.0, 0.999)}, {"id": number})
    g.live("repetition", "b", "sampling_repetition", "fresh logits",
           {**sizes, "count": [2, 30]},
           {"logits": logits, "vocab": size("vocab"), "count": size("count"),
            "recent": {"type": "I32", "shape": ["count"], "draw": ["below", "vocab"]},
            "penalty": scalar(1.1, 1.6)},
           {"logits": {**out, "bound": ["SAMPLING_BOUND", 1, 1]}})
    tied = {**base, "logits": {**logits, "draw": ["below", 6]}}
    g.live("order", "b", "sampling_order", "fresh probabilities, some equal", sizes, tied,
           {"order": ranked})
    drawn = {**base, "order": {**ranked, "draw": ["from", "sampling_order", "order"]}}
    both = {"probabilities": out, "left": number}
    g.live("top-k", "b", "sampling_top_k", "fresh probabilities", {**sizes, "k": [1, 40]},
           {**drawn, "k": size("k")}, both)
    g.live("top-p", "b", "sampling_top_p", "fresh probabilities", sizes,
           {**drawn, "p": scalar(0.2, 0.98)}, both)
    g.live("min-p", "b", "sampling_min_p", "fresh probabilities", sizes,
           {**drawn, "min_p": scalar(0.02, 0.5)}, both)


def make(g):
    first_part(g)
    second_part(g)
    live(g)


def law_filters(g):
    """each filter by the scalar it takes; falling probabilities, so that the order is 0, 1, 2, ..."""
    single = {"probabilities": tensor("vocab", draw=("falling",)), "order": tensor("vocab", draw=("counting",), type="I32")}
    outputs = {"probabilities": tensor("vocab"), "left": {"type": "I64", "shape": []}}
    for name, key, draw in (("top-k", "k", number(("below", "vocab+3"))),
                            ("top-p", "p", number(("uniform", 0.2, 0.98), "F64")),
                            ("min-p", "min_p", number(("uniform", 0.02, 0.9), "F64"))):
        f = Function("sampling_" + name.replace("-", "_"), ("probabilities", "order", "vocab", key), outputs)
        sizes, given = {"vocab": [3, 40], "dead": [1, 5], "all": "dead+vocab"}, {**single, key: draw}
        bound = lambda *names: both("SAMPLING_BOUND", "all", *names)
        g.law(name + "-mass", "b", f.op, "what is left is a whole of 1 again", sizes,
              {**given, "ones": tensor("vocab", draw=("value", 1)), "one": number(("value", 1.0), "F64")},
              [f("plain"), dot("mass", "plain.probabilities", "ones"),
               same("mass", "one", "the probabilities that are left sum to {got}, not to 1: divide them by their sum",
                    term(1, "plain.probabilities", bound="SAMPLING_BOUND", n="vocab", times="vocab"))])
        # ids of probability 0 in front: every id is `dead` higher, and the dead come last in the order
        g.law(name + "-dead", "b", f.op, "ids of probability 0 change nothing for the others", sizes,
              {**given, "zeros": tensor("dead", draw=("value", 0)), "higher": number(("size", "dead"), "I32"),
               "dead_ids": tensor("dead", draw=("counting",), type="I32")},
              [join("padded", "zeros", "probabilities"), add("live_ids", "order", "higher"),
               join("padded_order", "live_ids", "dead_ids"), f("plain"),
               f("other", {"probabilities": "padded", "order": "padded_order", "vocab": "all"},
                 {"probabilities": ["all"]}),
               cut("live", "other.probabilities", 0, "dead"),
               same("live", "plain.probabilities", "with {dead} ids of probability 0 in front, {place} of the others went "
                    "from {wanted} to {got}: order says which id is next, not its number", *bound("live", "plain.probabilities")),
               same("other.left", "plain.left", "with {dead} ids of probability 0 in front, {got} are left, and {wanted} "
                    "without them: only ids above 0 count")])


def laws(g):
    logits, count = tensor("vocab", draw=("normal", 2.0)), {"type": "I64", "shape": []}
    sizes = {"vocab": [3, 40], "dead": [1, 5], "all": "dead+vocab"}
    greedy = Function("sampling_greedy", ("logits", "vocab"), {"id": count})
    g.law("front", "a", "sampling_greedy", "smaller logits in front move the id, and nothing else", sizes,
          {"logits": tensor("vocab", draw=("uniform", -1, 1)), "low": tensor("dead", draw=("uniform", -9, -8)),
           "higher": number(("size", "dead"))},
          [join("more", "low", "logits"), greedy("plain"), greedy("other", {"logits": "more", "vocab": "all"}),
           add("id", "plain.id", "higher"),
           same("other.id", "id", "with {dead} small logits in front the id is {got}; it should be {dead} higher, {wanted}")])
    heat = Function("sampling_temperature", ("logits", "temperature", "vocab"), {"probabilities": logits})
    given = {"logits": tensor("vocab", draw=("grid", 10, 4096)), "temperature": number(("uniform", 0.5, 1.5), "F64")}
    within = both("SAMPLING_BOUND", "vocab", "other.probabilities", "plain.probabilities")
    g.law("shift", "a", "sampling_temperature", "a constant added to all logits changes nothing", sizes,
          {**given, "constant": tensor(draw=("grid", 0, 4096))},
          [add("shifted", "logits", "constant"), heat("plain"), heat("other", {"logits": "shifted"}),
           same("other.probabilities", "plain.probabilities", "with a constant added to all logits {place} went from "
                "{wanted} to {got}: only their differences count", *within)])
    g.law("size", "a", "sampling_temperature", "2^p times the logits at 2^p times the temperature changes nothing",
          {**sizes, "power": [1, 4]}, given,
          [scale("large", "logits", "power"), scale("hot", "temperature", "power"), heat("plain"),
           heat("other", {"logits": "large", "temperature": "hot"}),
           same("other.probabilities", "plain.probabilities", "with logits and temperature both 2^{power} times as large "
                "{place} went from {wanted} to {got}: the temperature divides", *within)])
    draw = Function("sampling_draw", ("probabilities", "vocab", "u"), {"id": count})
    g.law("dead", "a", "sampling_draw", "ids of probability 0 in front move the id, and are never drawn", sizes,
          {"probabilities": tensor(1, "vocab", draw=("causal",)), "zeros": tensor(1, "dead", draw=("value", 0)),
           "u": number(("uniform", 0.0, 0.999), "F64"), "higher": number(("size", "dead"))},
          [join("padded", "zeros", "probabilities", 1), draw("plain"),
           draw("other", {"probabilities": "padded", "vocab": "all"}), add("id", "plain.id", "higher"),
           same("other.id", "id", "with {dead} ids of probability 0 in front the id is {got}; it should be {dead} higher, "
                "{wanted}")])

    punish = Function("sampling_repetition", ("logits", "recent", "count", "vocab", "penalty"), {"logits": logits})
    g.law("once", "b", "sampling_repetition", "an id counts once, wherever it stands",
          {**sizes, "count": [2, 12], "twice": "2*count"},
          {"logits": logits, "recent": tensor("count", draw=("below", "vocab"), type="I32"),
           "order": tensor("count", draw=("cycle",), type="I64"), "penalty": number(("uniform", 1.1, 1.6), "F64")},
          [{"as": "turned", "pick": "recent", "axis": 0, "order": "order"}, join("again", "turned", "recent"),
           punish("plain"), punish("other", {"recent": "again", "count": "twice"}),
           same("other.logits", "plain.logits", "with every recent id standing there twice {place} went from {wanted} to "
                "{got}: an id is punished once")])
    ranked = Function("sampling_order", ("probabilities", "vocab"), {"order": {"type": "I32", "shape": ["vocab"]}})
    g.law("order-dead", "b", "sampling_order", "ids of probability 0 come last, by rising id", sizes,
          {"probabilities": tensor(1, "vocab", draw=("causal",)), "zeros": tensor(1, "dead", draw=("value", 0)),
           "dead_ids": tensor("dead", draw=("counting",), type="I32"), "higher": number(("size", "dead"), "I32")},
          [join("padded", "zeros", "probabilities", 1), ranked("plain"),
           ranked("other", {"probabilities": "padded", "vocab": "all"}, {"order": ["all"]}),
           add("live", "plain.order", "higher"), join("order", "live", "dead_ids"),
           same("other.order", "order", "with {dead} ids of probability 0 in front {place} is {got}; all others should be "
                "{dead} higher and come first: {wanted}", at={"axis": 0})])
    law_filters(g)


def first_by_hand(g):
    h, logits = Hand(), g.exact([-1.5, -0.25, -2.0, -0.25, -0.75])
    best = greedy(logits)
    h.say("logits = %s", row(logits))
    alike = [c for c in range(5) if logits[c] == logits[best]]
    h.say("the largest is %s, of ids %s, and %d is the lowest of them", num(logits[best]),
          " and ".join(map(str, alike)), best)
    greedy_case(g, "by-hand-greedy", "five logits, the largest of them twice", logits, h.lines)

    h, logits, t = Hand(), g.exact([1.5, -0.5, 0.75]), 0.5
    less = logits - logits.max()
    h.say("logits = %s, temperature %s", row(logits), num(t))
    h.say("less the largest, %s: %s", num(logits.max()), row(less))
    h.say("over the temperature: %s", row(less / t))
    e = torch.exp(less / t)
    h.say("exp: %s, their sum %s", row(e), num(e.sum()))
    h.say("each over the sum: %s", row(e / e.sum()))
    temperature_case(g, "by-hand-temperature", "three logits at half the temperature", logits, t, h.lines)

    h, p, u = Hand(), [0.0, 0.25, 0.375, 0.125, 0.25], 0.4375
    h.say("probabilities = %s, u = %s", row(p), num(u))
    total, chosen = 0.0, draw(g.exact(p), u)
    for c in range(chosen + 1):
        total += p[c]
        h.say("id %d: sum %s, %s", c, num(total), "above u: this is the id" if c == chosen else "not above u")
    draw_case(g, "by-hand-draw", "five pieces of a line from 0 to 1", p, u, h.lines)


def say_kept(h, p, ranked, value):
    """what is kept of p, and how it becomes a whole again"""
    kept = FILTERS[value[0]][1](p, ranked, value[1])
    left = [c for c in ranked if float(kept[c]) > 0]
    h.say("ids %s are left, their sum is %s = %s", row(left), " + ".join(num(p[c]) for c in left), num(p[left].sum()))
    for c in sorted(left):
        h.say("  %d: %s / %s = %s", c, num(p[c]), num(p[left].sum()), num(kept[c]))
    return h.say("all others are 0, and %d is returned", len(left))


def by_hand(g):
    first_by_hand(g)
    h, logits, recent, penalty = Hand(), g.exact([1.5, -0.75, 0.5, 2.0, -1.25]), [3, 1, 3], 1.25
    after = repetition(logits, recent, penalty)
    h.say("logits = %s, recent ids %s, penalty %s", row(logits), row(recent), num(penalty))
    for c in range(5):
        if c in recent:
            h.say("id %d is among them%s: %s, so %s %s %s = %s", c, ", once however often" if
                  recent.count(c) > 1 else "", "above 0" if logits[c] > 0 else "below 0", num(logits[c]),
                  "/" if logits[c] > 0 else "*", num(penalty), num(after[c]))
        else:
            h.say("id %d is not, %s stays", c, num(logits[c]))
    repetition_case(g, "by-hand-repetition", "three recent ids, two of them the same", logits, recent, penalty, h.lines)

    p = g.exact([0.125, 0.25, 0.0625, 0.25, 0.3125])
    ranked, given = order(p), "probabilities = %s" % row(p)
    h = Hand().say(given)
    for place, c in enumerate(ranked):
        equal = place and p[c] == p[ranked[place - 1]]
        h.say("order[%d] = %d, of probability %s%s", place, c, num(p[c]), ", as much as the one before" if equal else "")
    order_case(g, "by-hand-order", "five probabilities, two of them equal", p, h.lines)
    given += ", order = %s" % row(ranked)

    h = Hand().say(given).say("k = 3: the first three of order")
    say_kept(h, p, ranked, ("sampling_top_k", 3))
    filter_case(g, "by-hand-top-k", "three of five", "sampling_top_k", p.numpy(), 3, h.lines)

    h, limit, total = Hand().say(given), 0.6875, 0.0
    h.say("p = %s", num(limit))
    for c in ranked:
        total += float(p[c])
        h.say("  with id %d: sum %s%s", c, num(total), ", p is reached, it stays and is the last" if total >= limit else "")
        if total >= limit:
            break
    say_kept(h, p, ranked, ("sampling_top_p", limit))
    filter_case(g, "by-hand-top-p", "the largest of five, until p is reached", "sampling_top_p", p.numpy(), limit, h.lines)

    h, share = Hand().say(given), 0.5
    bar = share * float(p[ranked[0]])
    h.say("min_p = %s, the largest probability is %s, so the bar is %s", num(share), num(p[ranked[0]]), num(bar))
    for c in range(5):
        h.say("  id %d: %s is %s", c, num(p[c]), "at or above the bar" if float(p[c]) >= bar else "below it")
    say_kept(h, p, ranked, ("sampling_min_p", share))
    filter_case(g, "by-hand-min-p", "half of the largest of five is the bar", "sampling_min_p", p.numpy(), share, h.lines)


def work(g):
    wider = {"small": {"vocab": 250}, "large": {"vocab": 1000}}
    growth = lambda enough: {"growth": (5.5, "4 times the vocabulary", enough)}
    passes = growth("a few passes over it are enough, which take 4 times")
    for like, law in (("greedy", "the largest is found in one pass"),
                      ("temperature", "the largest and the sum are computed once"),
                      ("draw", "the running sum runs once")):
        g.work(like, like, law, **wider, **passes, draws={"probabilities": ["falling"], "u": ["value", 0.97]})
    g.work("order", "order", "a sort whose work is not the square of the vocabulary", {"vocab": 4000}, {"vocab": 1000},
           draws={"probabilities": ["normal", 1.0]},
           growth=(9, "4 times the vocabulary", "sorting by halves, by a heap or by gaps takes 5 to 7 times"))
    given = {"probabilities": ["falling"], "order": ["counting"]}
    for like, draw in (("top-k", {"k": ["size", "vocab"]}), ("top-p", {"p": ["value", 0.9]}),
                       ("min-p", {"min_p": ["value", 0.01]})):
        g.work(like, like, "the mass that is left is summed once", **wider, **passes, draws={**given, **draw})

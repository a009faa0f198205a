"""cache.py: golden cases of the cache of keys and values (reference/include/cache.h).

Nothing is computed but places and counts, so everything is exact. Where rows end up is checked by a
tensor of the documented shape, [layers, 2, B, C, kv_heads * head], that NumPy indexes.
"""

import numpy

from hand import Hand, row, times
from law import Function, add, cut, join, number, permuted, same, tensor


def integers(values):
    return numpy.array(values, dtype=numpy.int64)


def ids(values):
    return numpy.array(values, dtype=numpy.int32)


def sizes(layers, heads, kv_heads, head, B, C):
    return {"layers": layers, "heads": heads, "kv_heads": kv_heads, "head": head, "B": B, "C": C}


def bytes_case(g, name, law, *shape, hand=None):
    s = sizes(*shape)
    total = 2 * s["layers"] * s["B"] * s["C"] * s["kv_heads"] * s["head"] * 4
    g.case(name, "a", "cache_bytes", law, s, {"bytes": total}, hand=hand)


def init_case(g, name, law, *shape, hand=None):
    s = sizes(*shape)
    part = s["B"] * s["C"] * s["kv_heads"] * s["head"]
    memory = g.array(g.normal(2 * s["layers"] * part))
    places = numpy.arange(s["layers"]) * 2 * part
    g.case(name, "a", "cache_init", law, {**s, "memory": memory},
           {"memory": memory, "memory_at": 0, "k_at": integers(places),
            "v_at": integers(places + part),
            "fields": integers([s[key] for key in ("layers", "B", "C", "kv_heads", "head")] + [0])}, hand=hand)


def decode_case(g, name, law, steps, *shape):
    s = sizes(*shape)
    width, total = s["kv_heads"] * s["head"], sum(steps)
    rows = g.array(g.normal(total, s["layers"], 2, s["B"], width))
    before = g.array(g.normal(s["layers"], 2, s["B"], s["C"], width))
    after = before.copy()
    for position in range(total):
        after[:, :, :, position] = rows[position]
    g.case(name, "a", "cache_init", law,
           {**s, "memory": before, "rows": rows, "steps": integers(steps)},
           {"memory": after, "length": total})


def script_case(g, name, law, op, C, length, steps, hand=None):
    memory, answers, lengths, start = g.array(g.normal(12 * C)), [], [], length
    for step in steps:
        answers.append(0)
        if step < 0:
            assert -1 - step <= length
            length = -1 - step
        elif length + step > C:
            answers[-1] = -1
        else:
            length += step
        lengths.append(length)
    g.case(name, "a", op, law,
           {"C": C, "length": start, "steps": integers(steps), "memory": memory},
           {"memory": memory, "answers": integers(answers), "lengths": integers(lengths)}, hand=hand)


def common(a, b):
    same = 0
    for x, y in zip(a, b):
        if x != y:
            break
        same += 1
    return same


def prefix_case(g, name, law, a, b, hand=None):
    g.case(name, "b", "cache_common_prefix", law,
           {"a": ids(a), "a_count": len(a), "b": ids(b), "b_count": len(b)}, {"same": common(a, b)}, hand=hand)


def reuse_case(g, name, law, held, wanted, C, beyond=0, hand=None):
    """beyond: ids that stand behind the held ones in memory, but are not held"""
    memory = g.array(g.normal(12 * C))
    keep = min(common(held, wanted), len(wanted) - 1)
    behind = list(wanted[len(held):len(held) + beyond])
    g.case(name, "b", "cache_reuse", law,
           {"C": C, "length": len(held), "held": ids(list(held) + behind), "ids": ids(wanted),
            "count": len(wanted), "memory": memory},
           {"memory": memory, "reused": keep, "length_after": keep}, hand=hand)


def first_part(g):
    bytes_case(g, "bytes-small", "2 layers B C kv_heads head, times four bytes", 3, 6, 2, 5, 7, 11)
    bytes_case(g, "bytes-llama3-8b", "8,192 positions of Llama 3 8B: 2 GiB", 32, 32, 8, 128, 1, 8192)
    bytes_case(g, "bytes-llama3-405b", "more than 32 bits can count", 126, 128, 8, 128, 3, 131072)
    g.begin("init")
    init_case(g, "init-layout", "layer by layer, its keys, then its values", 3, 6, 2, 5, 2, 7)
    init_case(g, "init-one", "one layer, one position", 1, 3, 1, 2, 1, 1)
    g.begin("decode")
    decode_case(g, "decode-rows", "rows never move when the length grows", [4, 1, 1, 2, 1],
                3, 6, 2, 4, 2, 11)
    decode_case(g, "decode-full", "up to the last position", [5, 1, 1], 2, 4, 1, 6, 3, 7)
    g.begin("script")
    script_case(g, "append-grows", "the length grows by the rows, once for all layers",
                "cache_append", 20, 0, [5, 1, 1, 7, 1])
    script_case(g, "append-full", "exactly full, then no more, and nothing changes", "cache_append",
                9, 2, [4, 3, 1, 0, 5])
    script_case(g, "append-too-many", "what does not fit is refused as a whole", "cache_append",
                9, 4, [6, 5, 1])
    rewind = lambda length: -1 - length
    script_case(g, "rewind-append", "forget, then append from there", "cache_rewind", 15, 6,
                [3, rewind(4), 2, rewind(0), 15, rewind(15), 1, rewind(14), 1])
    script_case(g, "rewind-same", "to where it is: nothing changes", "cache_rewind", 8, 5,
                [rewind(5), 1, rewind(6)])


def second_part(g):
    g.begin("prefix")
    a = [int(v) for v in g.below(50000, 12)]
    prefix_case(g, "prefix-differs", "up to the first difference", a, a[:7] + [50001] + a[8:])
    prefix_case(g, "prefix-again", "what is equal behind a difference does not count",
                a[:3] + [50001] + a[4:], a)
    prefix_case(g, "prefix-shorter", "up to the end of the shorter one", a[:5], a)
    prefix_case(g, "prefix-longer", "whichever it is", a, a[:9])
    prefix_case(g, "prefix-same", "all of it", a, a)
    prefix_case(g, "prefix-none", "not even the first", [50001] + a[1:], a)
    prefix_case(g, "prefix-empty", "of nothing, nothing", [], a)
    reuse_case(g, "reuse-turn", "the turn before stays, the new ids are computed", a[:8], a, 30)
    reuse_case(g, "reuse-edited", "from the first changed id on all is computed", a, a[:4] + [7, 8, 9], 30)
    reuse_case(g, "reuse-same", "the last id is computed in any case, for its logits", a, a, 30)
    reuse_case(g, "reuse-shorter", "and so it is when the cache holds more", a, a[:6], 30)
    reuse_case(g, "reuse-other", "another conversation: nothing stays", a, [50001, 50002], 30)
    reuse_case(g, "reuse-empty", "an empty cache shares nothing", [], a, 30)
    reuse_case(g, "reuse-one", "one id is always computed", a[:1], a[:1], 30)
    reuse_case(g, "reuse-length", "only what is held counts, not what stands behind it", a[:5], a, 30,
               beyond=4)


def live(g):
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    number = {"type": "I64", "shape": []}
    shape = {"layers": [1, 5], "kv_heads": [1, 4], "groups": [2, 4], "heads": "kv_heads*groups",
             "head": [2, 6], "B": [1, 3], "C": [2, 12],
             "floats": "2*layers*B*C*kv_heads*head", "fields": [6, 6]}
    given = {name: size(name) for name in ("layers", "heads", "kv_heads", "head", "B", "C")}
    memory = {"type": "F32", "shape": ["floats"], "draw": ["normal", 1.0]}
    places = {"type": "I64", "shape": ["layers"]}
    g.live("bytes", "a", "cache_bytes", "fresh sizes", shape, given, {"bytes": number})
    g.live("init", "a", "cache_init", "fresh sizes", shape, {**given, "memory": memory},
           {"memory": {"type": "F32", "shape": ["floats"]}, "memory_at": number, "k_at": places,
            "v_at": places, "fields": {"type": "I64", "shape": ["fields"]}})
    some = {"type": "I64", "shape": ["n"]}
    g.live("append", "a", "cache_append", "fresh steps", {"n": [3, 12], "C": [3, 30], "floats": "12*C"},
           {"C": size("C"), "length": {"type": "I64", "shape": [], "draw": ["value", 0]},
            "steps": {**some, "draw": ["below", 7]}, "memory": memory},
           {"memory": {"type": "F32", "shape": ["floats"]}, "answers": some, "lengths": some})
    two = lambda name: {"type": "I32", "shape": [name], "draw": ["below", 2]}
    g.live("prefix", "b", "cache_common_prefix", "fresh ids", {"n": [1, 9], "m": [1, 9]},
           {"a": two("n"), "a_count": size("n"), "b": two("m"), "b_count": size("m")},
           {"same": number})
    g.live("reuse", "b", "cache_reuse", "fresh ids",
           {"n": [1, 9], "m": [1, 9], "C": [9, 20], "floats": "12*C"},
           {"C": size("C"), "length": size("n"), "held": two("n"), "ids": two("m"),
            "count": size("m"), "memory": memory},
           {"memory": {"type": "F32", "shape": ["floats"]}, "reused": number,
            "length_after": number})


def make(g):
    first_part(g)
    second_part(g)
    live(g)


def laws(g):
    count = {"type": "I64", "shape": []}
    shape = {"layers": [1, 3], "kv_heads": [1, 3], "groups": [2, 3], "heads": "kv_heads*groups", "head": [2, 5],
             "B": [2, 3], "a": [1, 4], "b": [1, 4], "both": "a+b", "spare": [0, 2], "C": "both+spare",
             "width": "kv_heads*head"}
    numbers = ("layers", "heads", "kv_heads", "head", "B", "C")
    measure = Function("cache_bytes", numbers, {"bytes": count})
    g.law("bytes", "a", "cache_bytes", "each size counts in proportion", shape, {},
          [measure("plain"), measure("long", {"C": "2*C"}), add("double", "plain.bytes", "plain.bytes"),
           measure("deep", {"layers": "2*layers"}), measure("wide", {"B": "2*B"}),
           *[same(name + ".bytes", "double", "twice as %s, the cache has {got} bytes, not {wanted}" % how)
             for name, how in (("long", "many positions"), ("deep", "many layers"), ("wide", "large a batch"))]])
    memory = tensor("layers", 2, "B", "C", "width")
    decode = Function("cache_init", ("memory", "rows", "steps") + numbers, {"memory": memory, "length": count})
    steps = {"n_a": tensor(1, draw=("size", "a"), type="I64"),
             "n_b": tensor(1, draw=("size", "b"), type="I64"), "n_both": tensor(1, draw=("size", "both"), type="I64")}
    rows = tensor("both", "layers", 2, "B", "width")
    g.law("chunks", "a", "cache_init", "rows in two steps lie where they lie in one", shape,
          {"memory": memory, "rows": rows, **steps},
          [join("steps", "n_a", "n_b"), decode("once", {"steps": "n_both"}), decode("twice"),
           same("twice.memory", "once.memory", "{a} rows and then {b} leave {place} = {got}, all at once {wanted}: a row lies "
                "at its position, and never moves"),
           same("twice.length", "once.length", "{a} rows and then {b} make a length of {got}, all at once {wanted}")])
    g.law("batch", "a", "cache_init", "each sequence of a batch has a place of its own", shape,
          {"memory": memory, "rows": rows, "steps": steps["n_both"], "order": tensor("B", draw=("cycle",), type="I64")},
          permuted(decode, {"memory": 2, "rows": 3}, {"memory": 2}, lambda *names: (), "sequences"))

    some, script = {"n": [2, 8], "p": [1, 9], "q": [1, 9], "C": [12, 30], "floats": "12*C"}, ("C", "length", "steps", "memory")
    answers = lambda n: {"answers": {"type": "I64", "shape": [n]}, "lengths": {"type": "I64", "shape": [n]}}
    append = Function("cache_append", script, answers("n+1"))
    given = {"memory": tensor("floats"), "steps_behind": tensor("n", draw=("below", 7), type="I64")}
    same_lengths = lambda says: [cut("%s_behind" % key, "other." + key, 0, 1) for key in ("answers", "lengths")] + [
        same("%s_behind" % key, "plain." + key, says, at={"axis": 0}) for key in ("answers", "lengths")]
    g.law("append-chunks", "a", "cache_append", "to append p and then go on is to start at p", some,
          {**given, "first": tensor(1, draw=("size", "p"), type="I64")},
          [join("steps", "first", "steps_behind"), append("other", {"length": 0}),
           append("plain", {"length": "p", "steps": "steps_behind"},
                  {"answers": ["n"], "lengths": ["n"]}),
           *same_lengths("after {p} rows, step {at} gives {place} = {got}; from a length of {p} it gives {wanted}")])
    rewind = Function("cache_rewind", script, answers("n+1"))
    g.law("rewind", "a", "cache_rewind", "to rewind to p and then go on is to start at p",
          {**some, "held": "p+q", "C": [20, 40]},
          {**given, "first": tensor(1, draw=("size", "0-1-p"), type="I64")},
          [join("steps", "first", "steps_behind"), rewind("other", {"length": "held"}),
           rewind("plain", {"length": "p", "steps": "steps_behind"},
                  {"answers": ["n"], "lengths": ["n"]}),
           *same_lengths("rewound from {held} to {p}, step {at} gives {place} = {got}; from a length of {p} it gives {wanted}")])
    prefix_laws(g)


def prefix_laws(g):
    count, few = {"type": "I64", "shape": []}, lambda n: tensor(n, draw=("below", 2), type="I32")
    sizes = {"n": [1, 6], "m": [1, 6], "p": [1, 5], "C": "20", "floats": "240"}
    given = {"x": few("n"), "y": few("m"), "start": few("p"), "before": number(("size", "p"))}
    common = Function("cache_common_prefix", ("a", "a_count", "b", "b_count"), {"same": count})
    front = [join("longer_x", "start", "x"), join("longer_y", "start", "y")]
    g.law("prefix-front", "b", "cache_common_prefix", "the same ids in front of both are shared too, whichever comes first",
          sizes, given,
          [*front, common("plain", {"a": "x", "a_count": "n", "b": "y", "b_count": "m"}),
           common("other", {"a": "longer_y", "a_count": "p+m", "b": "longer_x", "b_count": "p+n"}),
           add("longer", "plain.same", "before"),
           same("other.same", "longer", "with the same {p} ids in front of both, {got} are shared; it should be {p} more "
                "than without them, {wanted}")])
    reuse = Function("cache_reuse", ("C", "length", "held", "ids", "count", "memory"), {"reused": count, "length_after": count})
    g.law("reuse-front", "b", "cache_reuse", "the same ids in front of both are kept too", sizes,
          {**given, "memory": tensor("floats")},
          [*front, reuse("plain", {"length": "n", "held": "x", "ids": "y", "count": "m"}),
           reuse("other", {"length": "p+n", "held": "longer_x", "ids": "longer_y", "count": "p+m"}),
           *[step for key in ("reused", "length_after") for step in (
               add("more_" + key, "plain." + key, "before"),
               same("other." + key, "more_" + key, "with the same {p} ids in front of both, {place} is {got}; it should be "
                    "{p} more than without them, {wanted}"))]])


def say_steps(h, C, length, steps):
    """a script: what each step does to the length"""
    h.say("C = %d positions in all, length %d at the start", C, length)
    for step in steps:
        if step < 0:
            h.say("rewind to %d: length %d", -1 - step, -1 - step)
            length = -1 - step
        elif length + step > C:
            h.say("append %d: %d + %d = %d is more than %d, -1, length %d", step, length, step, length + step, C, length)
        else:
            h.say("append %d: %d + %d = %d fits, 0, length %d", step, length, step, length + step, length + step)
            length += step
    return h.lines


def by_hand(g):
    shape = (3, 6, 2, 5, 1, 4)
    layers, heads, kv_heads, head, B, C = shape
    factors = [2, layers, B, C, kv_heads, head, 4]
    h = Hand()
    h.say("%d layers, %d query heads, %d key heads of %d, B = %d, C = %d", layers, heads, kv_heads, head, B, C)
    h.say("keys and values, layers, B, C, key heads, head, bytes of a float:")
    h.say("%s = %d", times(factors), numpy.prod(factors))
    bytes_case(g, "by-hand-bytes", "three layers, four positions", *shape, hand=h.lines)

    shape = (3, 6, 2, 4, 1, 5)
    layers, heads, kv_heads, head, B, C = shape
    part = B * C * kv_heads * head
    h = Hand()
    h.say("%d layers, %d key heads of %d, B = %d, C = %d", layers, kv_heads, head, B, C)
    h.say("keys of one layer: B * C * key heads * head = %s = %d floats, values as many",
          times([B, C, kv_heads, head]), part)
    for layer in range(layers):
        h.say("layer %d: its keys begin at float %d of memory, its values at %d", layer, layer * 2 * part, layer * 2 * part + part)
    h.say("fields: layers, B, C, key heads, head as given, length 0")
    g.begin("by-hand-init")
    init_case(g, "by-hand-init", "three layers, five positions", *shape, hand=h.lines)

    rewind = lambda length: -1 - length
    for name, law, op, C, length, steps in (
            ("append", "some rows, too many rows, as many as fit", "cache_append", 9, 2, [4, 5, 3, 1]),
            ("rewind", "rows, back, and rows again", "cache_rewind", 9, 3, [4, rewind(5), 2])):
        g.begin("by-hand-" + name)
        script_case(g, "by-hand-" + name, law, op, C, length, steps, say_steps(Hand(), C, length, steps))

    h, a, b = Hand(), [17, 4, 29, 8, 5], [17, 4, 31, 8]
    same = common(a, b)
    h.say("a = %s", row(a)).say("b = %s", row(b))
    for i in range(same + 1):
        h.say("place %d: %d and %d, %s", i, a[i], b[i], "equal" if a[i] == b[i] else "not equal, here it ends: %d" % same)
    prefix_case(g, "by-hand-prefix", "equal, different, equal again", a, b, h.lines)

    g.begin("by-hand-reuse")
    for name, law, held, wanted in (("reuse", "a longer text", [17, 4, 29, 8], [17, 4, 31, 5, 9]),
                                    ("reuse-all", "everything is held already", [17, 4, 29, 8, 5], [17, 4, 29, 8, 5])):
        h, same = Hand(), common(held, wanted)
        keep = min(same, len(wanted) - 1)
        h.say("held = %s, ids = %s", row(held), row(wanted))
        h.say("common prefix: %d, and at most %d - 1 = %d may be kept", same, len(wanted), len(wanted) - 1)
        h.say("so %d are kept, length %d, and ids %s are to be computed", keep, keep, row(wanted[keep:]))
        reuse_case(g, "by-hand-" + name, law, held, wanted, 7, hand=h.lines)


def work(g):
    moves = "appending moves a length, and no row"
    g.work("append", "append", "rows are never moved", {"n": 40, "C": 2000}, {"n": 40, "C": 500},
           sizes={"floats": "12*C"}, draws={"steps": ["below", 9]},
           growth=(2, "4 times the capacity", moves + ": the capacity does not count"), budget=(8, moves))
    same = {"a": ["value", 7], "b": ["value", 7], "held": ["value", 7], "ids": ["value", 7]}
    once = "the first ids of both are compared once, so about 4 times is enough"
    g.work("prefix", "prefix", "each id is compared once", {"n": 1600, "m": 1600}, {"n": 400, "m": 400}, draws=same,
           growth=(5.5, "4 times the ids", once))
    g.work("reuse", "reuse", "each id is compared once", {"n": 1600, "m": 1600}, {"n": 400, "m": 400}, draws=same,
           sizes={"C": "n"}, growth=(5.5, "4 times the ids", once))

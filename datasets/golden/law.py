"""law.py: the steps that laws are made of, and patterns that several topics share (grader/law.h).

A law is judged from answers of the submission alone, so a tolerance here is never measured: it is
the sum of what the contract's bounds allow the answers that are compared.
"""

PLAIN, OTHER = "plain", "other"


# ---- what is drawn ---------------------------------------------------------------------------------

def tensor(*shape, draw=("normal", 1.0), type="F32"):
    return {"type": type, "shape": list(shape), "draw": list(draw)}


def number(draw, type="I64"):
    return tensor(draw=draw, type=type)


def zeros(*shape):
    return tensor(*shape, draw=("value", 0))


# ---- steps -------------------------------------------------------------------------------------------

class Function:
    """A contract function: names of its inputs, {output: type and shape}, and {input: what it is given}
    where that is not the tensor or size of its own name."""

    def __init__(self, op, inputs, outputs, given=None):
        self.op, self.inputs, self.given = op, list(inputs), given or {}
        self.outputs = {key: {"type": value["type"], "shape": value["shape"]}
                        for key, value in outputs.items()}

    def __call__(self, name, changed=None, shapes=None):
        """changed: {input: another tensor or size}; shapes: {output: another shape}"""
        changed = {**self.given, **(changed or {})}
        assert set(changed) <= set(self.inputs), (self.op, changed)
        outputs = {key: {**value, "shape": (shapes or {}).get(key, value["shape"])}
                   for key, value in self.outputs.items()}
        return {"as": name, "call": self.op, "in": {key: changed.get(key, key) for key in self.inputs},
                "out": outputs}


def part(axis, first=None, end=None):
    step = {"axis": axis}
    if first is not None:
        step["from"] = first
    if end is not None:
        step["to"] = end
    return step


def redraw(name, a, axis=None, first=None, end=None):
    return {"as": name, "redraw": a, **(part(axis, first, end) if axis is not None else {})}


def cut(name, a, axis, first=None, end=None):
    return {"as": name, "slice": a, **part(axis, first, end)}


def pick(name, a, axis, order):
    return {"as": name, "pick": a, "axis": axis, "order": order}


def join(name, a, b, axis=0):
    return {"as": name, "join": [a, b], "axis": axis}


def add(name, a, b):
    return {"as": name, "sum": [a, b]}


def subtract(name, a, b):
    return {"as": name, "difference": [a, b]}


def scale(name, a, power):
    return {"as": name, "scale": a, "power": power}


def dot(name, a, b, keep=0):
    return {"as": name, "dot": [a, b], "keep": keep}


def term(k, *largest, bound=None, n=1, times=None):
    """k * BOUND(n) * times * the largest |value| of each tensor"""
    made = {"k": k, "largest": list(largest)}
    if bound:
        made.update(bound=bound, n=n)
    if times:
        made["times"] = times
    return made


def both(bound, n, *names):
    """two answers, each within the bound of what is exact"""
    return [term(1, name, bound=bound, n=n) for name in names]


def same(got, wanted, says, *within, at=None):
    step = {"same": [got, wanted], "says": says, **(at or {})}
    if within:
        step["within"] = list(within)
    return step


def moves(got, old, says, at=None):
    return {"moves": [got, old], "says": says, **(at or {})}


# ---- patterns ----------------------------------------------------------------------------------------

def one_row(f, changed, results, row="row", axis=0, shown=None, still=()):
    """Only row `row` of tensor `changed` is drawn anew: that row of results moves, no other does."""
    shown = shown or "row {%s} of %s" % (row, changed)
    end = row + "+1"
    steps = [redraw("new_" + changed, changed, axis, row, end), f(PLAIN), f(OTHER, {changed: "new_" + changed})]
    moved = "changing %s moved {place} from {wanted} to {got}, which belongs to row {at}" % shown
    stuck = "changing %s left all of row {at} of %%s as it was, e.g. {place} = {got}" % shown
    for result, where in results.items():
        got, old = "%s.%s" % (OTHER, result), "%s.%s" % (PLAIN, result)
        steps += [same(got, old, moved, at=part(where, 0, row)), same(got, old, moved, at=part(where, end)),
                  moves(got, old, stuck % result, at=part(where, row, end))]
    return steps + [same("%s.%s" % (OTHER, key), "%s.%s" % (PLAIN, key), moved) for key in still]


def permuted(f, inputs, outputs, within, what="rows", order="order", still=()):
    """inputs, outputs: {tensor: axis}. What is exchanged in the inputs is exchanged in the outputs.
    within(output, got, wanted): terms; still: outputs that stay as they were"""
    steps = [pick("p_" + name, name, axis, order) for name, axis in inputs.items()]
    steps += [f(PLAIN), f(OTHER, {name: "p_" + name for name in inputs})]
    for name, axis in outputs.items():
        steps += [pick("w_" + name, "%s.%s" % (PLAIN, name), axis, order),
                  same("%s.%s" % (OTHER, name), "w_" + name,
                       "with its %s in another order {place} is {got}, and was {wanted} where it stood: "
                       "does one of the %s see another?" % (what, what),
                       *within(name, "%s.%s" % (OTHER, name), "w_" + name), at=part(axis))]
    return steps + [same("%s.%s" % (OTHER, name), "%s.%s" % (PLAIN, name),
                         "with its %s in another order {place} went from {wanted} to {got}" % what,
                         *within(name, "%s.%s" % (OTHER, name), "%s.%s" % (PLAIN, name))) for name in still]


def scaled(f, upstream, results, power="power", kept=()):
    """A gradient is linear in what comes from above: twice as much gives twice as much, exactly.
    Results that accumulate hold some gradient before; it is scaled too."""
    inputs = [upstream] + [name for name in results if name in f.inputs]
    steps = [scale("s_" + name, name, power) for name in inputs]
    steps += [f(PLAIN), f(OTHER, {name: "s_" + name for name in inputs})]
    for name in results:
        steps += [scale("w_" + name, "%s.%s" % (PLAIN, name), power),
                  same("%s.%s" % (OTHER, name), "w_" + name,
                       "with 2^{%s} times %s (and what the gradients held) {place} is {got}, where 2^{%s} times "
                       "the old value is {wanted}: a gradient follows what comes from above in proportion"
                       % (power, upstream, power))]
    return steps


def halves(f, split, count, first, accumulated, within):
    """Parameter gradients of two parts of a batch, one after the other, are those of the whole, and
    those of the whole are added to what is there. split: {tensor: axis}; count: the size that is
    split; first: how many go first; within(output, answer): terms"""
    rest = "%s-%s" % (count, first)
    steps = []
    for name, axis in split.items():
        steps += [cut("a_" + name, name, axis, 0, first), cut("b_" + name, name, axis, first)]
    shapes = lambda n: {name: [n if size == count else size for size in about["shape"]]
                        for name, about in f.outputs.items()}
    steps += [f("whole"), f("first", {**{name: "a_" + name for name in split}, count: first}, shapes(first)),
              f("second", {**{name: "b_" + name for name in split}, count: rest,
                           **{name: "first." + name for name in accumulated}}, shapes(rest))]
    steps.insert(-3, f("empty", {name: "zero_" + name for name in accumulated}))
    for name in accumulated:
        steps.insert(0, subtract("zero_" + name, name, name))
        steps += [same("second." + name, "whole." + name,
                       "two parts of a batch, one after the other, left {place} = {got}, the whole batch at once {wanted}: "
                       "parameter gradients are added (+=) to what is there",
                       *[t for at in ("whole", "first", "second") for t in within(name, at + "." + name)]),
                  add("sum_" + name, "empty." + name, name),
                  same("whole." + name, "sum_" + name,
                       "{place} is {got}; what it held before, and the gradient that an empty one gets, are {wanted}: "
                       "parameter gradients are added (+=) to what is there",
                       *[t for at in ("whole", "empty") for t in within(name, at + "." + name)],
                       term(1e-7, "sum_" + name))]
    return steps

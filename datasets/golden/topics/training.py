"""training.py: golden cases of windows, the order of a step, saving and loading (training.h).

The model of a step is the probe's: its gradient is pulls[call] + slope * params. Steps are
torch.optim.AdamW's in float64, after clip_grad_norm_; saved bytes are laid out here.
"""

import hashlib
import math
import struct

import numpy
import torch

from golden import Expect
from hand import Hand, Short, num, row
from law import Function, add, cut, join, number, redraw, same, tensor
from pcg32 import Rng

NAN, INF = float("nan"), float("inf")
WIDTHS = {1: "<u1", 2: "<u2", 4: "<u4"}


class Position:
    """step, cursor and rng of a run"""

    def __init__(self, g, step=0, cursor=0):
        self.step, self.cursor, self.rng = step, cursor, Rng(g.rng.next(), g.rng.next())

    def array(self):
        numbers = [self.step, self.cursor, self.rng.state, self.rng.increment]
        return numpy.array(numbers, dtype=numpy.uint64).astype(numpy.int64)


def some_tokens(g, count, width):
    ids = g.below({1: 1 << 8, 2: 1 << 16, 4: (1 << 31) - 1}[width], count, dtype="int64")
    return ids, numpy.frombuffer(ids.astype(WIDTHS[width]).tobytes(), dtype=numpy.uint8)


def window(ids, start, context):
    assert start + context < len(ids)
    return ids[start:start + context], ids[start + 1:start + context + 1]


def batch(ids, position, count, context):
    windows = []
    for _ in range(count):
        windows.append(window(ids, position.rng.below(len(ids) - context), context))
        position.cursor += 1
    return [numpy.stack([w[side] for w in windows]).astype(numpy.int32) for side in (0, 1)]


def window_case(g, name, law, count, width, start, context):
    g.begin(name)
    ids, data = some_tokens(g, count, width)
    inputs, targets = window(ids, start, context)
    g.case(name, "a", "training_window", law,
           {"tokens": data, "token_bytes": width, "start": start, "context": context},
           {"inputs": inputs.astype(numpy.int32), "targets": targets.astype(numpy.int32)})


def batch_case(g, name, law, count, width, windows, context, cursor):
    g.begin(name)
    ids, data = some_tokens(g, count, width)
    position = Position(g, step=5, cursor=cursor)
    before = position.array()
    inputs, targets = batch(ids, position, windows, context)
    after = position.array()
    g.case(name, "a", "training_batch", law,
           {"tokens": data, "token_bytes": width, "batch": windows, "context": context, "position": before},
           {"inputs": inputs, "targets": targets, "position": after})


def rate_of(t, plan):
    if t < plan["warmup"]:
        return plan["rate"] * t / plan["warmup"]
    if t >= plan["total"]:
        return plan["floor"]
    done = (t - plan["warmup"]) / (plan["total"] - plan["warmup"])
    return plan["floor"] + (plan["rate"] - plan["floor"]) * (1 + math.cos(math.pi * done)) / 2


def optimise(state, tensors, grads, t, rate, plan):
    """one step of AdamW over all tensors, in place; t is 1 in the first"""
    leaves, groups = [], []
    for start, count, decays in tensors:
        leaf = state["params"][start:start + count].clone().requires_grad_()
        leaf.grad = grads[start:start + count].clone()
        leaves.append(leaf)
        groups.append({"params": [leaf], "weight_decay": plan["decay"] if decays else 0.0})
    optimiser = torch.optim.AdamW(groups, lr=rate, betas=(plan["beta1"], plan["beta2"]), eps=plan["eps"])
    for leaf, (start, count, _) in zip(leaves, tensors):
        optimiser.state[leaf] = {"step": torch.tensor(float(t - 1)), "exp_avg": state["m"][start:start + count].clone(),
                                 "exp_avg_sq": state["v"][start:start + count].clone()}
    norm = float(torch.nn.utils.clip_grad_norm_(leaves, plan["clip"]))
    optimiser.step()
    for leaf, (start, count, _) in zip(leaves, tensors):
        state["params"][start:start + count] = leaf.detach()
        state["m"][start:start + count] = optimiser.state[leaf]["exp_avg"]
        state["v"][start:start + count] = optimiser.state[leaf]["exp_avg_sq"]
    return norm


PLAN = {"warmup": 3, "total": 11, "rate": 0.0625, "floor": 0.01, "clip": 100.0, "beta1": 0.875, "beta2": 0.96875,
        "eps": 1e-5, "decay": 0.1, "slope": 0.5}


def step_case(g, name, law, sizes, tensors, steps=1, step=0, spoil=None, losses=None, hand=None, **plan):
    """sizes: batch, context, accumulate. hand: what writes the case out, given what was sent and came back"""
    g.begin(name)
    windows, context, accumulate = sizes
    plan = {**PLAN, **plan}
    count, calls = sum(n for _, n, _ in tensors), steps * accumulate
    ids, data = some_tokens(g, context + 23, 2)
    position = Position(g, step=step, cursor=step * windows)
    state = {"params": g.normal(count, scale=0.1), "m": g.normal(count, scale=0.2), "v": g.uniform(0.1, 0.5, count)}
    pulls = g.normal(calls, count)
    if spoil:
        pulls[spoil[0], spoil[1]] = spoil[2]
    losses = losses or [float(x) for x in g.uniform(0.5, 6.0, calls)]
    sent = {"tokens": data, "token_bytes": 2, "batch": windows, "context": context, "accumulate": accumulate,
            **plan, "tensors": numpy.array([[s, n, int(d)] for s, n, d in tensors], dtype=numpy.int64),
            "position": position.array(), **{k: x.clone() for k, x in state.items()}, "grads": g.normal(count),
            "pulls": pulls, "losses": numpy.array(losses, dtype=numpy.float64)}
    seen, entry, report = [[], []], [], []
    for s in range(steps):
        grads = torch.zeros(count)
        for call in range(s * accumulate, (s + 1) * accumulate):
            for side, tokens in zip(seen, batch(ids, position, windows, context)):
                side.append(tokens)
            entry.append(grads.clone())
            grads += (pulls[call] + plan["slope"] * state["params"]) / accumulate
        loss = sum(losses[s * accumulate:(s + 1) * accumulate]) / accumulate
        rate, norm = rate_of(position.step, plan), float(torch.linalg.vector_norm(grads))
        if math.isfinite(loss) and math.isfinite(norm):
            position.step += 1
            norm = optimise(state, tensors, grads, position.step, rate, plan)
        report.append([loss, norm, rate])
    expect = lambda values, k=4, **more: Expect(values, "ADAMW_BOUND", count, k, **more)
    lines = hand(sent, entry + [grads], report[0], state) if hand else None
    g.case(name, "b", "training_step", law, sent,
           {**{k: expect(x) for k, x in state.items()}, "position": position.array(), "calls": calls,
            "inputs": numpy.stack(seen[0]), "targets": numpy.stack(seen[1]), "entry": expect(torch.stack(entry)),
            "scales": expect([1 / accumulate] * calls, 1), "report": expect(report, dtype="float64")}, hand=lines)


def saved(position, state):
    arrays = b"".join(state[k].numpy().astype("<f4").tobytes() for k in ("params", "m", "v"))
    head = b"CRUMBTR1" + struct.pack("<Q", len(state["params"])) + position.array().astype("<i8").tobytes()
    return head + arrays + hashlib.sha256(head + arrays).hexdigest().encode()


def signed(data):
    """other bytes, but with a digest that fits"""
    return data[:-64] + hashlib.sha256(data[:-64]).hexdigest().encode()


def some_state(g, count):
    return {"params": g.normal(count), "m": g.normal(count, scale=0.1), "v": g.uniform(0.0, 0.1, count)}


def save_case(g, name, law, count, step, cursor, hand=None):
    g.begin(name)
    position, state = Position(g, step, cursor), some_state(g, count)
    data = saved(position, state)
    g.case(name, "c", "training_save", law, {**state, "position": position.array()},
           {"bytes": numpy.frombuffer(data, dtype=numpy.uint8), "size": len(data)},
           hand=hand(data, state) if hand else None)


def load_case(g, name, law, count, change=None, flips=None, hand=None):
    """change: what becomes of the right bytes; None: they are taken. hand: what writes the case out"""
    g.begin(name)
    position, state = Position(g, 4321, 98765), some_state(g, count)
    other, before = Position(g, 12, 34), some_state(g, count)
    right = saved(position, state)
    data = change(right) if change else right
    taken = data == right and flips is None
    sent = {"bytes": numpy.frombuffer(data, dtype=numpy.uint8), **before, "position": other.array()}
    wrong = int(not taken)
    if flips:
        sent["flips"] = numpy.array(flips, dtype=numpy.int64)
        wrong = numpy.ones(len(flips), dtype=numpy.int64)
    g.case(name, "c", "training_load", law, sent,
           {**(state if taken else before), "position": (position if taken else other).array(), "wrong": wrong},
           hand=hand(data, state) if hand else None)


def make_windows(g):
    window_case(g, "window-a-small", "target t is token t + 1 of the text", 9, 1, 3, 4)
    window_case(g, "window-first", "the first window starts at token 0", 23, 1, 0, 11)
    window_case(g, "window-last", "the highest start is count - context - 1", 31, 1, 17, 13)
    window_case(g, "window-all", "a window may be as long as the text allows", 18, 2, 0, 17)
    window_case(g, "window-two-bytes", "a token of two bytes, the low byte first", 41, 2, 8, 19)
    window_case(g, "window-four-bytes", "a token of four bytes", 27, 4, 5, 7)
    window_case(g, "window-one", "a context of one token has one target", 12, 4, 10, 1)
    batch_case(g, "batch-a-small", "one draw for each window, in turn", 29, 1, 2, 3, 0)
    batch_case(g, "batch-many", "every start is equally likely", 301, 2, 37, 5, 1000)
    batch_case(g, "batch-last", "the last window is drawn too", 11, 1, 23, 8, 7)
    batch_case(g, "batch-only", "where there is one start, it is drawn all the same", 14, 4, 3, 13, 2)


def make_steps(g):
    one = [(0, 3, True)]
    step_case(g, "step-a-small", "clear, add, clip, rate, step, count", (1, 2, 1), one, step=3)
    step_case(g, "step-first", "step 0 of a warm-up has rate 0, fills the moments and is counted", (2, 3, 1),
              [(0, 5, True), (5, 3, False)])
    step_case(g, "step-batch", "a batch of windows, one call", (5, 7, 1), [(0, 17, True)], step=4)
    step_case(g, "step-accumulate", "batches that are added up count as one", (2, 5, 3), [(0, 13, True)], step=2)
    step_case(g, "step-clipped", "what the optimiser reads is clipped, over all tensors", (2, 4, 2),
              [(0, 7, True), (7, 4, False)], step=5, clip=0.375)
    step_case(g, "step-decay", "matrices decay, vectors do not", (1, 4, 1),
              [(0, 6, True), (6, 5, False), (11, 8, True)], step=4, decay=1.5, rate=0.5)
    step_case(g, "step-late", "behind the last step the rate is the floor", (1, 3, 1), [(0, 9, True)], step=29, floor=0.125)
    step_case(g, "step-tensors", "a tensor lies where its start says", (1, 5, 1),
              [(8, 3, False), (0, 8, True)], step=6, clip=1.0)
    step_case(g, "step-several", "five steps: each sees the parameters of the one before", (2, 3, 2),
              [(0, 7, True), (7, 2, False)], steps=5, step=1, clip=2.0)
    step_case(g, "step-nan", "where the loss is no number nothing is learnt, and no step counted", (1, 3, 2),
              [(0, 5, True)], step=2, losses=[1.5, NAN])
    step_case(g, "step-infinite", "nor where a gradient is infinite", (1, 4, 1), [(0, 4, True)], step=2,
              spoil=(0, 2, INF))


def make_saves(g):
    save_case(g, "save-a-small", "magic, five numbers, three arrays, digest", 2, 7, 84)
    save_case(g, "save-wide", "every byte has its place", 61, 123456789, 2**40 + 3)
    load_case(g, "load-a-small", "what was saved comes back", 2)
    load_case(g, "load-wide", "parameters, moments, step, cursor and rng", 53)
    load_case(g, "load-empty", "no bytes are no state", 3, lambda b: b"")
    load_case(g, "load-cut-header", "a header cut short is a sentence, and changes nothing", 3, lambda b: b[:41])
    load_case(g, "load-cut-arrays", "so are arrays", 5, lambda b: b[:48 + 12 * 5 - 7])
    load_case(g, "load-cut-digest", "so is a digest", 4, lambda b: b[:-1])
    load_case(g, "load-more", "and bytes behind the end", 4, lambda b: b + b"\n")
    load_case(g, "load-other", "something else is no state", 3, lambda b: signed(b[:7] + b"2" + b[8:]))
    load_case(g, "load-other-count", "a state of another model is not taken", 5,
              lambda b: saved(Position(g, 1, 2), some_state(g, 6)))
    load_case(g, "load-wrong-count", "nor is one whose header says so, of the right length", 4,
              lambda b: signed(b[:8] + struct.pack("<Q", 5) + b[16:]))
    load_case(g, "load-flipped", "any flipped bit is seen, and changes nothing", 3, flips=list(range(8 * (48 + 36 + 64))))


def make(g):
    make_windows(g)
    make_steps(g)
    make_saves(g)
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    scalar = lambda low, high: {"type": "F64", "shape": [], "draw": ["uniform", low, high]}
    array = lambda type, shape, *draw: {"type": type, "shape": shape, **({"draw": list(draw)} if draw else {})}
    sizes = {"context": [1, 20], "spare": [1, 30], "bytes": "2*context+2*spare", "token_bytes": [2, 2]}
    text = {"tokens": array("U8", ["bytes"], "below", 256), "token_bytes": size("token_bytes"), "context": size("context")}
    g.live("window", "a", "training_window", "fresh windows", sizes, {**text, "start": array("I64", [], "below", "spare")},
           {"inputs": array("I32", ["context"]), "targets": array("I32", ["context"])})
    place = array("I64", [4], "below", 1000000000)
    g.live("batch", "a", "training_batch", "fresh batches", {**sizes, "batch": [1, 9]},
           {**text, "batch": size("batch"), "position": place},
           {"inputs": array("I32", ["batch", "context"]), "targets": array("I32", ["batch", "context"]),
            "position": array("I64", [4])})
    bounded = lambda type, shape: {**array(type, shape), "bound": ["ADAMW_BOUND", "count", 4]}
    plan = {"rate": scalar(0.05, 0.2), "floor": scalar(0.01, 0.04), "clip": scalar(0.5, 4.0), "beta1": scalar(0.5, 0.9),
            "beta2": scalar(0.9, 0.99), "eps": scalar(1e-5, 1e-4), "decay": scalar(0.1, 1.0), "slope": scalar(0.1, 1.0)}
    state = {"params": array("F32", ["count"], "normal", 0.1), "m": array("F32", ["count"], "normal", 0.2),
             "v": array("F32", ["count"], "uniform", 0.1, 0.5)}
    g.live("step", "b", "training_step", "fresh plans and gradients",
           {**sizes, "batch": [1, 5], "accumulate": [1, 4], "warmup": [0, 9], "more": [1, 30], "total": "warmup+more",
            "count": [3, 40]},
           {**text, "batch": size("batch"), "accumulate": size("accumulate"), "warmup": size("warmup"),
            "total": size("total"), **plan, "position": array("I64", [4], "below", "total"), **state,
            "grads": array("F32", ["count"], "normal", 1.0), "pulls": array("F32", ["accumulate", "count"], "normal", 1.0),
            "losses": array("F64", ["accumulate"], "uniform", 0.5, 6.0)},
           {**{k: bounded("F32", ["count"]) for k in state}, "position": array("I64", [4]), "calls": array("I64", []),
            "inputs": array("I32", ["accumulate", "batch", "context"]),
            "targets": array("I32", ["accumulate", "batch", "context"]), "entry": bounded("F32", ["accumulate", "count"]),
            "scales": bounded("F32", ["accumulate"]), "report": bounded("F64", [1, 3])})
    count = {"count": [1, 50]}
    saved_bytes = array("U8", ["12*count+112"])
    g.live("save", "c", "training_save", "fresh states", count, {**state, "position": place},
           {"bytes": saved_bytes, "size": array("I64", [])})
    g.live("load", "c", "training_load", "fresh states", count,
           {**state, "position": place, "bytes": {**saved_bytes, "draw": ["from", "training_save", "bytes"]}},
           {**{k: array("F32", ["count"]) for k in state}, "position": array("I64", [4]), "wrong": array("I64", [])})


STATE = {"params": tensor("count", draw=("normal", 0.1)), "m": tensor("count", draw=("normal", 0.2)),
         "v": tensor("count", draw=("uniform", 0.1, 0.5))}


def window_laws(g):
    sizes = {"context": [2, 12], "spare": [2, 20], "bytes": "2*context+2*spare", "token_bytes": "2", "a": [1, 4], "b": [1, 4],
             "batch": "a+b"}
    text, place = {"tokens": tensor("bytes", draw=("below", 256), type="U8")}, tensor(4, draw=("below", 1000000000), type="I64")
    tokens = {key: tensor("context", type="I32") for key in ("inputs", "targets")}
    window = Function("training_window", ("tokens", "token_bytes", "start", "context"), tokens)
    g.law("shift", "a", "training_window", "the targets of a window are the inputs of the next", sizes,
          {**text, "start": number(("below", "spare-1")), "one": number(("value", 1))},
          [add("next", "start", "one"), window("here"), window("behind", {"start": "next"}),
           same("here.targets", "behind.inputs", "{place} is {got}; the window that starts one token later reads {wanted} "
                "there: a target is the token that follows", at={"axis": 0})])
    tokens = {key: tensor("batch", "context", type="I32") for key in ("inputs", "targets")}
    batch = Function("training_batch", ("tokens", "token_bytes", "position", "batch", "context"), {**tokens, "position": place})
    shape = lambda n: {key: [n, "context"] for key in tokens}
    g.law("batches", "a", "training_batch", "two batches one after the other are one larger batch", sizes,
          {**text, "position": place},
          [batch("whole"), batch("first", {"batch": "a"}, shape("a")),
           batch("then", {"batch": "b", "position": "first.position"}, shape("b")),
           *[step for key in tokens for step in (
               join(key, "first." + key, "then." + key),
               same(key, "whole." + key, "in batches of {a} and {b} {place} is {got}, in one of {batch} {wanted}: one draw "
                    "for each window, in turn", at={"axis": 0}))],
           same("then.position", "whole.position", "after batches of {a} and {b} {place} (step, cursor, random stream) is "
                "{got}, after one of {batch} {wanted}")])


def step_function():
    real = lambda low, high: number(("uniform", low, high), "F64")
    plan = {"rate": real(0.05, 0.2), "floor": real(0.01, 0.04), "clip": real(0.5, 4.0), "beta1": real(0.5, 0.9),
            "beta2": real(0.9, 0.99), "eps": real(1e-5, 1e-4), "decay": real(0.1, 1.0), "slope": real(0.1, 1.0)}
    given = {"tokens": tensor("bytes", draw=("below", 256), type="U8"), **STATE, "grads": tensor("count"), **plan,
             "position": tensor(4, draw=("below", "total"), type="I64"), "pulls": tensor("calls", "count"),
             "losses": tensor("calls", draw=("uniform", 0.5, 6.0), type="F64")}
    tokens = {key: tensor("calls", "batch", "context", type="I32") for key in ("inputs", "targets")}
    outputs = {**STATE, "position": given["position"], **tokens, "entry": tensor("calls", "count"), "scales": tensor("calls"),
               "report": tensor("steps", 3, type="F64"), "calls": tensor(type="I64")}
    numbers = ("token_bytes", "context", "batch", "accumulate", "warmup", "total")
    sizes = {"context": [1, 6], "spare": [1, 20], "bytes": "2*context+2*spare", "token_bytes": "2", "batch": [1, 3],
             "accumulate": [1, 3], "steps": "2", "calls": "2*accumulate", "warmup": [0, 9], "more": [2, 30],
             "total": "warmup+more", "count": [3, 20]}
    return Function("training_step", tuple(given) + numbers, outputs), given, sizes


def laws(g):
    window_laws(g)
    step, given, sizes = step_function()
    g.law("cleared", "b", "training_step", "what the gradients held before a step does not count", sizes, given,
          [redraw("old", "grads"), step("plain"), step("other", {"grads": "old"}),
           *[same("other." + key, "plain." + key, "with other numbers in the gradients before the step {place} went from "
                  "{wanted} to {got}: a step clears them first") for key in ("entry", "params", "m", "v")]])
    one = {"inputs": ["accumulate", "batch", "context"], "targets": ["accumulate", "batch", "context"],
           "entry": ["accumulate", "count"], "scales": ["accumulate"], "report": [1, 3]}
    halves = [cut("%s_%s" % (key, end), key, 0, *range_) for key in ("pulls", "losses")
              for end, range_ in (("first", (0, "accumulate")), ("then", ("accumulate", "calls")))]
    state = tuple(STATE) + ("position",)
    carried = {key: "first." + key for key in state}
    g.law("steps", "b", "training_step", "a step and another are two steps: nothing else is remembered", sizes, given,
          [*halves, step("whole"), step("first", {"pulls": "pulls_first", "losses": "losses_first"}, one),
           step("then", {"pulls": "pulls_then", "losses": "losses_then", **carried}, one),
           *[same("then." + key, "whole." + key, "a step and another leave {place} = {got}, two steps in one go {wanted}: what "
                  "is not in the state is not remembered") for key in state]])
    save = Function("training_save", state, {"bytes": tensor("12*count+112", type="U8"), "size": tensor(type="I64")})
    load = Function("training_load", state + ("bytes",),
                    {**STATE, "position": given["position"], "wrong": tensor(type="I64")})
    g.law("resume", "c", "training_save", "a step, saved and loaded, and another: two steps, bit for bit", sizes,
          {**given, "other_position": given["position"], "no_wrong": number(("value", 0))},
          [*halves, *[redraw("other_" + key, key) for key in STATE], step("whole"),
           step("first", {"pulls": "pulls_first", "losses": "losses_first"}, one), save("saved", carried),
           load("loaded", {**{key: "other_" + key for key in state}, "bytes": "saved.bytes"}),
           same("loaded.wrong", "no_wrong", "what training_save wrote is refused by training_load"),
           step("then", {"pulls": "pulls_then", "losses": "losses_then", **{key: "loaded." + key for key in state}}, one),
           *[same("then." + key, "whole." + key, "saved after one step and loaded for the next, {place} is {got}; without the "
                  "pause it is {wanted}") for key in state]])
    g.law("back", "c", "training_save", "what is saved and loaded comes back",
          {"count": [1, 30]}, {**STATE, "position": tensor(4, draw=("below", 1000000000), type="I64"),
                               "other_position": tensor(4, draw=("below", 1000000000), type="I64")},
          [*[redraw("other_" + key, key) for key in STATE], save("first"),
           load("loaded", {**{key: "other_" + key for key in state}, "bytes": "first.bytes"}),
           *[same("loaded." + key, key, "saved and loaded again, {place} is {got}, and it was {wanted}") for key in state]])


def windows_by_hand(g):
    ids, start, context = [300, 7, 1025, 44, 513, 9], 1, 3
    data = numpy.array(ids, dtype="<u2").tobytes()
    inputs, targets = window(numpy.array(ids), start, context)
    h = Hand().say("bytes = %s, two for each token, the low one first", row(list(data)))
    for i in range(start, start + context + 1):
        low, high = data[2 * i:2 * i + 2]
        h.say("token %d: bytes %d and %d, %d + 256 * %d = %d", i, 2 * i, 2 * i + 1, low, high, ids[i])
    h.say("start %d, context %d: inputs are tokens %d to %d, targets %d to %d", start, context, start, start + context - 1,
          start + 1, start + context)
    g.case("by-hand-window", "a", "training_window", "three of six tokens", {
        "tokens": data, "token_bytes": 2, "start": start, "context": context},
        {"inputs": inputs.astype(numpy.int32), "targets": targets.astype(numpy.int32)}, hand=h.lines)

    g.begin("by-hand-starts")
    ids, windows, context = numpy.array([17, 4, 29, 8, 31, 5, 12]), 2, 3
    starts, position = len(ids) - context, Position(g, step=5, cursor=8)
    before, h = position.array(), Hand()
    h.say("tokens = %s, one byte each", row(ids))
    h.say("%d tokens, context %d: %d - %d = %d starts, 0 to %d", len(ids), context, len(ids), context, starts, starts - 1)
    drawn = Rng(0)
    drawn.state, drawn.increment = position.rng.state, position.rng.increment
    for b in range(windows):
        start = drawn.below(starts)
        h.say("window %d: rng_below(%d) gives %d: inputs %s, targets %s", b, starts, start,
              *map(row, window(ids, start, context)))
    inputs, targets = batch(ids, position, windows, context)
    h.say("position is step, cursor and the two numbers of rng: the cursor was %d and is %d", before[1], position.cursor)
    g.case("by-hand-batch", "a", "training_batch", "two windows of three tokens",
           {"tokens": bytes(ids.tolist()), "token_bytes": 1, "batch": windows, "context": context, "position": before},
           {"inputs": inputs, "targets": targets, "position": position.array()}, hand=h.lines)


def say_step(sent, grads, report, after):
    h, (loss, norm, rate), calls = Hand(), report, sent["accumulate"]
    for name in ("params", "m", "v", "grads"):
        h.say("%s = %s%s", name, row(sent[name]), "   (of the step before)" if name == "grads" else "")
    h.say("the gradients become 0, then %d batches, each with a scale of 1 / %d = %s", calls, calls, num(1 / calls))
    h.say("the model here adds scale * (its own numbers + %s * params):", num(sent["slope"]))
    for call in range(calls):
        h.say("  batch %d: loss %s, adds %s * (%s + %s * params)", call, num(sent["losses"][call]), num(1 / calls),
              row(sent["pulls"][call]), num(sent["slope"]))
        h.say("  gradients: %s", row(grads[call + 1]))
    h.say("loss: (%s) / %d = %s", " + ".join(map(num, sent["losses"])), calls, num(loss))
    factor = sent["clip"] / (norm + 1e-6)
    h.say("norm: root of the sum of squares = %s, clip is %s: all gradients times %s", num(norm), num(sent["clip"]),
          num(factor))
    h.say("  %s", row(grads[-1] * factor))
    t, warmup, total = int(sent["position"][0]), sent["warmup"], sent["total"]
    h.say("rate of step %d (warmup %d, total %d, rate %s, floor %s): %s", t, warmup, total, num(sent["rate"]),
          num(sent["floor"]), num(rate))
    h.say("now step is %d, and AdamW steps with t = %d, betas %s and %s, eps %s", t + 1, t + 1, num(sent["beta1"]),
          num(sent["beta2"]), num(sent["eps"]))
    for start, count, decays in sent["tensors"].tolist():
        h.say("  parameters %d to %d, decay %s: %s", start, start + count - 1, num(sent["decay"] if decays else 0),
              row(after["params"][start:start + count]))
    return h.say("  m = %s, v = %s", row(after["m"]), row(after["v"])).lines


def little(data):
    return " ".join(map(str, data))


def say_save(data, state):
    h = Hand().say("params = %s, m = %s, v = %s", *(row(state[k]) for k in ("params", "m", "v")))
    h.say("bytes 0 to 7: %s, the letters CRUMBTR1", little(data[:8]))
    for i, name in enumerate(("count", "step", "cursor")):
        at = 8 + 8 * i
        h.say("bytes %d to %d: %s %d = %s", at, at + 7, name, struct.unpack("<Q", data[at:at + 8])[0], little(data[at:at + 8]))
    h.say("bytes 32 to 47: rng.state and rng.stream, 8 bytes each, in the same way")
    for i, name in enumerate(("params", "m", "v")):
        four = data[48 + 4 * i:52 + 4 * i]
        h.say("bytes %d to %d: %s[0] = %s is the float %s, from the low byte: %s", 48 + 4 * i, 51 + 4 * i, name,
              num(state[name][0]), four[::-1].hex().upper(), little(four))
    h.say("bytes 60 to 123: the digest of bytes 0 to 59 in letters, %s... = %s ...", data[60:64].decode(), little(data[60:64]))
    return h.say("size: 48 + 12 * 1 + 64 = %d", len(data)).lines


def say_load(data, state):
    count, stated = len(state["params"]), data[-64:].decode()
    h, real = Hand(), hashlib.sha256(data[:-64]).hexdigest()
    h.say("%d bytes, and 48 + 12 * %d + 64 = %d: the size fits", len(data), count, 48 + 12 * count + 64)
    h.say("bytes 0 to 7 are the letters %s: the magic fits", data[:8].decode())
    h.say("bytes 8 to 15 are %s: count %d, it fits", little(data[8:16]), struct.unpack("<Q", data[8:16])[0])
    h.say("SHA-256 of bytes 0 to %d is %s..., at the end stands %s...", len(data) - 65, real[:8], stated[:8])
    if real != stated:
        return h.say("it does not fit: wrong = 1, a sentence, and nothing changes").lines
    h.say("it fits: wrong = 0, no sentence, and step %d, cursor %d", *struct.unpack("<QQ", data[16:32]))
    for i, name in enumerate(("params", "m", "v")):
        at = 48 + 4 * count * i
        h.say("  %s from byte %d on: %s", name, at, row(state[name]))
    return h.lines


def by_hand(g):
    windows_by_hand(g)
    step_case(Short(g), "by-hand-step", "two batches, clipped, one tensor that decays and one that does not", (1, 2, 2),
              [(0, 2, True), (2, 1, False)], step=5, clip=0.5, rate=0.5, floor=0.05, decay=0.2, eps=0.125, slope=0.75,
              hand=say_step)
    save_case(Short(g), "by-hand-save", "one parameter, 124 bytes", 1, 300, 70000, say_save)
    load_case(Short(g), "by-hand-load", "two parameters that are taken", 2, hand=say_load)
    load_case(Short(g), "by-hand-load-damaged", "one bit of a parameter is another", 2,
              lambda b: b[:50] + bytes([b[50] ^ 0x40]) + b[51:], hand=say_load)


def work(g):
    g.work("window", "window", "a window is copied, not searched for", {"spare": 4000}, {"spare": 1000}, sizes={"context": "20"},
           growth=(2, "4 times the text", "a window is its context: the rest of the text does not count"),
           budget=(4, "one pass over the window is enough"))
    g.work("batch", "batch", "a batch costs the same, however long the text is", {"spare": 4000}, {"spare": 1000},
           sizes={"context": "20", "batch": "5"},
           growth=(2, "4 times the text", "a batch is its windows: the rest of the text does not count"),
           budget=(4, "one window for each sequence is enough"))
    g.work("step", "step", "a step is some passes over the parameters", {"count": 400}, {"count": 100},
           sizes={"context": "5", "batch": "2", "accumulate": "3", "spare": "9", "warmup": "4", "more": "9"},
           draws={"position": ["value", 5]},
           growth=(5.5, "4 times the parameters", "clearing, clipping and stepping go through them once each"),
           budget=(4, "clearing the gradients once, clipping them and one step of AdamW are enough"))
    g.work("save", "save", "saving goes through the state once", {"count": 1600}, {"count": 400},
           growth=(5.5, "4 times the parameters", "each number is moved once, so about 4 times is enough"))

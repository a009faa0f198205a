"""generate.py: golden cases of the autoregressive loop (reference/include/generate.h).

The model is a table of logits, row = last id. The loop here is written on its own; the choice of an
id comes from sampling.py, which asserts that no rounding decides. The one function is graded as
four operations, each by the outputs that are its business, so that one mistake does not cost all:
the loop itself, .prefill (what the model was given), .end (why it ended), .choose (options, draws).
"""

import numpy

from hand import Hand, num, row
from pcg32 import Rng
from law import Function, cut, number, part, same, tensor
from topics import sampling

STOP, LENGTH, FULL, ENDED = range(4)


def choose(logits, history, o, rng):
    if o["penalty"] > 1.0:
        span = min(o["penalty_span"], len(history))
        logits = sampling.repetition(logits, history[len(history) - span:], o["penalty"])
    if o["temperature"] == 0.0:
        return sampling.greedy(logits)
    p = sampling.temperature(logits, o["temperature"])
    ranked = sampling.order(p)
    if o["top_k"]:
        p = sampling.top_k(p, ranked, o["top_k"])
    if o["top_p"] < 1.0:
        p = sampling.top_p(p, ranked, o["top_p"])
    if o["min_p"] > 0.0:
        p = sampling.min_p(p, ranked, o["min_p"])
    return sampling.draw(p, rng.uniform())


class Run:
    def __init__(self, table, prompt, past, most, positions, chunk, ends_after, seed, o):
        self.calls, self.given, self.shown, self.drawn = [], [], [], 0
        ids, rng, at = list(prompt), Rng(seed, 1), past
        state = rng.state
        while at < len(prompt):
            self.forward(ids[at:min(at + chunk, len(prompt))], at)
            at += chunk
        while True:
            if len(self.shown) == most:
                self.end = LENGTH
                break
            if len(ids) == positions:
                self.end = FULL
                break
            if self.shown:
                self.forward(ids[-1:], len(ids) - 1)
            new = choose(table[ids[-1]], ids, o, rng)
            if new in o["stops"]:
                self.end = STOP
                break
            ids.append(new)
            self.shown.append(new)
            if len(self.shown) == ends_after:
                self.end = ENDED
                break
        self.ids = ids
        again = Rng(seed, 1)
        while again.state != rng.state:
            again.next()
            self.drawn += 1
        assert (self.drawn == 0) == (state == rng.state)

    def forward(self, ids, past):
        self.calls.append([len(ids), past])
        self.given += ids


ROOM = 64
LOOP, PREFILL = "generate_run", "generate_run.prefill"
ENDING, CHOICE = "generate_run.end", "generate_run.choose"
OUTPUTS = {LOOP: ("ids", "count", "shown"), PREFILL: ("ids", "given", "calls"),
           ENDING: ("ids", "count", "shown", "end", "given"), CHOICE: ("ids", "count", "drawn")}


def run_case(g, op, name, law, table, prompt, most, wanted=None, past=0, positions=200, chunk=16,
             ends_after=-1, seed=11, hand=None, **options):
    """hand: what writes the run out"""
    o = {"temperature": 0.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "penalty": 1.0,
         "penalty_span": 0, "stops": [], **options}
    run = Run(table, prompt, past, most, positions, chunk, ends_after, seed, o)
    assert wanted is None or run.end == wanted, (name, run.end, run.shown)
    ids = numpy.full(len(prompt) + most, -7, dtype=numpy.int32)  # what is not reached stays
    ids[:len(prompt)] = prompt
    after = ids.copy()
    after[:len(run.ids)] = run.ids
    inputs = {"ids": ids, "table": table, "vocab": len(table), "prompt": len(prompt), "past": past,
              "most": most, "positions": positions, "chunk": chunk, "ends_after": ends_after,
              "seed": seed, "stops": sampling.ids(o["stops"]), "stop_count": len(o["stops"])}
    inputs.update({key: o[key] for key in ("temperature", "top_p", "min_p", "penalty")})
    inputs.update({key: o[key] for key in ("top_k", "penalty_span")})
    outputs = {"ids": after, "count": len(run.shown), "end": run.end, "drawn": run.drawn,
               "shown": sampling.ids(run.shown), "given": sampling.ids(run.given),
               "calls": numpy.array(run.calls, dtype=numpy.int64)}
    g.case(name, "a", op, law, inputs, {key: outputs[key] for key in OUTPUTS[op]},
           room={key: ROOM for key in ("shown", "given", "calls") if key in OUTPUTS[op]},
           hand=hand(run) if hand else None)
    return run


def loops(g, table):
    run_case(g, LOOP, "greedy-plain", "prefill, choose, append, show", table, [3, 9, 1], 7, LENGTH)
    run_case(g, LOOP, "greedy-one", "a prompt of one id", table, [5], 4, LENGTH)
    run_case(g, LOOP, "greedy-long", "each id follows from the one before it", table, [8, 8, 0, 4], 21,
             LENGTH)


def prefills(g, table):
    run_case(g, PREFILL, "prefill-whole", "the prompt at once, then one id at a time", table,
             [3, 9, 1], 7, LENGTH)
    run_case(g, PREFILL, "prefill-chunks", "the prompt in pieces: full ones first, the rest last", table,
             [int(v) for v in g.below(13, 11)], 3, LENGTH, chunk=4)
    run_case(g, PREFILL, "prefill-exact", "no empty piece when the chunks come out even", table,
             [int(v) for v in g.below(13, 8)], 2, LENGTH, chunk=4)
    run_case(g, PREFILL, "prefill-single", "pieces of one id", table, [4, 4, 11], 3, LENGTH, chunk=1)
    run_case(g, PREFILL, "prefill-past", "what the model holds is not given again", table,
             [int(v) for v in g.below(13, 9)], 3, LENGTH, past=4, chunk=2)
    run_case(g, PREFILL, "prefill-last", "one id at least is given, for its logits", table,
             [7, 2, 12, 6], 3, LENGTH, past=3)
    run_case(g, PREFILL, "most-none", "no id is wanted: the prompt is given all the same", table,
             [1, 2, 8], 0, LENGTH, chunk=2)


def endings(g, table):
    best = [sampling.greedy(row) for row in table]
    start = next(s for s in range(13) if len({s, best[s], best[best[s]], best[best[best[s]]]}) == 4)
    plain = run_case(g, ENDING, "end-length", "after `most` ids the last is not given to the model", table,
                     [6, start], 6, LENGTH)
    third = plain.shown[2]
    assert third not in plain.shown[:2]
    run_case(g, ENDING, "end-stop", "a stop id is not shown, not written, not counted", table, [6, start], 6,
             STOP, stops=[third])
    run_case(g, ENDING, "end-several", "any of several stop ids ends the answer", table, [6, start], 6, STOP,
             stops=[12 if third != 12 else 11, third, plain.shown[1]])
    run_case(g, ENDING, "end-at-once", "the first id may be a stop id: an empty answer", table, [6, start], 6,
             STOP, stops=[plain.shown[0]])
    run_case(g, ENDING, "end-just-before", "enough ids are enough, whatever would have come", table, [6, start],
             2, LENGTH, stops=[third])
    run_case(g, ENDING, "end-prompt-stop", "a stop id in the prompt ends nothing", table, [6, third, 6, start],
             2, LENGTH, stops=[third])
    run_case(g, ENDING, "end-full", "the positions are full before the answer is", table, [6, start], 9, FULL,
             positions=6)
    run_case(g, ENDING, "end-full-prompt", "a prompt that fills all positions leaves no room", table,
             [6, start, 3], 5, FULL, positions=3)
    run_case(g, ENDING, "end-both", "as many as wanted, and full: the length counts", table, [6, start], 4,
             LENGTH, positions=6)
    run_case(g, ENDING, "end-shown", "show says no: what it saw stays", table, [6, start], 6, ENDED,
             ends_after=3)
    run_case(g, ENDING, "end-shown-last", "and so it does at the last id", table, [6, start], 3, ENDED,
             ends_after=3)


def choices(g, table):
    prompt = [2, 10, 5, 2]
    run_case(g, CHOICE, "greedy-draws-nothing", "greedy takes no number of the stream", table, prompt, 9,
             LENGTH)
    run_case(g, CHOICE, "sample-plain", "one number of the stream for each id", table, prompt, 12, LENGTH,
             temperature=0.9)
    run_case(g, CHOICE, "sample-seed", "another seed, another answer", table, prompt, 12, LENGTH,
             temperature=0.9, seed=12)
    run_case(g, CHOICE, "sample-stop", "a stop id that is drawn has used its number", table, prompt, 24,
             STOP, temperature=1.1, stops=[0, 4], seed=5)
    run_case(g, CHOICE, "sample-top-k", "top-k", table, prompt, 12, LENGTH, temperature=1.3, top_k=3)
    run_case(g, CHOICE, "sample-top-p", "top-p", table, prompt, 12, LENGTH, temperature=1.3, top_p=0.6)
    run_case(g, CHOICE, "sample-min-p", "min-p", table, prompt, 12, LENGTH, temperature=1.5, min_p=0.3)
    run_case(g, CHOICE, "sample-chain", "penalty, temperature, top-k, top-p, min-p: in this order", table,
             prompt, 20, LENGTH, temperature=1.4, top_k=7, top_p=0.8, min_p=0.15, penalty=1.3,
             penalty_span=6, seed=21)
    run_case(g, CHOICE, "sample-min-p-last", "min-p after top-p, whose sum its cut would change", table,
             prompt, 40, LENGTH, temperature=2.0, top_p=0.75, min_p=0.25, seed=8)
    run_case(g, CHOICE, "sample-past", "the stream does not depend on what was held", table, prompt, 12,
             LENGTH, temperature=0.9, past=3)
    run_case(g, CHOICE, "penalty-span", "the penalty sees the last ids, and no others", table, prompt, 12,
             LENGTH, penalty=2.5, penalty_span=3)
    run_case(g, CHOICE, "penalty-all", "a span beyond the beginning: all ids, those of the prompt too",
             table, prompt, 12, LENGTH, penalty=2.5, penalty_span=1000)
    run_case(g, CHOICE, "penalty-none", "a span of 0 sees no id", table, prompt, 8, LENGTH, penalty=2.5,
             penalty_span=0)
    run_case(g, CHOICE, "penalty-sampled", "and it comes before the temperature", table, prompt, 14, LENGTH,
             temperature=0.7, penalty=1.8, penalty_span=5, seed=3)


def live(g):
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    value = lambda number: {"type": "I64", "shape": [], "draw": ["value", number]}
    scalar = lambda low, high: {"type": "F64", "shape": [], "draw": ["uniform", low, high]}
    number, some = {"type": "I64", "shape": []}, {"type": "I32", "shape": ["all"]}
    sizes = {"vocab": [5, 40], "past": [0, 6], "rest": [1, 12], "most": [1, 25], "chunk": [1, 6],
             "prompt": "past+rest", "all": "prompt+most", "spare": [0, 20], "top_k": [0, 6],
             "positions": "prompt+spare", "span": [0, 30]}
    common = {name: size(name) for name in ("vocab", "prompt", "past", "most", "chunk")}
    common.update({
        "ids": {"type": "I32", "shape": ["all"], "draw": ["below", "vocab"]},
        "table": {"type": "F32", "shape": ["vocab", "vocab"], "draw": ["normal", 2.0]},
        "seed": {"type": "I64", "shape": [], "draw": ["below", 1000000]}, "ends_after": value(-1),
        "stops": {"type": "I32", "shape": [1], "draw": ["below", "vocab"]}, "stop_count": value(0),
        "positions": value(1000), "temperature": scalar(0.0, 0.0), "top_p": scalar(1.0, 1.0),
        "min_p": scalar(0.0, 0.0), "penalty": scalar(1.0, 1.0), "top_k": value(0),
        "penalty_span": value(0)})
    kinds = {"ids": some, "count": number, "end": number, "drawn": number, "shown": some,
             "given": some, "calls": {"type": "I64", "shape": ["all", 2]}}
    limits = {"stop_count": value(1), "positions": size("positions")}
    options = {"temperature": scalar(0.5, 1.5), "top_p": scalar(0.5, 1.05),
               "min_p": scalar(0.0, 0.2), "penalty": scalar(1.0, 1.5), "top_k": size("top_k"),
               "penalty_span": size("span")}
    punished = {"penalty": scalar(1.1, 2.0), "penalty_span": size("span")}
    for name, op, law, inputs in (
            ("loop", LOOP, "a fresh table", {"chunk": value(64)}),
            ("prefill", PREFILL, "fresh sizes and chunks", {}),
            ("end", ENDING, "a fresh stop id, or no position left", limits),
            ("greedy", CHOICE, "greedy with a fresh penalty", punished),
            ("choose", CHOICE, "fresh options", options)):
        g.live(name, "a", op, law, sizes, {**common, **inputs}, {key: kinds[key] for key in OUTPUTS[op]})


def make(g):
    g.begin("loop")
    table = g.normal(13, 13, scale=2.0)
    loops(g, table)
    prefills(g, table)
    endings(g, table)
    choices(g, table)
    live(g)


def laws(g):
    """The model is the probe's table of logits: how the prompt is handed over changes nothing it says."""
    size, real = lambda name: number(("size", name)), lambda low, high: number(("uniform", low, high), "F64")
    given = {"ids": tensor("all", draw=("below", "vocab"), type="I32"), "seed": number(("below", 1000000)),
             "table": tensor("vocab", "vocab", draw=("normal", 2.0)),
             "stops": tensor(1, draw=("below", "vocab"), type="I32"), "temperature": real(0.0, 0.0),
             "top_p": real(1.0, 1.0), "min_p": real(0.0, 0.0), "penalty": real(1.1, 1.6)}
    sizes = {"vocab": [8, 40], "held": [0, 5], "rest": [2, 9], "prompt": "held+rest", "some": [2, 8], "more": [2, 8],
             "most": "some+more", "all": "prompt+most", "past": "0", "chunk": [2, 5], "span": [1, 9]}
    numbers = ("vocab", "prompt", "past", "most", "chunk", "positions", "ends_after", "stop_count", "top_k", "penalty_span")
    fixed = {"positions": 1000, "stop_count": 0, "top_k": 0, "penalty_span": "span", "ends_after": "0-1"}
    kinds = {"ids": tensor("all", type="I32"), "count": tensor(type="I64"), "drawn": tensor(type="I64"),
             "shown": tensor("all", type="I32"), "given": tensor("all", type="I32")}
    run = lambda op, *names: Function(op, tuple(given) + numbers, {name: kinds[name] for name in names}, fixed)
    g.law("chunks", "a", PREFILL, "the prompt in pieces or at once: the same ids are given", sizes, given,
          [run(PREFILL, "ids", "given")("whole", {"chunk": 64}), run(PREFILL, "ids", "given")("pieces"),
           *[same("pieces." + key, "whole." + key, "with a prompt in pieces of {chunk} {place} is {got}, and at once "
                  "{wanted}: every id is given once, in its order", at={"axis": 0}) for key in ("given", "ids")]])
    loop = run(LOOP, "ids", "count")
    g.law("go-on", "a", LOOP, "to stop after some ids and go on is to go through", sizes, given,
          [loop("whole"), loop("first", {"most": "some"}),
           loop("then", {"ids": "first.ids", "prompt": "prompt+some", "past": "prompt+some-1", "most": "more"}),
           same("then.ids", "whole.ids", "{some} ids and then {more} more leave {place} = {got}, all {most} at once {wanted}",
                at={"axis": 0})])
    ends = run(ENDING, "ids", "count", "shown", "given")
    g.law("ended", "a", ENDING, "ended by show after some ids, as by their number", sizes, given,
          [ends("by_number", {"most": "some"}), ends("by_show", {"ends_after": "some"}),
           *[same("by_show." + key, "by_number." + key, "where show ends the answer after {some} ids {place} is {got}, where "
                  "their number does {wanted}") for key in ("count", "ids", "shown", "given")]])
    choose, warm = run(CHOICE, "ids", "count", "drawn"), {**given, "temperature": real(0.7, 1.5)}
    g.law("held", "a", CHOICE, "what the model holds already changes no choice", sizes, warm,
          [choose("all_given"), choose("some_held", {"past": "held"}),
           *[same("some_held." + key, "all_given." + key, "with {held} ids of the prompt held already {place} went from "
                  "{wanted} to {got}: the random stream is for choices alone") for key in ("ids", "drawn")]])
    g.law("fewer", "a", CHOICE, "a shorter answer from the same seed is the start of a longer one", sizes, warm,
          [choose("longer"), choose("shorter", {"most": "some"}),
           same("shorter.ids", "longer.ids", "asked for {some} ids {place} is {got}, asked for {most} it is {wanted}",
                at=part(0, 0, "prompt+some"))])


ENDS = ("STOP", "LENGTH", "FULL", "ENDED")


def say_table(table, prompt):
    h = Hand().say("the model is a table, the logits after an id are its row:")
    for i, logits in enumerate(table):
        h.say("  after %d: %s", i, row(logits))
    return h.say("prompt %s", row(prompt))


def say_greedy(h, table, run, prompt):
    """each choice of a greedy run, and what came of it"""
    last = prompt[-1]
    for place, new in enumerate(run.shown):
        h.say("after %d the largest logit is that of %d: ids[%d] = %d, shown", last, new, len(prompt) + place, new)
        last = new
    if run.end == STOP:
        new = sampling.greedy(table[last])
        h.say("after %d the largest logit is that of %d, a stop id: not written, not shown", last, new)
    return h


def say_end(table, prompt, limit):
    def say(run):
        h = say_greedy(say_table(table, prompt).say("%s", limit), table, run, prompt)
        h.say("%d id%s, end %d (%s), given to the model: %s", len(run.shown), "" if len(run.shown) == 1 else "s",
              run.end, ENDS[run.end], row(run.given))
        return h.lines
    return say


def say_calls(table, prompt, past, chunk):
    def say(run):
        h, at = say_table(table, prompt), 0
        h.say("past = %d, so ids[%d] is the first that is given, chunk = %d", past, past, chunk)
        for call, (count, before) in enumerate(run.calls):
            h.say("call %d: %d behind %d: %s%s", call, count, before, row(run.given[at:at + count]),
                  "" if before < len(prompt) else ", which was chosen before")
            at += count
        return h.say("the last id is not given any more: ids = %s", row(run.ids)).lines
    return say


def say_choices(table, prompt, o, seed):
    def say(run):
        h, rng, ids = say_table(table, prompt), Rng(seed, 1), list(prompt)
        h.say("penalty %s over the last %d, temperature %s, top-k %d", num(o["penalty"]), o["penalty_span"],
              num(o["temperature"]), o["top_k"])
        for new in run.shown:
            recent = ids[-o["penalty_span"]:]
            logits = sampling.repetition(table[ids[-1]], recent, o["penalty"])
            p = sampling.temperature(logits, o["temperature"])
            kept, u = sampling.top_k(p, sampling.order(p), o["top_k"]), rng.uniform()
            h.say("ids %s: logits %s", row(ids), row(table[ids[-1]]))
            h.say("  %s punished: %s", " and ".join(map(str, sorted(set(recent)))), row(logits))
            h.say("  softmax of these over %s: %s", num(o["temperature"]), row(p))
            h.say("  top-k: %s", row(kept))
            h.say("  u = %s, running sums %s: id %d", num(u), row(numpy.cumsum(kept.numpy())[:new + 1]), new)
            ids.append(new)
        return h.say("numbers drawn: %d", run.drawn).lines
    return say


def by_hand(g):
    table = g.exact([[0.5, -1.25, 0.75, 2.0], [1.75, 0.25, -0.5, 1.5], [-0.75, 2.25, 0.5, 1.25], [-1.5, 0.75, 1.5, -0.25]])
    prompt, stop = [1, 0], 2
    run_case(g, LOOP, "by-hand-run", "two ids are given, three are wanted", table, prompt, 3, LENGTH,
             hand=say_end(table, prompt, "3 new ids are wanted"))
    given = [3, 1, 0, 2, 0]
    run_case(g, PREFILL, "by-hand-prefill", "five ids in pieces of two, one is held already", table, given, 2, LENGTH, past=1,
             chunk=2, hand=say_calls(table, given, 1, 2))
    run_case(g, ENDING, "by-hand-stop", "a stop id ends it", table, prompt, 3, STOP, stops=[stop],
             hand=say_end(table, prompt, "3 new ids are wanted, %d is a stop id" % stop))
    run_case(g, ENDING, "by-hand-full", "no position is left", table, prompt, 3, FULL, positions=4,
             hand=say_end(table, prompt, "3 new ids are wanted, 4 positions in all"))
    o = {"penalty": 1.25, "penalty_span": 2, "temperature": 1.5, "top_k": 3}
    run_case(g, CHOICE, "by-hand-choose", "two ids are drawn", table, prompt, 2, LENGTH, seed=7, hand=say_choices(table, prompt, o, 7), **o)


def work(g):
    told = {"ends_after": ["value", -1], "positions": ["value", 2000], "stop_count": ["value", 1], "stops": ["value", -1]}
    for like, ids in (("loop", 100), ("choose", 200)):
        g.work(like, like, "an id costs the same, however many came before", {"most": 4 * ids, "vocab": 8}, {"most": ids, "vocab": 8},
               draws=told, sizes={"past": "0", "rest": "4", "chunk": "4", "span": "4"},
               growth=(5.5, "4 times the ids", "the model keeps what it was given, so each id costs one call, and about 4 "
                       "times is enough"))

"""loss.py: golden cases of cross-entropy, its gradient, perplexity and bits per byte (loss.h).

Exact values are F.cross_entropy's in float64 and, for the gradient, autograd's.
"""

import math

import numpy
import torch
import torch.nn.functional as F

from golden import Expect
from hand import Hand, num, row, rows, terms
from law import Function, add, both, dot, number, one_row, permuted, same, scale, subtract, tensor, term

INF, IGNORED = float("inf"), -1


def targets_of(targets):
    return torch.tensor(numpy.array(targets, dtype=numpy.int64))


def forward_case(g, name, law, logits, targets, hand=None):
    rows, vocab = logits.shape
    wanted = targets_of(targets)
    losses = F.cross_entropy(logits, wanted, ignore_index=IGNORED, reduction="none")
    counted = int((wanted != IGNORED).sum())
    mean = float(F.cross_entropy(logits, wanted, ignore_index=IGNORED)) if counted else 0.0
    g.case(name, "a", "loss_forward", law,
           {"logits": logits, "targets": numpy.array(targets, dtype=numpy.int32), "rows": rows, "vocab": vocab},
           {"losses": Expect(losses, "LOSS_BOUND", vocab),
            "lse": Expect(torch.logsumexp(logits, 1), "LOSS_BOUND", vocab, dtype="float64"),
            "mean": Expect(mean, "LOSS_BOUND", vocab, dtype="float64"), "counted": counted}, hand=hand)


def backward_case(g, name, law, logits, targets, scale, in_place=False, hand=None):
    scale = float(numpy.float32(scale))
    rows, vocab = logits.shape
    lse = torch.logsumexp(logits, 1).numpy()
    leaf, wanted = logits.clone().requires_grad_(), targets_of(targets)
    (scale * F.cross_entropy(leaf, wanted, ignore_index=IGNORED, reduction="sum")).backward()
    g.case(name, "b", "loss_backward", law,
           {"dlogits" if in_place else "logits": logits, "lse": lse,
            "targets": numpy.array(targets, dtype=numpy.int32), "rows": rows, "vocab": vocab,
            "scale": scale},
           {"dlogits": Expect(leaf.grad, "LOSS_BOUND", vocab)}, hand=hand)


def number_case(g, name, op, law, inputs, value, hand=None):
    g.case(name, "a", op, law, inputs, {"value": Expect(value, "LOSS_BOUND", 1, dtype="float64")}, hand=hand)


def confident(g, rows, vocab, targets, ahead):
    logits = g.normal(rows, vocab)
    for r, target in enumerate(targets):
        logits[r, target] += ahead
    return g.exact(logits.numpy())


def make_forward(g):
    g.begin("forward-a-small")
    forward_case(g, "forward-a-small", "the log of the sum of exponentials, less the logit of the target",
                 g.normal(2, 3), [2, 0])
    g.begin("forward-wide")
    forward_case(g, "forward-wide", "every row by itself, and the mean of all", g.normal(7, 61, scale=2.0),
                 [5, 60, 0, 33, 17, 5, 42])
    g.begin("forward-ignored")
    forward_case(g, "forward-ignored", "an ignored row costs 0 and is not counted",
                 g.normal(6, 11, scale=1.5), [IGNORED, 4, 10, IGNORED, 0, IGNORED])
    g.begin("forward-none")
    forward_case(g, "forward-none", "where every row is ignored the mean is 0, and lse is there still",
                 g.normal(3, 5), [IGNORED] * 3)
    g.begin("forward-together")
    x = g.normal(4, 7, scale=1.5) + torch.tensor([[0.0], [1e4], [-1e4], [3e3]])
    forward_case(g, "forward-together", "a constant added to a row changes no loss: rows near 0, 1e4 and -1e4",
                 g.exact(x.numpy()), [3, 6, 0, 2])
    g.begin("forward-spread")
    forward_case(g, "forward-spread", "a probability too small for a float still has its log",
                 g.normal(5, 9, scale=90.0), [1, 8, 0, 5, 4])
    g.begin("forward-confident")
    forward_case(g, "forward-confident", "a loss near 0 keeps its digits", confident(g, 5, 13, [3, 12, 0, 7, 5], 14.0),
                 [3, 12, 0, 7, 5])
    g.begin("forward-infinite")
    x = g.normal(4, 5)
    x[0, 2] = x[1, :4] = x[2, 0] = -INF
    forward_case(g, "forward-infinite", "-inf is a token that cannot come", x, [1, 4, 3, 0])
    g.begin("forward-impossible")
    x = g.normal(2, 7)
    x[1, 3] = -INF
    forward_case(g, "forward-impossible", "a target that cannot come costs infinitely much", x, [5, 3])
    g.begin("forward-one")
    forward_case(g, "forward-one", "the only token is no surprise", g.normal(3, 1, scale=100.0), [0, 0, 0])
    number_case(g, "perplexity-baby", "loss_perplexity", "exp of the nats", {"nats": 2.3125}, math.exp(2.3125))
    number_case(g, "perplexity-sure", "loss_perplexity", "a sure model has a perplexity of 1", {"nats": 0.0}, 1.0)
    number_case(g, "bits-text", "loss_bits_per_byte", "bits of all tokens, over all bytes",
                {"nats": 3.1875, "tokens": 1021, "bytes": 4603}, 3.1875 / math.log(2) * 1021 / 4603)
    number_case(g, "bits-bytes", "loss_bits_per_byte", "where a token is a byte, only the unit changes",
                {"nats": 1.40625, "tokens": 77, "bytes": 77}, 1.40625 / math.log(2))


def make_backward(g):
    g.begin("backward-a-small")
    backward_case(g, "backward-a-small", "the probability, less 1 at the target, times the scale",
                  g.normal(2, 3), [1, 2], 0.5)
    g.begin("backward-wide")
    backward_case(g, "backward-wide", "every row by itself", g.normal(5, 67, scale=2.0), [66, 0, 31, 8, 8], 0.21875)
    g.begin("backward-ignored")
    backward_case(g, "backward-ignored", "an ignored row has no gradient",
                  g.normal(5, 9), [IGNORED, 3, IGNORED, 8, 0], 1 / 3)
    g.begin("backward-none")
    backward_case(g, "backward-none", "where every row is ignored the gradient is 0", g.normal(3, 5), [IGNORED] * 3, 0.75)
    g.begin("backward-together")
    x = g.normal(4, 7, scale=1.5) + torch.tensor([[1e4], [0.0], [-1e4], [3e3]])
    backward_case(g, "backward-together", "a constant added to a row changes no gradient",
                  g.exact(x.numpy()), [0, 5, 6, 3], 0.25)
    g.begin("backward-spread")
    backward_case(g, "backward-spread", "a target that hardly could come has a gradient of -scale, never NaN",
                  g.normal(4, 9, scale=90.0), [2, 8, 5, 0], 1.5)
    g.begin("backward-confident")
    backward_case(g, "backward-confident", "a gradient near 0 keeps its digits",
                  confident(g, 4, 11, [10, 3, 0, 6], 15.0), [10, 3, 0, 6], 0.25)
    g.begin("backward-infinite")
    x = g.normal(3, 5)
    x[0, 2] = x[1, 1:] = x[2, 4] = -INF
    backward_case(g, "backward-infinite", "what cannot come has no gradient", x, [0, 0, 1], 0.5)
    g.begin("backward-in-place")
    backward_case(g, "backward-in-place", "dlogits may be logits itself", g.normal(4, 13), [12, IGNORED, 7, 0], 0.375,
                  in_place=True)


def make(g):
    make_forward(g)
    make_backward(g)
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    sizes = {"rows": [2, 12], "vocab": [2, 90]}
    common = {"logits": {"type": "F32", "shape": ["rows", "vocab"], "draw": ["normal", 2.0]},
              "targets": {"type": "I32", "shape": ["rows"], "draw": ["below", "vocab"]},
              "rows": size("rows"), "vocab": size("vocab")}
    bound = ["LOSS_BOUND", "vocab", 1]
    lse = {"type": "F64", "shape": ["rows"]}
    g.live("forward", "a", "loss_forward", "fresh sizes and values", sizes, common,
           {"losses": {"type": "F32", "shape": ["rows"], "bound": bound}, "lse": {**lse, "bound": bound},
            "mean": {"type": "F64", "shape": [], "bound": bound}, "counted": {"type": "I64", "shape": []}})
    g.live("backward", "b", "loss_backward", "fresh sizes and values", sizes,
           {**common, "scale": {"type": "F64", "shape": [], "draw": ["uniform", 0.1, 1.0]},
            "lse": {**lse, "draw": ["from", "loss_forward", "lse"]}},
           {"dlogits": {"type": "F32", "shape": ["rows", "vocab"], "bound": bound}})


def laws(g):
    matrix = tensor("rows", "vocab", draw=("normal", 2.0))
    targets = tensor("rows", draw=("below", "vocab"), type="I32")
    forward = Function("loss_forward", ("logits", "targets", "rows", "vocab"),
                       {"losses": tensor("rows"), "lse": tensor("rows", type="F64"), "mean": tensor(type="F64"),
                        "counted": tensor(type="I64")})
    back = Function("loss_backward", ("logits", "lse", "targets", "scale", "rows", "vocab"), {"dlogits": matrix})
    sizes = {"row": [0, 3], "after": [1, 3], "rows": "row+1+after", "vocab": [3, 30], "power": [1, 3]}
    bound = lambda *names: both("LOSS_BOUND", "vocab", *names)
    given = {"logits": matrix, "targets": targets}
    # logits in steps of 2^-10 and whole numbers up to 4096: no sum is rounded
    g.law("shift", "a", "loss_forward", "a constant added to a row changes no loss, and lse by itself", sizes,
          {"logits": tensor("rows", "vocab", draw=("grid", 10, 4096)), "targets": targets,
           "constant": tensor("rows", draw=("grid", 0, 4096))},
          [add("shifted", "logits", "constant"), forward("plain"), forward("other", {"logits": "shifted"}),
           same("other.losses", "plain.losses", "with a constant added to every logit of row {at}, {place} went from "
                "{wanted} to {got}: only differences of logits count", *bound("other.losses", "plain.losses"),
                at={"axis": 0}),
           add("lse", "plain.lse", "constant"),
           same("other.lse", "lse", "with a constant added to every logit of row {at}, {place} is {got}; the old one and "
                "the constant are {wanted}", *bound("other.lse", "lse", "plain.lse"), at={"axis": 0})])
    g.law("rows", "a", "loss_forward", "a row's loss is made of its own logits", sizes, given,
          one_row(forward, "logits", {"losses": 0, "lse": 0}, still=("counted",)))
    g.law("order", "a", "loss_forward", "rows in another order have the same mean", {**sizes, "rows": [2, 7]},
          {**given, "order": tensor("rows", draw=("cycle",), type="I64")},
          permuted(forward, {"logits": 0, "targets": 0}, {"losses": 0}, lambda name, *answers: bound(*answers),
                   still=("mean",)))

    given = {**given, "lse": tensor("rows", draw=("uniform", 4.0, 9.0), type="F64"),
             "scale": number(("uniform", 0.1, 1.0), "F64")}
    g.law("upstream", "b", "loss_backward", "the gradient is in proportion to scale, exactly", sizes, given,
          [scale("large", "scale", "power"), back("plain"), back("other", {"scale": "large"}),
           scale("dlogits", "plain.dlogits", "power"),
           same("other.dlogits", "dlogits", "with 2^{power} times the scale {place} is {got}, where 2^{power} times the old "
                "value is {wanted}")])
    g.law("rows-back", "b", "loss_backward", "a row's gradient is made of its own logits", sizes, given,
          one_row(back, "logits", {"dlogits": 0}))
    g.law("sum", "b", "loss_backward", "the gradient of a row sums to 0: a constant added to it changes no loss", sizes,
          {**given, "ones": tensor("rows", "vocab", draw=("value", 1)), "zero": tensor("rows", draw=("value", 0), type="F64")},
          [forward("go"), back("back", {"lse": "go.lse"}), dot("sum", "back.dlogits", "ones", 1),
           same("sum", "zero", "the gradient of row {at} sums to {got}, not to 0: what the target gains the others lose",
                # lse off by its bound moves every probability by as much
                term(1, "back.dlogits", bound="LOSS_BOUND", n="vocab", times="vocab"),
                term(1, "go.lse", "scale", bound="LOSS_BOUND", n="vocab"), at={"axis": 0})])
    slope_law(g, forward, back, targets)


def slope_law(g, forward, back, targets):
    """The slope of a row's loss along u, from a step h = 2^-5 to either side.

    loss(h) - loss(-h) is 2h times the slope, and h^3/3 times the third derivative of lse at most: the third
    cumulant of u under the probabilities, below 0.8 for |u| <= 1. A loss is off by its bound;
    an lse off by its bound moves <dlogits, u> by as much. logits and h u are in steps of 2^-10.
    """
    g.law("slope", "b", "loss_backward", "dlogits is the slope of your own loss", {"rows": [1, 5], "vocab": [3, 20]},
          {"logits": tensor("rows", "vocab", draw=("grid", 10, 2048)), "targets": targets,
           "u": tensor("rows", "vocab", draw=("grid", 5, 32)), "scale": number(("value", 0.0625), "F64"),
           "ones": tensor("rows", draw=("value", 1))},
          [scale("step", "u", "0-5"), add("up_logits", "logits", "step"), subtract("down_logits", "logits", "step"),
           forward("here"), forward("up", {"logits": "up_logits"}), forward("down", {"logits": "down_logits"}),
           back("back", {"lse": "here.lse"}), subtract("rise", "up.losses", "down.losses"),
           dot("expected", "back.dlogits", "u", 1),
           dot("risen", "rise", "ones", 1),
           same("expected", "risen", "in row {at} the logits went 1/16 along a random direction, and the loss rose by "
                "{wanted}; by your dlogits it should have risen by {got}: dlogits is not the slope of your loss_forward",
                term(0.8 / 3 * 2.0 ** -15), term(3, "here.losses", bound="LOSS_BOUND", n="vocab"),
                term(0.0625, "here.lse", bound="LOSS_BOUND", n="vocab"),
                term(2, "back.dlogits", bound="LOSS_BOUND", n="vocab", times="vocab"), at={"axis": 0})])


def by_hand(g):
    logits, targets = g.exact([[1.5, -0.5, 0.75], [0.25, 2.0, -1.25], [-0.75, 1.25, -0.25]]), [2, IGNORED, 0]
    h, lse = Hand(), torch.logsumexp(logits, 1)
    h.say("logits = %s, targets = %s", rows(logits), row(targets))
    losses = []
    for r, target in enumerate(targets):
        e = torch.exp(logits[r] - logits[r].max())
        h.say("row %d: less the largest, %s: %s", r, num(logits[r].max()), row(logits[r] - logits[r].max()))
        h.say("  exp: %s, their sum %s, its log %s", row(e), num(e.sum()), num(e.sum().log()))
        h.say("  lse = %s + %s = %s", num(logits[r].max()), num(e.sum().log()), num(lse[r]))
        if target == IGNORED:
            h.say("  the row is ignored: its loss is 0")
        else:
            losses.append(lse[r] - logits[r, target])
            h.say("  the target is %d: loss = %s = %s", target, terms([lse[r], -logits[r, target]]), num(losses[-1]))
    h.say("%d rows count: mean = (%s) / %d = %s", len(losses), " + ".join(map(num, losses)), len(losses),
          num(sum(losses) / len(losses)))
    forward_case(g, "by-hand-forward", "three rows of three, one of them ignored", logits, targets, h.lines)

    logits, targets, scale = g.exact([[0.5, -1.25, 2.0], [1.5, 0.75, -0.25]]), [1, IGNORED], 0.5
    h, lse, p = Hand(), torch.logsumexp(logits, 1), torch.softmax(logits, 1)
    h.say("logits = %s, lse = %s", rows(logits), row(lse))
    h.say("targets = %s, scale = %s", row(targets), num(scale))
    h.say("row 0: p = exp of %s = %s", row(logits[0] - lse[0]), row(p[0]))
    for c in range(3):
        less = " - 1" if c == targets[0] else ""
        h.say("  dlogits[0,%d] = %s * (%s%s) = %s", c, num(scale), num(p[0, c]), less,
              num(scale * (float(p[0, c]) - bool(less))))
    h.say("row 1 is ignored: 0 everywhere")
    backward_case(g, "by-hand-backward", "two rows of three, one of them ignored", logits, targets, scale, hand=h.lines)

    h, nats = Hand(), 1.25
    h.say("e to the power of %s = %s", num(nats), num(math.exp(nats)))
    number_case(g, "by-hand-perplexity", "loss_perplexity", "one loss in nats", {"nats": nats}, math.exp(nats), h.lines)
    h, tokens, size, bits = Hand(), 3, 8, 1.25 / math.log(2)
    h.say("one bit is ln 2 = %s nats: %s / %s = %s bits for each token", num(math.log(2)), num(nats), num(math.log(2)),
          num(bits))
    h.say("%d tokens: %s bits, for %d bytes: %s / %d = %s", tokens, num(bits * tokens), size, num(bits * tokens), size,
          num(bits * tokens / size))
    number_case(g, "by-hand-bits", "loss_bits_per_byte", "three tokens of eight bytes",
                {"nats": nats, "tokens": tokens, "bytes": size}, bits * tokens / size, h.lines)


def work(g):
    for name, law in (("forward", "the maximum and the sum of a row are computed once"),
                      ("backward", "a row of the gradient is one pass")):
        g.work(name, name, law, {"rows": 5, "vocab": 320}, {"rows": 5, "vocab": 80}, draws={"lse": ["value", 7.0]},
               growth=(5.5, "4 times the vocabulary", "what a row shares is computed once for the row, so about 4 times "
                       "is enough"),
               budget=(4, "a few passes over each row are enough"))

"""adamw.py: golden cases of AdamW, its schedule and clipping (adamw.h).

Steps are torch.optim.AdamW's in float64, from given moments; norms torch.linalg.vector_norm's.
"""

import math

import numpy
import torch

from golden import Expect
from hand import Hand, num, row
from law import Function, both, cut, join, number, same, scale, tensor

NAN, INF = float("nan"), float("inf")


def adamw(params, m, v, grads, t, rates, beta1, beta2, eps, decay):
    """the state after len(rates) steps of PyTorch's optimiser, the first of them step t"""
    leaf = params.clone().requires_grad_()
    optimiser = torch.optim.AdamW([leaf], lr=rates[0], betas=(beta1, beta2), eps=eps, weight_decay=decay)
    optimiser.state[leaf] = {"step": torch.tensor(float(t - 1)), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    for rate, grad in zip(rates, grads):
        optimiser.param_groups[0]["lr"] = rate
        leaf.grad = grad.clone()
        optimiser.step()
    state = optimiser.state[leaf]
    assert int(state["step"]) == t - 1 + len(rates)
    return leaf.detach(), state["exp_avg"], state["exp_avg_sq"]


def step_case(g, name, law, count, t, rate=0.05, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.1, size=0.02,
              slope=1.0, fresh=False, rates=None, k=1):
    params, grads = g.normal(count, scale=size), g.normal(*([len(rates)] if rates else []), count, scale=slope)
    m, v = g.normal(count, scale=0.3 * slope), g.uniform(0.1 * slope**2, 2 * slope**2, count)
    if fresh:
        m, v = torch.zeros(count), torch.zeros(count)
    after = adamw(params, m, v, grads if rates else [grads], t, rates or [rate], beta1, beta2, eps, decay)
    sent = {"params": params, "m": m, "v": v, "grads": grads, "count": count, "t": t, "rate": rate,
            "beta1": beta1, "beta2": beta2, "eps": eps, "decay": decay}
    if rates:
        sent["rates"] = numpy.array(rates, dtype=numpy.float64)
    g.case(name, "a", "adamw_step", law, sent,
           {key: Expect(value, "ADAMW_BOUND", count, k) for key, value in zip(("params", "m", "v"), after)})


def make_steps(g):
    def case(name, *rest, **options):
        g.begin(name)
        step_case(g, name, *rest, **options)
    case("step-a-small", "the first step: both means start at 0 and are corrected for it", 3, 1, fresh=True)
    case("step-first", "the first step moves each parameter by the rate, whatever its gradient", 67, 1, fresh=True,
         slope=30.0, decay=0.0)
    case("step-seventh", "moments are kept, their correction is of this step alone", 53, 7)
    case("step-late", "after many steps nothing is left to correct", 31, 100000)
    case("step-decay", "decay shrinks a parameter by rate times decay, and no moment sees it", 41, 3, size=3.0,
         rate=0.25, decay=0.5, slope=0.125)
    case("step-no-decay", "without decay only the gradient moves", 37, 4, decay=0.0)
    case("step-tiny", "epsilon stands outside the root, and counts where gradients are tiny", 43, 2, slope=3e-9)
    case("step-coarse", "a large epsilon damps the step", 29, 5, eps=0.5)
    case("step-betas", "each mean has a beta of its own", 47, 6, beta1=0.5, beta2=0.8125)
    case("step-memoryless", "with betas of 0 only this gradient counts", 19, 9, beta1=0.0, beta2=0.0)
    case("step-large", "a gradient of a million steps no further than one of a millionth", 23, 8, slope=1e6)
    rates = [round(0.001 * (s + 1), 4) for s in range(8)] + [round(0.009 - 0.0005 * s, 4) for s in range(12)]
    case("step-twenty", "twenty steps, each with a rate of its own", 17, 1, fresh=True, rates=rates, eps=1e-5, k=4)
    case("step-resumed", "and so does a run that goes on at step 11", 13, 11, rates=rates[10:], eps=1e-5, k=4)


def rate(t, warmup, total, most, least):
    if t < warmup:
        return most * t / warmup
    if t >= total:
        return least
    return least + (most - least) * (1 + math.cos(math.pi * (t - warmup) / (total - warmup))) / 2


def rate_case(g, name, law, ts, warmup, total, most, least, hand=None):
    values = [rate(t, warmup, total, most, least) for t in ts]
    g.case(name, "b", "adamw_rate", law,
           {"t": numpy.array(ts, dtype=numpy.int64), "warmup": warmup, "total": total, "most": most, "least": least},
           {"rates": Expect(values, "ADAMW_BOUND", 1, dtype="float64")}, hand=hand)


def make_rates(g):
    rate_case(g, "rate-a-small", "up in a line, down in half a cosine", [0, 1, 2, 3, 4, 5, 6], 2, 6, 0.003, 0.0004)
    rate_case(g, "rate-warmup", "step 0 has rate 0, step W the largest", [0, 1, 12, 36, 37, 38], 37, 411, 3e-4, 2e-5)
    rate_case(g, "rate-cosine", "the cosine runs from the end of the warm-up to the last step",
              [38, 100, 150, 224, 300, 399, 410], 37, 411, 0.6, 0.05)
    rate_case(g, "rate-floor", "from the last step on the rate stays at its least", [411, 412, 500, 785, 100000], 37, 411,
              0.6, 0.07)
    rate_case(g, "rate-no-warmup", "without warm-up step 0 has the largest rate", [0, 1, 50, 98, 99, 100], 0, 99, 0.25, 0.02)
    rate_case(g, "rate-warmup-only", "where the warm-up is all there is, the floor follows it", [0, 5, 12, 13, 14], 13, 13,
              0.25, 0.03)
    rate_case(g, "rate-nothing", "a run of no steps is at its floor", [0, 1, 7], 0, 0, 0.25, 0.04)
    rate_case(g, "rate-rising", "the floor may stand above the peak", [3, 8, 11, 17, 23, 24], 5, 23, 0.0625, 0.4)


def clip_case(g, name, law, tensors, most, exactly=False, hand=None):
    flat = torch.cat([t.flatten() for t in tensors])
    norm = float(torch.linalg.vector_norm(flat))
    clipped = flat * (most / (norm + 1e-6)) if math.isfinite(norm) and norm > most else flat
    if math.isfinite(norm) and norm < 1e150:  # PyTorch's own clipping agrees
        leaves = [t.clone().requires_grad_() for t in tensors]
        for leaf, t in zip(leaves, tensors):
            leaf.grad = t.clone()
        assert abs(float(torch.nn.utils.clip_grad_norm_(leaves, most)) - norm) <= 1e-12 * norm
        theirs = torch.cat([leaf.grad.flatten() for leaf in leaves])
        assert norm <= most or torch.allclose(theirs, clipped, rtol=1e-12, atol=0)
    g.case(name, "b", "adamw_clip", law,
           {"grads": flat, "counts": numpy.array([t.numel() for t in tensors], dtype=numpy.int64), "most": most},
           {"grads": flat if exactly else Expect(clipped, "ADAMW_BOUND", 1),
            "norm": Expect(norm, "ADAMW_BOUND", 1, dtype="float64")}, hand=hand)


def make_clips(g):
    g.begin("clip-a-small")
    clip_case(g, "clip-a-small", "one norm over all tensors, and all are scaled alike",
              [torch.tensor([1.5]), torch.tensor([-2.0])], 0.5)
    g.begin("clip-many")
    tensors = [g.normal(n, scale=s) for n, s in ((13, 0.1), (1, 7.0), (29, 1.0), (5, 0.01))]
    clip_case(g, "clip-many", "a long gradient keeps its direction", tensors, 1.0)
    g.begin("clip-below")
    clip_case(g, "clip-below", "a norm below the limit passes untouched", [g.normal(7), g.normal(11)], 50.0, True)
    g.begin("clip-between")
    tensors = [g.normal(9, scale=0.25), g.normal(5, scale=0.25)]
    clip_case(g, "clip-between", "a norm between the limit and its square is long", tensors, 0.625)
    clip_case(g, "clip-equal", "a norm equal to the limit passes untouched",
              [torch.tensor([1.5]), torch.tensor([-2.0])], 2.5, True)
    g.begin("clip-tiny")
    clip_case(g, "clip-tiny", "1e-6 is added to the norm, which shows where it is tiny",
              [g.normal(3, scale=1e-6), g.normal(8, scale=2e-6)], 1e-6)
    g.begin("clip-huge")
    clip_case(g, "clip-huge", "squares beyond float32 are summed in double", [g.normal(6, scale=1e22), g.normal(4, scale=1e20)], 1.0)
    g.begin("clip-zero")
    clip_case(g, "clip-zero", "where there is no gradient nothing is divided", [torch.zeros(3), torch.zeros(2)], 1.0, True)
    g.begin("clip-infinite")
    x = g.normal(7)
    x[4] = INF
    clip_case(g, "clip-infinite", "an infinite norm is told, and nothing is scaled", [g.normal(3), x], 1.0, True)
    g.begin("clip-nan")
    x = g.normal(5)
    x[2] = NAN
    clip_case(g, "clip-nan", "so is one that is no number", [x, g.normal(4)], 1.0, True)
    g.begin("clip-empty")
    clip_case(g, "clip-empty", "a tensor may be empty", [g.normal(5), torch.zeros(0), g.normal(3)], 0.5)


def make(g):
    make_steps(g)
    make_rates(g)
    make_clips(g)
    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    scalar = lambda low, high: {"type": "F64", "shape": [], "draw": ["uniform", low, high]}
    tensor = lambda *draw: {"type": "F32", "shape": ["count"], "draw": list(draw)}
    bound = ["ADAMW_BOUND", "count", 1]
    g.live("step", "a", "adamw_step", "fresh sizes and values", {"count": [3, 90], "t": [1, 30]},
           {"params": tensor("normal", 0.05), "m": tensor("normal", 0.3), "v": tensor("uniform", 0.1, 2.0),
            "grads": tensor("normal", 1.0), "count": size("count"), "t": size("t"), "rate": scalar(0.01, 0.1),
            "beta1": scalar(0.5, 0.95), "beta2": scalar(0.9, 0.999), "eps": scalar(1e-8, 1e-4),
            "decay": scalar(0.01, 0.5)},
           {key: {**tensor(), "bound": bound} for key in ("params", "m", "v")})
    g.live("rate", "b", "adamw_rate", "fresh steps", {"n": [5, 20], "warmup": [0, 40], "more": [1, 200], "total": "warmup+more"},
           {"t": {"type": "I64", "shape": ["n"], "draw": ["below", "total+9"]}, "warmup": size("warmup"),
            "total": size("total"), "most": scalar(0.1, 1.0), "least": scalar(0.01, 0.05)},
           {"rates": {"type": "F64", "shape": ["n"], "bound": ["ADAMW_BOUND", "n", 1]}})
    g.live("clip", "b", "adamw_clip", "fresh values", {"n": [2, 90]},
           {"grads": {"type": "F32", "shape": ["n"], "draw": ["normal", 1.0]},
            "counts": {"type": "I64", "shape": [1], "draw": ["size", "n"]}, "most": scalar(0.5, 3.0)},
           {"grads": {"type": "F32", "shape": ["n"], "bound": ["ADAMW_BOUND", "n", 1]},
            "norm": {"type": "F64", "shape": [], "bound": ["ADAMW_BOUND", "n", 1]}})


def laws(g):
    real = lambda low, high: number(("uniform", low, high), "F64")
    state = {"params": tensor("count", draw=("normal", 0.05)), "m": tensor("count", draw=("normal", 0.3)),
             "v": tensor("count", draw=("uniform", 0.1, 2.0))}
    given = {**state, "grads": tensor("count"), "rate": real(0.01, 0.1), "beta1": real(0.5, 0.95), "beta2": real(0.9, 0.999),
             "eps": real(1e-3, 1e-1), "decay": real(0.01, 0.5)}
    step = Function("adamw_step", tuple(given) + ("count", "t"), state)
    within = lambda *names: both("ADAMW_BOUND", "count", *names)
    sizes = {"a": [2, 20], "b": [2, 20], "count": "a+b", "t": [1, 30], "power": [1, 6]}
    g.law("apart", "a", "adamw_step", "two tensors apart are stepped as in one", sizes, given,
          [*[cut("%s_%s" % (name, end), name, 0, *range_) for name in (*state, "grads")
             for end, range_ in (("first", (0, "a")), ("second", ("a", "count")))],
           step("whole"),
           *[step(end, {**{name: "%s_%s" % (name, end) for name in (*state, "grads")}, "count": size},
                  {name: [size] for name in state}) for end, size in (("first", "a"), ("second", "b"))],
           *[one for name in state for one in (
               join(name + "_apart", "first." + name, "second." + name),
               same(name + "_apart", "whole." + name, "in two tensors {place} is {got}, in one {wanted}: no parameter sees "
                    "another", *within(name + "_apart", "whole." + name)))]])
    g.law("size", "a", "adamw_step", "2^p times the gradients, with moments and eps as large, make the same step", sizes, given,
          [*[scale("large_" + name, name, "power") for name in ("grads", "m", "eps")], scale("large_v", "v", "2*power"),
           step("plain"), step("other", {name: "large_" + name for name in ("grads", "m", "v", "eps")}),
           same("other.params", "plain.params", "with 2^{power} times the gradients (and moments and eps as large) {place} "
                "went from {wanted} to {got}: the step is the gradient over its own size",
                *within("other.params", "plain.params")),
           scale("wanted_m", "plain.m", "power"), scale("wanted_v", "plain.v", "2*power"),
           *[same("other." + name, "wanted_" + name, "with 2^{power} times the gradients {place} is {got}; from the old step "
                  "it should be {wanted}", *within("other." + name, "wanted_" + name)) for name in ("m", "v")]])

    rates = tensor("n", type="F64")
    rate = Function("adamw_rate", ("t", "warmup", "total", "most", "least"), {"rates": rates})
    g.law("rates", "b", "adamw_rate", "twice the largest and the least rate are twice every rate",
          {"n": [5, 20], "warmup": [0, 40], "more": [1, 90], "total": "warmup+more", "power": [1, 4]},
          {"t": tensor("n", draw=("below", "total+9"), type="I64"), "most": real(0.1, 1.0), "least": real(0.01, 0.05)},
          [scale("large_most", "most", "power"), scale("large_least", "least", "power"), rate("plain"),
           rate("other", {"most": "large_most", "least": "large_least"}), scale("wanted", "plain.rates", "power"),
           same("other.rates", "wanted", "with 2^{power} times both rates {place} is {got}, where 2^{power} times the old "
                "one is {wanted}", *both("ADAMW_BOUND", "n", "other.rates", "wanted"), at={"axis": 0})])
    clip = Function("adamw_clip", ("grads", "counts", "most"),
                    {"grads": tensor("count"), "norm": tensor(type="F64")})
    g.law("clip-apart", "b", "adamw_clip", "one norm over all tensors, however they are cut",
          {"a": [2, 20], "b": [2, 20], "count": "a+b"},
          {"grads": tensor("count"), "most": real(0.5, 1.5), "n_a": tensor(1, draw=("size", "a"), type="I64"),
           "n_b": tensor(1, draw=("size", "b"), type="I64"), "n_all": tensor(1, draw=("size", "count"), type="I64")},
          [join("two", "n_a", "n_b"), clip("whole", {"counts": "n_all"}), clip("apart", {"counts": "two"}),
           *[same("apart." + name, "whole." + name, "of two tensors {place} is {got}, of both as one {wanted}: the norm is "
                  "that of all gradients together", *within("apart." + name, "whole." + name)) for name in ("norm", "grads")]])


def by_hand(g):
    h, count, t, rate_, beta1, beta2, eps, decay = Hand(), 2, 3, 0.25, 0.5, 0.75, 0.125, 0.1
    p, m, v, grad = (g.exact(x) for x in ([2.0, -1.5], [0.75, -0.25], [0.5, 1.75], [-1.5, 0.5]))
    after = adamw(p, m, v, [grad], t, [rate_], beta1, beta2, eps, decay)
    h.say("params = %s, m = %s, v = %s, grads = %s", row(p), row(m), row(v), row(grad))
    h.say("t = %d, rate %s, betas %s and %s, eps %s, decay %s", t, num(rate_), num(beta1), num(beta2), num(eps), num(decay))
    first, second = 1 - beta1 ** t, 1 - beta2 ** t
    h.say("corrections: 1 - %s^%d = %s, and 1 - %s^%d = %s", num(beta1), t, num(first), num(beta2), t, num(second))
    for i in range(count):
        x, new_m, new_v = p[i] * (1 - rate_ * decay), after[1][i], after[2][i]
        h.say("params[%d] shrinks: %s - %s * %s * %s = %s", i, num(p[i]), num(rate_), num(decay), num(p[i]), num(x))
        h.say("  m = %s * %s + %s * %s = %s", num(beta1), num(m[i]), num(1 - beta1), num(grad[i]), num(new_m))
        h.say("  v = %s * %s + %s * %s = %s", num(beta2), num(v[i]), num(1 - beta2), num(grad[i] ** 2), num(new_v))
        top, root = new_m / first, (new_v / second).sqrt()
        h.say("  M = %s / %s = %s, root of V = root of %s = %s", num(new_m), num(first), num(top), num(new_v / second),
              num(root))
        h.say("  params[%d] = %s - %s * %s / (%s + %s) = %s", i, num(x), num(rate_), num(top), num(root), num(eps),
              num(after[0][i]))
        assert abs(float(x - rate_ * top / (root + eps) - after[0][i])) < 1e-12
    g.case("by-hand-step", "a", "adamw_step", "two parameters, step 3",
           {"params": p, "m": m, "v": v, "grads": grad, "count": count, "t": t, "rate": rate_, "beta1": beta1,
            "beta2": beta2, "eps": eps, "decay": decay},
           {key: Expect(value, "ADAMW_BOUND", count) for key, value in zip(("params", "m", "v"), after)}, hand=h.lines)

    h, ts, warmup, total, most, least = Hand(), [0, 2, 4, 6, 9], 4, 9, 0.5, 0.05
    h.say("warmup %d, total %d, from at most %s down to %s", warmup, total, num(most), num(least))
    for t in ts:
        value = rate(t, warmup, total, most, least)
        if t < warmup:
            h.say("t = %d: %s * %d / %d = %s", t, num(most), t, warmup, num(value))
        elif t >= total:
            h.say("t = %d: the end, %s", t, num(value))
        else:
            x = (t - warmup) / (total - warmup)
            h.say("t = %d: (%d - %d) / (%d - %d) = %s of the way, cos of pi times that: %s", t, t, warmup, total, warmup,
                  num(x), num(math.cos(math.pi * x)))
            h.say("  %s + %s * (1 %s %s) / 2 = %s", num(least), num(most - least), "-" if math.cos(math.pi * x) < 0 else "+",
                  num(abs(math.cos(math.pi * x))), num(value))
    rate_case(g, "by-hand-rate", "five steps of a short run", ts, warmup, total, most, least, h.lines)

    h, tensors, most = Hand(), [g.exact([0.75, -1.5]), g.exact([2.0])], 1.25
    flat = torch.cat(tensors)
    squares = flat * flat
    factor = most / (float(squares.sum().sqrt()) + 1e-6)
    h.say("two tensors, %s and %s, and at most %s", row(tensors[0]), row(tensors[1]), num(most))
    h.say("norm over both: root of %s = root of %s = %s", " + ".join(map(num, squares)), num(squares.sum()),
          num(squares.sum().sqrt()))
    h.say("that is more: every number times %s / (%s + 0.000001) = %s", num(most), num(squares.sum().sqrt()), num(factor))
    for x in flat:
        h.say("  %s * %s = %s", num(x), num(factor), num(x * factor))
    h.say("returned: %s", num(squares.sum().sqrt()))
    clip_case(g, "by-hand-clip", "two tensors that are too long together", tensors, most, hand=h.lines)


def work(g):
    g.work("step", "step", "step 4000 costs what step 1000 costs", {"t": 4000}, {"t": 1000}, sizes={"count": "40"},
           growth=(2, "4 times as late a step", "beta to the power of t is one call of pow"),
           budget=(4, "one pass over the parameters is enough"))
    g.work("clip", "clip", "the norm is computed once", {"n": 400}, {"n": 100}, 
           growth=(5.5, "4 times the gradients", "one pass for the norm and one to scale are enough, which take 4 times"))
    g.work("rate", "rate", "the rate of a step is a formula", {"total": 40000, "warmup": 4000}, {"total": 10000, "warmup": 1000},
           sizes={"n": "20", "more": "1"},
           growth=(2, "4 times as many steps", "the rate of a step does not need those before it"))

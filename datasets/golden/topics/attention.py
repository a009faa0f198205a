"""attention.py: golden cases of causal attention with grouped heads, and its gradients (attention.h)."""

import math

import torch

from golden import Expect
from law import Function, both, cut, dot, join, moves, part, redraw, same, scaled, tensor, term
from hand import Hand, num, products, row, rows, terms

NAN = float("nan")


def forward(q, k, v):
    """q [B,Tq,H,d], k and v [B,Tk,Hkv,d] -> out [B,Tq,H,d], weights [B,H,Tq,Tk], scores"""
    _, tq, heads, d = q.shape
    tk, shared = k.shape[1], k.shape[2]
    k = k.repeat_interleave(heads // shared, dim=2)
    v = v.repeat_interleave(heads // shared, dim=2)
    scores = torch.einsum("bthi,bshi->bhts", q, k) / math.sqrt(d)
    hidden = torch.arange(tk)[None, :] > torch.arange(tq)[:, None] + tk - tq
    scores = scores.masked_fill(hidden, -math.inf)
    weights = torch.softmax(scores, -1)
    return torch.einsum("bhts,bshi->bthi", weights, v), weights, scores


def padded(x, capacity):
    """rows past the last key, up to the capacity: NaN, which must never be read"""
    batch, keys, heads, d = x.shape
    return torch.cat([x, torch.full((batch, capacity - keys, heads, d), NAN)], 1)


def sizes_of(batch, tq, tk, capacity, heads, shared, d):
    return {"B": batch, "Tq": tq, "Tk": tk, "C": capacity, "H": heads, "Hkv": shared, "d": d}


def forward_case(g, name, part, law, n, q_scale=1.0, times=1):
    q = g.normal(n["B"], n["Tq"], n["H"], n["d"], scale=q_scale)
    k = g.normal(n["B"], n["Tk"], n["Hkv"], n["d"])
    put_forward(g, name, part, law, n, q, k, times)


def put_forward(g, name, part, law, n, q, k, times):
    v = g.normal(n["B"], n["Tk"], n["Hkv"], n["d"])
    out, weights, _ = forward(q, k, v)
    length = n["d"] + n["Tk"]
    g.case(name, part, "attention_forward", law,
           {"q": q, "k": padded(k, n["C"]), "v": padded(v, n["C"]), **n},
           {"out": Expect(out, "ATTENTION_BOUND", length, times),
            "weights": Expect(weights, "ATTENTION_BOUND", length, times)})


def together(g, t, d, size):
    """One head whose scores are all near +size in some rows and near -size in others, about one
    apart within a row: only a row's own maximum is safe, and no weight is 0 or 1."""
    along = g.normal(d)
    along *= math.sqrt(size * math.sqrt(d) / float(along @ along))
    sign = torch.tensor([1.0, -1.0, -1.0]).repeat(t)[:t, None]
    q = g.exact((sign * along + g.normal(t, d, scale=0.2)).numpy())
    k = g.exact((along + g.normal(t, d, scale=1.5 * math.sqrt(d) / float(along.norm()))).numpy())
    return q[None, :, None, :], k[None, :, None, :]


def check_scores(name, q, k, low, high, spread):
    """The case is what its name says: sizes of its scores, and of their differences in a row."""
    tk, scores = k.shape[1], (q[0, :, 0] @ k[0, :, 0].T / math.sqrt(q.shape[-1]))
    assert low < float(scores.abs().max()) < high, (name, scores)
    apart = scores.max(-1).values - scores.min(-1).values
    assert float(apart.max()) < spread, (name, apart)
    weights = forward(q, k, k)[1][0, 0, 1:]
    assert float(weights.max(-1).values.median()) < 0.9, (name, weights)
    return scores, torch.arange(tk)[None, :] > torch.arange(tk)[:, None]


def large_cases(g):
    # An error of the score, relative to its size, becomes a relative error of its exp: k is the
    # size of the scores over the 10 that the contract's bound is for.
    g.begin("head-tens")
    n = sizes_of(1, 9, 9, 9, 1, 1, 7)
    q, k = g.normal(1, 9, 1, 7, scale=24.0), g.normal(1, 9, 1, 7)
    q *= torch.tensor([0.05, 0.1, 1.0]).repeat(3)[None, :, None, None]
    q = g.exact(q.numpy())
    scores, hidden = check_scores("head-tens", q, k, 25.0, 40.0, 80.0)
    # A masked key that outdoes every visible one by far: a mask of -15 or so does not hide it.
    lead = (scores.masked_fill(~hidden, -math.inf).max(-1).values
            - scores.masked_fill(hidden, -math.inf).max(-1).values)
    assert float(lead.max()) > 15.0, lead
    put_forward(g, "head-tens", "a", "a masked key has no weight, however large its score", n, q,
                k, 4)
    g.begin("head-large")
    q, k = together(g, 7, 5, 200.0)
    scores, _ = check_scores("head-large", q, k, 190.0, 240.0, 12.0)
    assert float(scores.min()) < -190.0 and float(scores.max()) > 190.0, scores
    put_forward(g, "head-large", "a",
                "scores near 200 do not overflow, and near -200 do not vanish",
                sizes_of(1, 7, 7, 7, 1, 1, 5), q, k, 20)


def backward_case(g, name, law, n):
    q = g.normal(n["B"], n["Tq"], n["H"], n["d"]).requires_grad_()
    k = g.normal(n["B"], n["Tk"], n["Hkv"], n["d"]).requires_grad_()
    v = g.normal(n["B"], n["Tk"], n["Hkv"], n["d"]).requires_grad_()
    out, weights, _ = forward(q, k, v)
    dout = g.normal(*out.shape)
    # the submission gets the weights rounded to float32: so does the oracle
    rounded = g.exact(weights.detach().numpy())
    group = n["H"] // n["Hkv"]
    values = v.detach().repeat_interleave(group, dim=2)
    dweights = torch.einsum("bthi,bshi->bhts", dout, values)
    dscores = rounded * (dweights - (rounded * dweights).sum(-1, keepdim=True))
    out.backward(dout)
    length, pad = n["d"] + n["Tk"], lambda x: torch.cat(
        [x, torch.zeros(n["B"], n["C"] - n["Tk"], n["Hkv"], n["d"])], 1)
    bound = lambda values: Expect(values, "ATTENTION_BACKWARD_BOUND", length)
    g.case(name, "c", "attention_backward", law,
           {"dout": dout, "weights": rounded, "q": q.detach(), "k": padded(k.detach(), n["C"]),
            "v": padded(v.detach(), n["C"]), **n},
           {"dq": bound(q.grad), "dk": bound(pad(k.grad)), "dv": bound(pad(v.grad)),
            "dscores": bound(dscores)})


def make(g):
    one = lambda t, d: sizes_of(1, t, t, t, 1, 1, d)
    for name, law, n, scale, times in (
            ("head-a-small", "scores over the root of d, causal, softmax, weighted sum", one(3, 5), 1.0, 1),
            ("head-single", "one token sees itself only: its own value comes back", one(1, 7), 1.0, 1),
            ("head-wide", "each position sees itself and what is before it", one(13, 6), 1.5, 1)):
        g.begin(name)
        forward_case(g, name, "a", law, n, scale, times)
    large_cases(g)
    for name, law, n in (
            ("heads-a-small", "two heads over one batch row", sizes_of(1, 3, 3, 3, 2, 2, 5)),
            ("heads-batch", "batch rows do not see each other", sizes_of(3, 5, 5, 5, 4, 4, 3)),
            ("heads-grouped", "query head h reads key head h / (H / Hkv)", sizes_of(2, 5, 5, 5, 6, 2, 7)),
            ("heads-late", "more keys than queries: the last query sees the last key",
             sizes_of(2, 3, 11, 11, 2, 1, 5)),
            ("heads-decode", "one query at the end of many keys", sizes_of(2, 1, 9, 13, 6, 3, 4)),
            ("heads-capacity", "rows are the capacity apart, and what lies behind the keys is not read",
             sizes_of(3, 4, 7, 10, 4, 2, 5))):
        g.begin(name)
        forward_case(g, name, "b", law, n)
    for name, law, n in (
            ("backward-a-small", "one head: the gradient of q, k, v and of the scores", one(3, 5)),
            # not of a single key: its exact zeros would leave no room for any rounding
            ("backward-decode", "one query: no other adds to what its keys and values get",
             sizes_of(2, 1, 4, 6, 2, 1, 3)),
            ("backward-heads", "heads that share a key add their gradients", sizes_of(2, 5, 5, 5, 6, 2, 3)),
            ("backward-late", "more keys than queries, and room behind them", sizes_of(2, 3, 8, 9, 4, 2, 5)),
            ("backward-long", "a longer row", sizes_of(1, 17, 17, 17, 2, 1, 9))):
        g.begin(name)
        backward_case(g, name, law, n)

    size = lambda name: {"type": "I64", "shape": [], "draw": ["size", name]}
    # widths from 3 and two keys at least: no tensor is so small that all of it may cancel to 0
    sizes = {"B": [1, 3], "Tq": [1, 9], "before": [1, 7], "Tk": "Tq+before", "spare": [0, 3],
             "C": "Tk+spare", "Hkv": [1, 3], "group": [1, 3], "H": "Hkv*group", "d": [3, 18],
             "n": "d+Tk"}
    numbers = {name: size(name) for name in ("B", "Tq", "Tk", "C", "H", "Hkv", "d")}
    tensor = lambda *shape: {"type": "F32", "shape": list(shape), "draw": ["normal", 1.0]}
    query, key = tensor("B", "Tq", "H", "d"), tensor("B", "C", "Hkv", "d")
    weights = tensor("B", "H", "Tq", "Tk")
    bound = lambda about, name: {**about, "bound": [name, "n", 1]}
    g.live("heads", "b", "attention_forward", "fresh sizes and values", sizes,
           {"q": query, "k": key, "v": key, **numbers},
           {"out": bound(query, "ATTENTION_BOUND"), "weights": bound(weights, "ATTENTION_BOUND")})
    head = {"Tq": [1, 20], "B": "1", "Tk": "Tq", "C": "Tq", "Hkv": "1", "H": "1", "d": [3, 30], "n": "d+Tk"}
    g.live("head", "a", "attention_forward", "fresh sizes and values", head,
           {"q": query, "k": key, "v": key, **numbers},
           {"out": bound(query, "ATTENTION_BOUND"), "weights": bound(weights, "ATTENTION_BOUND")})
    g.live("backward", "c", "attention_backward", "fresh sizes and values", sizes,
           {"q": query, "k": key, "v": key, "dout": query, "weights": {**weights, "draw": ["causal"]},
            **numbers},
           {"dq": bound(query, "ATTENTION_BACKWARD_BOUND"), "dk": bound(key, "ATTENTION_BACKWARD_BOUND"),
            "dv": bound(key, "ATTENTION_BACKWARD_BOUND"),
            "dscores": bound(weights, "ATTENTION_BACKWARD_BOUND")})


def law_sizes(one):
    heads = {"Hkv": "1", "H": "1"} if one else {"Hkv": [1, 2], "group": [1, 3], "H": "Hkv*group"}
    return {"B": "1" if one else [1, 2], "seen": [1, 4], "later": [2, 4], "T": "seen+later", "spare": [0, 2],
            "C": "T+spare", **heads, "d": [3, 9], "power": [1, 3]}


def forward_of(queries, keys, capacity):
    """attention_forward for the sizes whose names these are"""
    return Function("attention_forward", ("q", "k", "v", "B", "Tq", "Tk", "C", "H", "Hkv", "d"),
                    {"out": tensor("B", queries, "H", "d"), "weights": tensor("B", "H", queries, keys)},
                    {"Tq": queries, "Tk": keys, "C": capacity})


def law_inputs():
    key = tensor("B", "C", "Hkv", "d")
    return {"q": tensor("B", "T", "H", "d"), "k": key, "v": key}


def causal_law(g, name, part_name, one):
    forward = forward_of("T", "T", "C")
    moved = ("changing keys and values from position {seen} on moved {place} from {wanted} to {got}: position {at} looks "
             "at what comes later (you leak at least {seen-at} ahead)")
    stuck = ("changing keys and values from position {seen} on left all of position {at} as it was, e.g. {place} = {got}: "
             "a position sees itself and what is before it")
    # within the bound, not bit for bit: who masks after softmax computes scores of what comes later too
    g.law(name, part_name, "attention_forward", "what comes later changes nothing", law_sizes(one),
          law_inputs(),
          [redraw("new_k", "k", 1, "seen"), redraw("new_v", "v", 1, "seen"), forward("plain"),
           forward("other", {"k": "new_k", "v": "new_v"}),
           same("other.out", "plain.out", moved, *both("ATTENTION_BOUND", "d+T", "other.out", "plain.out"),
                at=part(1, 0, "seen")),
           same("other.weights", "plain.weights", moved,
                *both("ATTENTION_BOUND", "d+T", "other.weights", "plain.weights"), at=part(2, 0, "seen")),
           moves("other.out", "plain.out", stuck, at=part(1, "seen"))])


def chunk_laws(g):
    whole, first, then = forward_of("T", "T", "C"), forward_of("seen", "seen", "C"), forward_of("later", "T", "C")
    g.law("chunks", "b", "attention_forward", "in two chunks, the second behind the first, as in one",
          law_sizes(False), law_inputs(),
          [cut("q_first", "q", 1, 0, "seen"), cut("q_then", "q", 1, "seen"), whole("whole"),
           first("first", {"q": "q_first"}), then("then", {"q": "q_then"}), join("out", "first.out", "then.out", 1),
           same("out", "whole.out", "with {seen} queries first and {later} behind them {place} is {got}, with all {T} at "
                "once {wanted}: where there are more keys than queries, the last query sees the last key",
                *both("ATTENTION_BOUND", "d+T", "out", "whole.out"), at={"axis": 1})])
    last, says = forward_of("1", "T", "C"), "the last of {T} queries alone has {place} = {got}, among the others {wanted}"
    g.law("cached", "b", "attention_forward", "the last query alone, over kept keys, as in the whole",
          law_sizes(False), law_inputs(),
          [cut("q_last", "q", 1, "T-1"), whole("whole"), last("alone", {"q": "q_last"}),
           cut("out", "whole.out", 1, "T-1"), cut("weights", "whole.weights", 2, "T-1"),
           same("alone.out", "out", says, *both("ATTENTION_BOUND", "d+T", "alone.out", "out")),
           same("alone.weights", "weights", says, *both("ATTENTION_BOUND", "d+T", "alone.weights", "weights"))])


def back_laws(g):
    forward, key = forward_of("T", "T", "C"), tensor("B", "C", "Hkv", "d")
    weights, query = tensor("B", "H", "T", "T", draw=("causal",)), tensor("B", "T", "H", "d")
    back = Function("attention_backward", ("dout", "weights", "q", "k", "v", "B", "Tq", "Tk", "C", "H", "Hkv", "d"),
                    {"dq": query, "dk": key, "dv": key, "dscores": weights}, {"Tq": "T", "Tk": "T"})
    sizes, given = law_sizes(False), {**law_inputs(), "dout": query, "weights": weights}
    g.law("upstream", "c", "attention_backward", "gradients are in proportion to dout, exactly", sizes, given,
          scaled(back, "dout", ("dq", "dk", "dv", "dscores")))
    moved = ("changing dout from position {seen} on moved {place} from {wanted} to {got}: position {at} is before it, and "
             "a query's gradient is its own")
    stuck = "changing dout from position {seen} on left all of position {at} as it was, e.g. {place} = {got}"
    g.law("queries", "c", "attention_backward", "dout of a query reaches that query, and the keys up to it", sizes, given,
          [redraw("new_dout", "dout", 1, "seen"), back("plain"), back("other", {"dout": "new_dout"}),
           same("other.dq", "plain.dq", moved, at=part(1, 0, "seen")),
           same("other.dscores", "plain.dscores", moved, at=part(2, 0, "seen")),
           moves("other.dq", "plain.dq", stuck, at=part(1, "seen")),
           moves("other.dv", "plain.dv", stuck, at=part(1, 0, "T"))])
    # Scores are proportional to q and to k, and out to v. Backward reads weights that are rounded.
    error = lambda gradient, value, count: term(1, gradient, value, bound="ATTENTION_BACKWARD_BOUND", n="d+T", times=count)
    del given["weights"]
    g.law("slope", "c", "attention_backward", "the gradients are the slopes of your own forward", sizes, given,
          [forward("go"), back("back", {"weights": "go.weights"}), cut("k_seen", "k", 1, 0, "T"),
           cut("v_seen", "v", 1, 0, "T"), cut("dk", "back.dk", 1, 0, "T"), cut("dv", "back.dv", 1, 0, "T"),
           dot("value", "go.out", "dout"), dot("by_v", "dv", "v_seen"), dot("by_q", "back.dq", "q"),
           dot("by_k", "dk", "k_seen"),
           same("by_v", "value", "the sum of out dout is {got} by the gradient dv, and {wanted} by your own forward: it "
                "should be the same, since out is proportional to v",
                term(1, "go.out", "dout", bound="ATTENTION_BOUND", n="d+T", times="B*T*H*d"),
                term(1, "go.weights", "v_seen", "dout", bound="ATTENTION_BOUND", n="d+T", times="B*H*T*T*d"),
                error("dv", "v_seen", "B*T*Hkv*d")),
           same("by_k", "by_q", "the sum of k dk is {got}, and the sum of q dq {wanted}: they should be the same, since "
                "a score is proportional to both", error("dk", "k_seen", "B*T*Hkv*d"), error("back.dq", "q", "B*T*H*d"))])


def laws(g):
    causal_law(g, "causal-head", "a", True)
    causal_law(g, "causal", "b", False)
    chunk_laws(g)
    back_laws(g)


def work(g):
    # Scores of masked keys may be computed: masking afterwards is right, and at most twice the work.
    one = {"B": "1", "Hkv": "1", "H": "1", "d": "12"}
    for name, like in (("head", "head"), ("heads", "heads")):
        g.work(name, like, "4 times the tokens are 16 times the work", {"Tq": 64, "before": 0}, {"Tq": 16, "before": 0},
               sizes={**one, "spare": "0"},
               growth=(22, "4 times the tokens", "a score for every two of them is about 16 times"),
               budget=(4, "for each query and visible key two multiply-adds per column are enough"))
    g.work("backward", "backward", "4 times the tokens are 16 times the work", {"Tq": 64, "before": 0},
           {"Tq": 16, "before": 0}, sizes={**one, "spare": "0"},
           growth=(22, "4 times the tokens", "a gradient for every score is about 16 times"),
           budget=(4, "for each query and visible key four multiply-adds per column are enough"))


# ---- by hand -----------------------------------------------------------------------------------

def say_forward(h, q, k, v, group):
    """every head and query: its scores, their softmax, the weighted sum"""
    out, weights, scores = forward(q, k, v)
    (_, tq, heads, d), tk = q.shape, k.shape[1]
    for head in range(heads):
        kv = head // group
        if heads > 1:
            h.say("query head %d reads key head %d / %d = %d:", head, head, group, kv)
        for t in range(tq):
            seen = tk - tq + t + 1
            row_of = q[0, t, head]
            h.say("query %d sees key%s %s", t, "s" if seen > 1 else "",
                  " ".join(map(str, range(seen))))
            for s in range(seen):
                h.say("  score %d: (%s) / root of %d = %s / %s = %s", s, products(row_of, k[0, s, kv]),
                      d, num(row_of @ k[0, s, kv]), num(math.sqrt(d)), num(scores[0, head, t, s]))
            e = torch.exp(scores[0, head, t, :seen] - scores[0, head, t, :seen].max())
            h.say("  less the largest, exp: %s, sum %s", row(e), num(e.sum()))
            h.say("  weights: %s", row(weights[0, head, t]))
            for i in range(d):
                h.say("  out[%d]: %s = %s", i, products(weights[0, head, t, :seen], v[0, :seen, kv, i]),
                      num(out[0, t, head, i]))


def put_by_hand(g, name, part, law, n, q, k, v):
    h = Hand()
    q, k, v = (g.exact(t).reshape(1, -1, heads, n["d"])
               for t, heads in ((q, n["H"]), (k, n["Hkv"]), (v, n["Hkv"])))
    h.say("%d quer%s, %d keys, %d head%s of d = %d%s", n["Tq"], "ies" if n["Tq"] > 1 else "y",
          n["Tk"], n["H"], "s" if n["H"] > 1 else "", n["d"],
          ", %d key heads" % n["Hkv"] if n["H"] > 1 else "")
    for letter, tensor in (("q", q), ("k", k), ("v", v)):
        h.say("%s = %s%s", letter, rows(tensor), "   (a row for each position and head)"
              if letter == "q" and n["H"] > 1 else "")
    say_forward(h, q, k, v, n["H"] // n["Hkv"])
    out, weights, _ = forward(q, k, v)
    length = n["d"] + n["Tk"]
    g.case(name, part, "attention_forward", law,
           {"q": q, "k": padded(k, n["C"]), "v": padded(v, n["C"]), **n},
           {"out": Expect(out, "ATTENTION_BOUND", length),
            "weights": Expect(weights, "ATTENTION_BOUND", length)}, hand=h.lines)


def backward_by_hand(g):
    h, n = Hand(), sizes_of(1, 2, 2, 2, 1, 1, 3)
    q, k, v, dout = (g.exact(t).reshape(1, 2, 1, 3) for t in (
        [0.5, -1.25, 2.0, 1.5, 0.75, -0.5], [1.25, 0.5, -0.75, -0.5, 2.0, -1.5],
        [2.0, -0.5, 0.75, -1.5, 1.25, 0.5], [0.75, -2.0, 0.5, 1.5, 0.25, -1.25]))
    leaves = [t.clone().requires_grad_() for t in (q, k, v)]
    out, weights, _ = forward(*leaves)
    weights = g.exact(weights.detach().numpy())
    out.backward(dout)
    dq, dk, dv = (t.grad for t in leaves)
    w, root = weights[0, 0], math.sqrt(3)
    ups = dout[0, :, 0] @ v[0, :, 0].T
    dscores = w * (ups - (w * ups).sum(-1, keepdim=True))
    h.say("one head of d = 3, two positions, weights as forward left them")
    for letter, tensor in (("q", q), ("k", k), ("v", v), ("dout", dout), ("weights", w)):
        h.say("%s = %s", letter, rows(tensor))
    for t in range(2):
        h.say("query %d: the gradient of its weights is dout . v", t)
        for s in range(t + 1):
            h.say("  key %d: %s = %s", s, products(dout[0, t, 0], v[0, s, 0]), num(ups[t, s]))
        both = (w[t] * ups[t]).sum()
        h.say("  their sum, weighted: %s = %s", products(w[t, :t + 1], ups[t, :t + 1]), num(both))
        for s in range(t + 1):
            h.say("  dscores[%d,%d] = %s * (%s) = %s", t, s, num(w[t, s]), terms([ups[t, s], -both]),
                  num(dscores[t, s]))
    h.say("dscores is of the scaled scores, so dq and dk are divided by root 3 = %s", num(root))
    h.say("dq[1,0] = (%s) / %s = %s", products(dscores[1], k[0, :, 0, 0]), num(root), num(dq[0, 1, 0, 0]))
    h.say("dk[0,0] = (%s) / %s = %s", products(dscores[:, 0], q[0, :, 0, 0]), num(root), num(dk[0, 0, 0, 0]))
    h.say("dv[0,0] = %s = %s   (queries 0 and 1)", products(w[:, 0], dout[0, :, 0, 0]), num(dv[0, 0, 0, 0]))
    bound = lambda values: Expect(values, "ATTENTION_BACKWARD_BOUND", n["d"] + n["Tk"])
    g.case("by-hand-backward", "c", "attention_backward", "two positions, one head",
           {"dout": dout, "weights": weights, "q": q, "k": k, "v": v, **n},
           {"dq": bound(dq), "dk": bound(dk), "dv": bound(dv), "dscores": bound(dscores[None, None])},
           hand=h.lines)


def by_hand(g):
    put_by_hand(g, "by-hand-head", "a", "two positions, one head", sizes_of(1, 2, 2, 2, 1, 1, 3),
                [0.5, -1.25, 2.0, 1.5, 0.75, -0.5], [1.25, 0.5, -0.75, -0.5, 2.0, -1.5],
                [2.0, -0.5, 0.75, -1.5, 1.25, 0.5])
    put_by_hand(g, "by-hand-heads", "b", "one query, three keys, four heads that share two",
                sizes_of(1, 1, 3, 3, 4, 2, 2),
                [0.5, -1.25, 2.0, 0.75, -1.5, 0.25, 1.25, -0.5],
                [1.25, 0.5, -0.75, 1.5, -0.5, 2.0, 0.25, -1.0, 0.75, -0.25, 1.5, -2.0],
                [2.0, -0.5, 0.75, 1.25, -1.5, 0.5, 0.25, -0.75, 1.0, 3.0, -0.25, 1.75])
    backward_by_hand(g)

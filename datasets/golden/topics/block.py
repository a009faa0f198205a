"""block.py: golden cases of the pre-norm transformer block and its gradients (block.h)."""

import math

import torch

from golden import Expect
from hand import Hand, Short, num, products, row, rows
from law import Function, both, cut, halves, join, moves, part, permuted, redraw, same, scaled

NAN = float("nan")


def rms(x, gain, eps):
    """y, 1 / root mean square"""
    rstd = 1.0 / torch.sqrt((x * x).mean(-1) + eps)
    return x * rstd[..., None] * gain, rstd


def turn(x, cosines, sines):
    """x [B,T,heads,d]; cosines and sines [B,T,d/2] of each row's position"""
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    c, s = cosines[:, :, None, :], sines[:, :, None, :]
    return torch.cat([a * c - b * s, a * s + b * c], -1)


def attend(q, k, v):
    """q [B,T,H,d], k and v [B,keys,Hkv,d] -> weights [B,H,T,keys], out [B,T,H,d]"""
    (_, count, heads, d), keys, group = q.shape, k.shape[1], q.shape[2] // k.shape[2]
    k, v = k.repeat_interleave(group, dim=2), v.repeat_interleave(group, dim=2)
    scores = torch.einsum("bthi,bshi->bhts", q, k) / math.sqrt(d)
    later = torch.arange(keys)[None, :] > torch.arange(count)[:, None] + keys - count
    weights = torch.softmax(scores.masked_fill(later, -math.inf), -1)
    return weights, torch.einsum("bhts,bshi->bthi", weights, v)


def block(x, w, cosines, sines, heads, kv_heads, eps, k_before=None, v_before=None):
    """The block in float64: every tensor of its state by name, and y, k, v (of the new rows)."""
    B, T, _ = x.shape
    s = {}
    s["normed"], s["rstd"] = rms(x, w["attention_norm"], eps)
    parts = {}
    for name, count in (("q", heads), ("k", kv_heads), ("v", kv_heads)):
        part = s["normed"] @ w[name + "_weight"].T + w.get(name + "_bias", 0.0)
        part = part.reshape(B, T, count, -1)
        if name != "v":
            if name + "_norm" in w:
                s[name + "_plain"] = part
                part, s[name + "_rstd"] = rms(part, w[name + "_norm"], eps)
            s[name + "_unturned"] = part
            part = turn(part, cosines, sines)
        parts[name] = part
    s["q"], s["k"], s["v"] = parts["q"], parts["k"], parts["v"]
    keys = s["k"] if k_before is None else torch.cat([k_before, s["k"]], 1)
    values = s["v"] if v_before is None else torch.cat([v_before, s["v"]], 1)
    s["weights"], s["attended"] = attend(s["q"], keys, values)
    s["projected"] = s["attended"].reshape(B, T, -1) @ w["o_weight"].T
    s["middle"] = x + s["projected"]
    s["ffn_normed"], s["ffn_rstd"] = rms(s["middle"], w["ffn_norm"], eps)
    s["gate"] = s["ffn_normed"] @ w["gate_weight"].T
    s["up"] = s["ffn_normed"] @ w["up_weight"].T
    s["hidden_units"] = s["gate"] * torch.sigmoid(s["gate"]) * s["up"]
    s["ffn_out"] = s["hidden_units"] @ w["down_weight"].T
    s["y"] = s["middle"] + s["ffn_out"]
    return s


# ---- sizes and weights -----------------------------------------------------------------------------

def sizes_of(batch, count, past, capacity, width, heads, kv_heads, head, hidden):
    return {"B": batch, "T": count, "past": past, "C": capacity, "width": width, "heads": heads,
            "kv_heads": kv_heads, "head": head, "hidden": hidden}


def shapes(n, bias, norm):
    D, hidden, q, kv = n["width"], n["hidden"], n["heads"] * n["head"], n["kv_heads"] * n["head"]
    all = {"attention_norm": (D,), "q_weight": (q, D), "k_weight": (kv, D), "v_weight": (kv, D)}
    if bias:
        all.update({"q_bias": (q,), "k_bias": (kv,), "v_bias": (kv,)})
    if norm:
        all.update({"q_norm": (n["head"],), "k_norm": (n["head"],)})
    all.update({"o_weight": (D, q), "ffn_norm": (D,), "gate_weight": (hidden, D),
                "up_weight": (hidden, D), "down_weight": (D, hidden)})
    return all


def weights(g, n, bias, norm):
    """Scaled so that both branches add about as much to the stream as it holds."""
    made = {}
    for name, shape in shapes(n, bias, norm).items():
        if name.endswith("_norm"):
            made[name] = g.exact(g.normal(*shape, scale=0.4, shift=1.0).numpy())
        elif name.endswith("_bias"):
            made[name] = g.normal(*shape, scale=0.5)
        else:
            made[name] = g.normal(*shape, scale=1.6 / math.sqrt(shape[1]))
    return made


def table(g, positions, head, first=3.0):
    """cosines and sines [positions, d/2]: of no angles that a formula in the code could give"""
    angles = g.uniform(0.0, 2.0 * math.pi, positions, head // 2)
    return g.exact(torch.cos(angles).numpy()), g.exact(torch.sin(angles).numpy())


def rows_of(n):
    return [n["past"] + t for _ in range(n["B"]) for t in range(n["T"])]


def picked(cosines, where, n):
    return cosines[torch.tensor(where)].reshape(n["B"], n["T"], -1)


def memory(g, n, past_rows):
    """[B, C, Hkv, d]: the rows of the past, and NaN that must be overwritten or never read"""
    empty = torch.full((n["B"], n["C"] - n["past"], n["kv_heads"], n["head"]), NAN)
    return torch.cat([past_rows, empty], 1)


def length(n):
    return n["width"] + n["heads"] * n["head"] + n["hidden"] + n["past"] + n["T"]


FORWARD = ("normed", "rstd", "q_plain", "k_plain", "q_rstd", "k_rstd", "q", "weights", "attended",
           "projected", "middle", "ffn_normed", "ffn_rstd", "gate", "up", "hidden_units", "ffn_out",
           "y")
BACKWARD_READS = tuple(name for name in FORWARD if name not in ("projected", "ffn_out", "y"))
BACKWARD_WRITES = ("normed", "q_plain", "k_plain", "attended", "middle", "ffn_normed", "gate", "up",
                   "hidden_units")


def numpy_rows(where):
    import numpy
    return numpy.array(where, dtype="int64")


def forward_case(g, name, law, n, bias=False, norm=False, eps=1e-5, where=None, scale=1.0, hand=None):
    """hand: what writes the case out, given all its tensors"""
    g.begin(name)
    x, w = g.normal(n["B"], n["T"], n["width"], scale=scale), weights(g, n, bias, norm)
    where = where or rows_of(n)
    cosines, sines = table(g, max(where) + 2, n["head"])
    past = [g.normal(n["B"], n["past"], n["kv_heads"], n["head"]) for _ in "kv"]
    s = block(x, w, picked(cosines, where, n), picked(sines, where, n), n["heads"], n["kv_heads"],
              g.exact(eps).item(), *past)
    bound = lambda values: Expect(values, "BLOCK_BOUND", length(n))
    before = [memory(g, n, rows) for rows in past]
    after = [b.clone() for b in before]
    for to, new in zip(after, (s["k"], s["v"])):
        to[:, n["past"]:n["past"] + n["T"]] = new.detach()
    g.case(name, "a", "block_forward", law,
           {"x": x, "k": before[0], "v": before[1], **w, "cosines": cosines, "sines": sines,
            "where": numpy_rows(where), "eps": eps, **n},
           {**{key: bound(s[key].detach()) for key in FORWARD if key in s},
            "k": bound(after[0]), "v": bound(after[1])},
           hand=hand({"x": x, **w, **s, "k_past": past[0], "v_past": past[1], "cosines": cosines, "sines": sines}, n)
           if hand else None)


def backward_case(g, name, law, n, bias=False, norm=False, eps=1e-5, hand=None):
    g.begin(name)
    leaf = lambda t: t.clone().requires_grad_()
    x = leaf(g.normal(n["B"], n["T"], n["width"]))
    w = {key: leaf(value) for key, value in weights(g, n, bias, norm).items()}
    where = rows_of(n)
    cosines, sines = table(g, n["T"] + 3, n["head"])
    s = block(x, w, picked(cosines, where, n), picked(sines, where, n), n["heads"], n["kv_heads"],
              g.exact(eps).item())
    for tensor in s.values():
        tensor.retain_grad()
    dy = g.normal(*x.shape)
    s["y"].backward(dy)
    before = {key: g.normal(*value.shape) for key, value in w.items()}
    bound = lambda values: Expect(values, "BLOCK_BACKWARD_BOUND", length(n))
    # softmax's gradient from that of its weights: attention's dscores
    p, up = s["weights"].detach(), s["weights"].grad
    outputs = {"dx": x.grad, "dk": s["k_unturned"].grad, "dv": s["v"].grad,
               "dq": s["q_unturned"].grad,
               "dweights": p * (up - (p * up).sum(-1, keepdim=True)),
               **{"d" + key: s[key].grad for key in BACKWARD_WRITES if key in s},
               **{"d" + key: before[key] + w[key].grad for key in w}}
    rounded = lambda t: g.exact(t.detach().numpy())
    given = {key: n[key] for key in n if key not in ("past", "C")}
    g.case(name, "b", "block_backward", law,
           {"dy": dy, "x": rounded(x), "k": rounded(s["k"]), "v": rounded(s["v"]),
            **{key: rounded(s[key]) for key in BACKWARD_READS if key in s},
            **{key: value.detach() for key, value in w.items()},
            **{"d" + key: value for key, value in before.items()},
            "cosines": cosines, "sines": sines, "where": numpy_rows(where), "eps": eps, **given},
           {key: bound(value) for key, value in outputs.items()},
           hand=hand({"x": x, "dy": dy, **w}, s, before, outputs) if hand else None)


# ---- recipes of fresh cases -----------------------------------------------------------------------

def tensor(*shape, draw=("normal", 0.5), type="F32"):
    return {"type": type, "shape": list(shape), "draw": list(draw)}


def bounded(about, name):
    return {**about, "bound": [name, "n", 1]}


LIVE_SIZES = {"B": [1, 3], "T": [1, 5], "past": [0, 4], "spare": [0, 2], "keys": "past+T",
              "C": "keys+spare", "rows": "B*T", "width": [5, 24], "kv_heads": [1, 3],
              "group": [1, 3], "heads": "kv_heads*group", "half": [1, 5], "head": "2*half",
              "hidden": [4, 30], "positions": [9, 12], "q": "heads*head", "kv": "kv_heads*head",
              "n": "width+q+hidden+keys"}


def live_params(bias, norm, lead=()):
    n = {"width": "width", "heads": 1, "head": "head", "kv_heads": 1, "hidden": "hidden"}
    names = {"attention_norm": ("width",), "q_weight": ("q", "width"), "k_weight": ("kv", "width"),
             "v_weight": ("kv", "width"), "o_weight": ("width", "q"), "ffn_norm": ("width",),
             "gate_weight": ("hidden", "width"), "up_weight": ("hidden", "width"),
             "down_weight": ("width", "hidden")}
    if bias:
        names.update({"q_bias": ("q",), "k_bias": ("kv",), "v_bias": ("kv",)})
    if norm:
        names.update({"q_norm": ("head",), "k_norm": ("head",)})
    return {name: tensor(*lead, *shape, draw=("uniform", 0.5, 1.5) if name.endswith("_norm")
                         else ("normal", 0.4)) for name, shape in names.items()}


def live_state(norm, lead=()):
    s = {"normed": ("B", "T", "width"), "rstd": ("B", "T"), "q": ("B", "T", "heads", "head"),
         "weights": ("B", "heads", "T", "keys"), "attended": ("B", "T", "heads", "head"),
         "projected": ("B", "T", "width"), "middle": ("B", "T", "width"),
         "ffn_normed": ("B", "T", "width"), "ffn_rstd": ("B", "T"), "gate": ("B", "T", "hidden"),
         "up": ("B", "T", "hidden"), "hidden_units": ("B", "T", "hidden"),
         "ffn_out": ("B", "T", "width")}
    if norm:
        s.update({"q_plain": ("B", "T", "heads", "head"), "k_plain": ("B", "T", "kv_heads", "head"),
                  "q_rstd": ("B", "T", "heads"), "k_rstd": ("B", "T", "kv_heads")})
    draw = lambda name: (("uniform", 0.5, 1.5) if name.endswith("rstd") else
                         ("causal",) if name == "weights" else ("normal", 0.5))
    return {name: tensor(*lead, *shape, draw=draw(name)) for name, shape in s.items()}


def live_numbers(*names):
    return {**{name: tensor(draw=("size", name), type="I64") for name in names},
            "eps": tensor(draw=("value", 1e-5), type="F64"),
            "cosines": tensor("positions", "half", draw=("uniform", -1.0, 1.0)),
            "sines": tensor("positions", "half", draw=("uniform", -1.0, 1.0)),
            "where": tensor("rows", draw=("below", "positions"), type="I64")}


SIZES = ("B", "T", "width", "heads", "kv_heads", "head", "hidden")


def live(g, kind, bias, norm):
    row, key = tensor("B", "T", "width"), tensor("B", "C", "kv_heads", "head")
    params, state = live_params(bias, norm), live_state(norm)
    g.live("forward-" + kind, "a", "block_forward", "fresh sizes and values", LIVE_SIZES,
           {"x": row, "k": key, "v": key, **params, **live_numbers(*SIZES, "past", "C")},
           {name: bounded(about, "BLOCK_BOUND")
            for name, about in {**state, "y": row, "k": key, "v": key}.items()})
    sizes = {**LIVE_SIZES, "past": "0", "keys": "T", "C": "T"}
    key = tensor("B", "T", "kv_heads", "head")
    reads = {name: state[name] for name in BACKWARD_READS if name in state}
    writes = {**{name: state[name] for name in BACKWARD_WRITES + ("q", "weights") if name in state},
              **params, "x": row, "k": key, "v": key}
    g.live("backward-" + kind, "b", "block_backward", "fresh sizes and values", sizes,
           {"dy": row, "x": row, "k": key, "v": key, **reads, **params,
            **{"d" + name: about for name, about in params.items()}, **live_numbers(*SIZES)},
           {"d" + name: bounded(about, "BLOCK_BACKWARD_BOUND") for name, about in writes.items()})


def make(g):
    forward_case(g, "forward-a-small", "norm, attention, add; norm, feed-forward, add",
                 sizes_of(1, 3, 0, 3, 5, 1, 1, 4, 7))
    forward_case(g, "forward-batch", "batch rows do not see each other, heads share keys",
                 sizes_of(3, 5, 0, 5, 13, 6, 2, 4, 17))
    forward_case(g, "forward-decode", "one new row behind a past: its k and v go to row `past`",
                 sizes_of(2, 1, 6, 9, 11, 4, 2, 6, 15))
    forward_case(g, "forward-chunk", "several new rows behind a past, and room behind them",
                 sizes_of(2, 3, 4, 10, 9, 2, 1, 8, 13))
    forward_case(g, "forward-bias", "q, k and v may have a bias",
                 sizes_of(2, 4, 1, 7, 9, 3, 1, 6, 11), bias=True)
    forward_case(g, "forward-head-norm", "each head of q and k may be normalised before it turns",
                 sizes_of(2, 3, 2, 6, 11, 4, 2, 6, 9), norm=True)
    forward_case(g, "forward-all", "bias and head norms, and rows anywhere in the table",
                 sizes_of(2, 3, 5, 8, 9, 6, 3, 4, 13), bias=True, norm=True,
                 where=[7, 2, 9, 1, 4, 0])
    forward_case(g, "forward-small-rows", "the stream is added as it was, not as it was normed",
                 sizes_of(1, 4, 0, 4, 9, 2, 2, 4, 11), eps=1e-3, scale=0.03)
    backward_case(g, "backward-a-small", "where the stream forks, gradients add up",
                  sizes_of(1, 3, 0, 3, 5, 1, 1, 4, 7))
    backward_case(g, "backward-heads", "the gradient of every input and every weight",
                  sizes_of(2, 4, 0, 4, 11, 6, 2, 4, 13))
    backward_case(g, "backward-bias", "biases are used once for each row",
                  sizes_of(3, 2, 0, 2, 9, 2, 1, 6, 7), bias=True)
    backward_case(g, "backward-head-norm", "back through the turn first, then through the norm",
                  sizes_of(2, 3, 0, 3, 7, 4, 2, 6, 9), norm=True)
    backward_case(g, "backward-all", "with all choices",
                  sizes_of(2, 5, 0, 5, 9, 3, 3, 4, 8), bias=True, norm=True, eps=1e-4)
    live(g, "llama", False, False)
    live(g, "qwen", True, True)


LAW_SIZES = {"B": [1, 2], "seen": [1, 3], "later": [1, 2], "T": "seen+later", "spare": [0, 1], "keys": "T", "past": "0",
             "C": "T+spare", "width": [5, 12], "kv_heads": [1, 2], "group": [1, 2], "heads": "kv_heads*group",
             "half": [1, 3], "head": "2*half", "hidden": [4, 12], "positions": [9, 12], "queries": "heads*head",
             "kv": "kv_heads*head", "n": "width+queries+hidden+keys", "power": [1, 3]}
LEAK = ("changing %s from position {seen} on moved {place} from {wanted} to {got}: position {at} looks at what comes later "
        "(you leak at least {seen-at} ahead)")
STUCK = "changing %s from position {seen} on left all of position {at} as it was, e.g. {place} = {got}"
SPLIT = ("with {seen} positions first and {later} behind them {place} is {got}, with all {T} at once {wanted}: what is kept "
         "in k and v, and the past, must make up for it")


def law_params(bias, norm, lead=()):
    """live_params, whose size q would hide the tensor q of a state"""
    return {name: {**about, "shape": ["queries" if size == "q" else size for size in about["shape"]]}
            for name, about in live_params(bias, norm, lead).items()}


def law_forward(norm, bias):
    """block_forward of T rows behind `past`; the names of what it is given beside the numbers"""
    row, key = tensor("B", "T", "width"), tensor("B", "C", "kv_heads", "head")
    fixed = live_numbers()
    given = {"x": row, "k": key, "v": key, **law_params(bias, norm), "cosines": fixed["cosines"],
             "sines": fixed["sines"], "eps": fixed["eps"], "where": tensor("B", "T", draw=("below", "positions"), type="I64")}
    names = tuple(given) + SIZES + ("past", "C")
    return Function("block_forward", names, {**live_state(norm), "y": row, "k": key, "v": key}), given


def forward_laws(g):
    forward, given = law_forward(True, True)
    past, rest = part(1, 0, "seen"), part(1, "seen")
    g.law("causal", "a", "block_forward", "what comes later changes nothing, bit for bit", LAW_SIZES, given,
          [redraw("new_x", "x", 1, "seen"), forward("plain"), forward("other", {"x": "new_x"}),
           *[same("other." + name, "plain." + name, LEAK % "x", at=past) for name in ("y", "middle", "k", "v")],
           moves("other.y", "plain.y", STUCK % "x", at=rest)])
    shapes = lambda count, keys: {
        name: [count if size == "T" else keys if size == "keys" else size for size in about["shape"]]
        for name, about in {**live_state(True), "y": tensor("B", "T", "width")}.items()}
    within = lambda *names: both("BLOCK_BOUND", "n", *names)
    g.law("chunks", "a", "block_forward", "in two chunks, the second behind the first, as in one", LAW_SIZES, given,
          [*[cut("%s_%s" % (name, end), name, 1, *range_) for name in ("x", "where")
             for end, range_ in (("first", (0, "seen")), ("then", ("seen", "T")))],
           forward("whole"),
           forward("first", {"x": "x_first", "where": "where_first", "T": "seen"}, shapes("seen", "seen")),
           forward("then", {"x": "x_then", "where": "where_then", "T": "later", "past": "seen", "k": "first.k",
                            "v": "first.v"}, shapes("later", "T")),
           join("y", "first.y", "then.y", 1),
           *[same("then." + name, "whole." + name, SPLIT, *within("then." + name, "whole." + name), at=part(1, 0, "T"))
             for name in ("k", "v")],
           same("y", "whole.y", SPLIT, *within("y", "whole.y"), at={"axis": 1})])
    forward, given = law_forward(False, False)
    g.law("batch", "a", "block_forward", "sequences of a batch in another order give the same in that order",
          {**LAW_SIZES, "B": [2, 3]}, {**given, "order": tensor("B", draw=("cycle",), type="I64")},
          permuted(forward, {"x": 0, "where": 0}, {"y": 0}, lambda name, *answers: within(*answers), "sequences"))


def backward_laws(g):
    row, key = tensor("B", "T", "width"), tensor("B", "T", "kv_heads", "head")
    params, state, fixed = law_params(True, True), live_state(True), live_numbers()
    reads = {name: state[name] for name in BACKWARD_READS}
    given = {"dy": row, "x": row, "k": key, "v": key, **reads, **params,
             **{"d" + name: about for name, about in params.items()}, "cosines": fixed["cosines"],
             "sines": fixed["sines"], "eps": fixed["eps"],
             "where": tensor("B", "T", draw=("below", "positions"), type="I64")}
    writes = {**{name: state[name] for name in BACKWARD_WRITES + ("q", "weights")}, **params, "x": row, "k": key, "v": key}
    back = Function("block_backward", tuple(given) + SIZES, {"d" + name: about for name, about in writes.items()})
    sizes = {**LAW_SIZES, "spare": "0"}
    g.law("upstream", "b", "block_backward", "gradients are in proportion to dy, exactly", sizes, given,
          scaled(back, "dy", ("dx", "dk", "dv", "dmiddle") + tuple("d" + name for name in params)))
    moved = ("changing dy of sequence {first} on moved {place} from {wanted} to {got}: it belongs to sequence {at}, and "
             "sequences do not see each other")
    stuck = "changing dy of sequence {first} on left all of dx of sequence {at} as it was, e.g. {place} = {got}"
    sizes = {"first": [1, 2], "after": [1, 1], **sizes, "B": "first+after"}
    g.law("batch-back", "b", "block_backward", "a sequence's gradient is made of its own dy", sizes, given,
          [redraw("new_dy", "dy", 0, "first"), back("plain"), back("other", {"dy": "new_dy"}),
           *[same("other." + name, "plain." + name, moved, at=part(0, 0, "first")) for name in ("dx", "dk", "dv")],
           moves("other.dx", "plain.dx", stuck, at=part(0, "first"))])
    g.law("halves", "b", "block_backward", "two half batches leave the gradients of the whole one", sizes, given,
          halves(back, {name: 0 for name in ("dy", "x", "k", "v", "where") + tuple(reads)}, "B", "first",
                 tuple("d" + name for name in params), lambda name, at: both("BLOCK_BACKWARD_BOUND", "n", at)))


def laws(g):
    forward_laws(g)
    backward_laws(g)


def say_norm(h, name, x, rstd, gain, normed):
    """one row"""
    squares = (x * x).mean()
    h.say("%s: mean of squares %s, one over its root %s, gain %s:", name, num(squares), num(rstd), row(gain))
    return h.say("  %s", row(normed))


def say_forward(t, n):
    """one new row behind one that is there"""
    h, root = Hand(), math.sqrt(n["head"])
    h.say("x = %s, at position 1", row(t["x"]))
    h.say("held already: row 0 of k = %s, of v = %s", row(t["k_past"]), row(t["v_past"]))
    say_norm(h, "attention_norm", t["x"], t["rstd"], t["attention_norm"], t["normed"])
    for name in "qkv":
        before = t[name] if name == "v" else t[name + "_unturned"]
        h.say("%s_weight = %s: %s = %s", name, rows(t[name + "_weight"]), name, row(before))
    h.say("cos %s, sin %s turn q to %s and k to %s, which is row 1 of k", num(t["cosines"][1, 0]), num(t["sines"][1, 0]),
          row(t["q"]), row(t["k"]))
    keys, values = (torch.cat([t[c + "_past"], t[c]], 1)[0, :, 0] for c in "kv")
    q = t["q"][0, 0, 0]
    for s in range(2):
        h.say("score %d: (%s) / %s = %s", s, products(q, keys[s]), num(root), num(q @ keys[s] / root))
    h.say("weights: %s, of v %s: attended = %s", row(t["weights"]), rows(values), row(t["attended"]))
    h.say("o_weight = %s: projected = %s", rows(t["o_weight"]), row(t["projected"]))
    h.say("middle = x + projected = %s", row(t["middle"]))
    say_norm(h, "ffn_norm", t["middle"], t["ffn_rstd"], t["ffn_norm"], t["ffn_normed"])
    for name in ("gate", "up"):
        h.say("%s_weight = %s: %s = %s", name, rows(t[name + "_weight"]), name, row(t[name]))
    h.say("silu(gate) * up = %s", row(t["hidden_units"]))
    h.say("down_weight = %s: ffn_out = %s", rows(t["down_weight"]), row(t["ffn_out"]))
    return h.say("y = middle + ffn_out = %s", row(t["y"])).lines


def say_backward(t, s, before, out):
    """each step's result; how a step goes back is another lab's"""
    h, of = Hand(), lambda name: rows(s[name].grad)
    for name in ("gate", "up", "down", "o", "q", "k", "v"):
        h.say("%s_weight = %s", name, rows(t[name + "_weight"]))
    h.say("dy = %s", rows(t["dy"]))
    h.say("through swiglu: dffn_normed = %s", of("ffn_normed"))
    h.say("through ffn_norm: %s", rows(out["dmiddle"] - t["dy"]))
    h.say("dmiddle = dy + that = %s", of("middle"))
    h.say("through Wo: dattended = %s", of("attended"))
    h.say("through attention, of the turned q and k:")
    for name in "qkv":
        h.say("  d%s = %s", name, of(name))
    h.say("turned back: dq = %s, dk = %s", rows(out["dq"]), rows(out["dk"]))
    for name in "qkv":
        h.say("  d%s W%s = %s", name, name, rows(out["d" + name].reshape(2, -1) @ t[name + "_weight"]))
    h.say("dnormed, the sum of the three = %s", of("normed"))
    h.say("through attention_norm: %s", rows(out["dx"] - out["dmiddle"]))
    h.say("dx = dmiddle + that = %s", rows(out["dx"]))
    h.say("normed = %s", rows(s["normed"]))
    dq, normed = out["dq"].reshape(2, -1)[:, 0], s["normed"].reshape(2, -1)[:, 0]
    h.say("dq_weight[0,0] = %s before, + %s = %s, and so all others", num(before["q_weight"][0, 0]),
          products(dq, normed), num(out["dq_weight"][0, 0]))
    return h.lines


def by_hand(g):
    forward_case(Short(g), "by-hand-forward", "one row of two numbers behind a past of one",
                 sizes_of(1, 1, 1, 3, 2, 1, 1, 2, 3), hand=say_forward)
    backward_case(Short(g), "by-hand-backward", "two rows of two numbers", sizes_of(1, 2, 0, 2, 2, 1, 1, 2, 1),
                  hand=say_backward)


def work(g):
    sizes = {"B": 1, "T": 12, "spare": 0, "width": 16, "kv_heads": 2, "group": 2, "half": 2, "hidden": 24}
    for kind in ("llama", "qwen"):
        g.work("forward-" + kind, "forward-" + kind, "each part is called once", {**sizes, "past": 0},
               budget=(2.5, "one call of each part for all rows is enough"))
        g.work("decode-" + kind, "forward-" + kind, "one new row: those before it are in the cache",
               {**sizes, "T": 1, "past": 8}, budget=(2.5, "the new row alone goes through the block; k and v of those "
                                                     "before it are there"))
        g.work("backward-" + kind, "backward-" + kind, "the gradient of each part is computed once", sizes,
               budget=(2.5, "one call of each part's backward for all rows is enough"))

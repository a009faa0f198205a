"""model.py: golden cases of the whole decoder-only transformer and its gradients (model.h)."""

import math

import torch

from golden import Expect
from hand import Hand, Short, num, products, row, rows, terms
from law import Function, add, both, cut, halves, join, moves, part, permuted, same, scaled
from topics import block as one


def forward(ids, w, cosines, sines, n, eps, past):
    """The model in float64: stream [layers + 1], the state of each block, logits of all positions.
    w: embedding, norm, head_weight unless tied, and the weights of the blocks, stacked."""
    stream, blocks = [w["embedding"][torch.tensor(ids, dtype=torch.long)]], []
    for layer in range(n["layers"]):
        own = {key: value[layer] for key, value in w.items()
               if key not in ("embedding", "norm", "head_weight")}
        before = [rows[layer] for rows in past] if past else []
        blocks.append(one.block(stream[-1], own, cosines, sines, n["heads"], n["kv_heads"], eps,
                                *before))
        stream.append(blocks[-1]["y"])
    normed, rstd = one.rms(stream[-1], w["norm"], eps)
    return stream, blocks, normed, rstd, normed @ w.get("head_weight", w["embedding"]).T


def sizes_of(vocab, layers, tail, *block_sizes):
    return {"vocab": vocab, "layers": layers, "tail": tail, **one.sizes_of(*block_sizes)}


def weights(g, n, bias, norm, tied):
    V, D = n["vocab"], n["width"]
    layers = [one.weights(g, n, bias, norm) for _ in range(n["layers"])]
    w = {key: torch.stack([layer[key] for layer in layers]) for key in layers[0]}
    w["embedding"] = g.normal(V, D)
    w["norm"] = g.exact(g.normal(D, scale=0.4, shift=1.0).numpy())
    if not tied:
        w["head_weight"] = g.normal(V, D, scale=1.0 / math.sqrt(D))
    return w


def length(n):
    return n["layers"] * one.length(n)


def forward_case(g, name, law, n, bias=False, norm=False, tied=False, eps=1e-5, hand=None):
    """hand: what writes the case out, given its tensors"""
    g.begin(name)
    w = weights(g, n, bias, norm, tied)
    ids = g.below(n["vocab"], n["B"], n["T"])
    where = one.rows_of(n)
    cosines, sines = one.table(g, max(where) + 2, n["head"])
    past = [g.normal(n["layers"], n["B"], n["past"], n["kv_heads"], n["head"]) for _ in "kv"]
    stream, blocks, normed, rstd, logits = forward(
        ids, w, one.picked(cosines, where, n), one.picked(sines, where, n), n,
        g.exact(eps).item(), past)
    before = [torch.stack([one.memory(g, n, layer) for layer in rows]) for rows in past]
    after = [rows.clone() for rows in before]
    for to, key in zip(after, "kv"):
        to[:, :, n["past"]:n["past"] + n["T"]] = torch.stack([s[key] for s in blocks])
    bound = lambda values: Expect(values, "MODEL_BOUND", length(n))
    last = slice(n["T"] - n["tail"], n["T"])
    g.case(name, "a", "model_forward", law,
           {"ids": ids, "k": before[0], "v": before[1], **w, "cosines": cosines, "sines": sines,
            "where": one.numpy_rows(where), "eps": eps, **n},
           {"logits": bound(logits[:, last]), "stream": bound(torch.stack(stream)),
            "last_normed": bound(normed[:, last]), "last_rstd": bound(rstd[:, last]),
            "weights": bound(torch.stack([s["weights"] for s in blocks])),
            "k": bound(after[0]), "v": bound(after[1])},
           hand=hand(ids, w, stream, normed[:, last], logits[:, last], rstd[:, last]) if hand else None)


def backward_case(g, name, law, n, bias=False, norm=False, tied=False, eps=1e-5, ids=None, hand=None):
    g.begin(name)
    w = {key: value.clone().requires_grad_()
         for key, value in weights(g, n, bias, norm, tied).items()}
    ids = g.below(n["vocab"], n["B"], n["T"]) if ids is None else ids
    where = one.rows_of(n)
    cosines, sines = one.table(g, n["T"] + 3, n["head"])
    stream, blocks, normed, rstd, logits = forward(
        ids, w, one.picked(cosines, where, n), one.picked(sines, where, n), n,
        g.exact(eps).item(), None)
    for tensor in stream + [normed]:
        tensor.retain_grad()
    dlogits = g.normal(*logits.shape)
    logits.backward(dlogits)
    before = {key: g.normal(*value.shape) for key, value in w.items()}
    bound = lambda values: Expect(values, "MODEL_BACKWARD_BOUND", length(n))
    rounded = lambda t: g.exact(t.detach().numpy())
    stacked = lambda key: rounded(torch.stack([s[key] for s in blocks]))
    given = {key: n[key] for key in n if key not in ("past", "C", "tail")}
    g.case(name, "b", "model_backward", law,
           {"dlogits": dlogits, "ids": ids, "stream": rounded(torch.stack(stream)),
            "last_normed": rounded(normed), "last_rstd": rounded(rstd),
            "k": stacked("k"), "v": stacked("v"),
            **{key: stacked(key) for key in one.BACKWARD_READS if key in blocks[0]},
            **{key: value.detach() for key, value in w.items()},
            **{"d" + key: value for key, value in before.items()},
            "cosines": cosines, "sines": sines, "where": one.numpy_rows(where), "eps": eps,
            **given},
           {"dstream": bound(torch.stack([t.grad for t in stream])),
            "dlast_normed": bound(normed.grad),
            **{"d" + key: bound(before[key] + w[key].grad) for key in w}},
           hand=hand(ids, w, before, dlogits, normed, stream) if hand else None)


def live(g, kind, bias, norm, tied):
    tensor, bounded = one.tensor, one.bounded
    sizes = {**{name: size for name, size in one.LIVE_SIZES.items() if name != "n"}, "T": [2, 4], "B": [1, 2], "width": [5, 14], "hidden": [4, 12],
             "half": [1, 3], "layers": [1, 3],
             "streams": "layers+1", "vocab": [7, 19],
             "n": "layers*width+layers*q+layers*hidden+layers*keys"}
    params = {**one.live_params(bias, norm, ("layers",)), "embedding": tensor("vocab", "width"),
              "norm": tensor("width", draw=("uniform", 0.5, 1.5))}
    if not tied:
        params["head_weight"] = tensor("vocab", "width")
    key = tensor("layers", "B", "C", "kv_heads", "head")
    numbers = one.live_numbers(*one.SIZES, "layers", "vocab")
    number = lambda name: tensor(draw=("size", name), type="I64")
    ids = tensor("B", "T", draw=("below", "vocab"), type="I32")
    outputs = {"logits": tensor("B", "tail", "vocab"), "stream": tensor("streams", "B", "T", "width"),
               "last_normed": tensor("B", "tail", "width"), "last_rstd": tensor("B", "tail"),
               "weights": tensor("layers", "B", "heads", "T", "keys"), "k": key, "v": key}
    g.live("forward-" + kind, "a", "model_forward", "fresh sizes and values",
           {**sizes, "tail": [1, 2]},
           {"ids": ids, "k": key, "v": key, **params, **numbers,
            **{name: number(name) for name in ("past", "C", "tail")}},
           {name: bounded(about, "MODEL_BOUND") for name, about in outputs.items()})
    key = tensor("layers", "B", "T", "kv_heads", "head")
    state = one.live_state(norm, ("layers",))
    writes = {**params, "stream": tensor("streams", "B", "T", "width"),
              "last_normed": tensor("B", "T", "width")}
    g.live("backward-" + kind, "b", "model_backward", "fresh sizes and values",
           {**sizes, "past": "0", "keys": "T", "C": "T"},
           {"dlogits": tensor("B", "T", "vocab"), "ids": ids,
            "stream": tensor("streams", "B", "T", "width"),
            "last_normed": tensor("B", "T", "width"),
            "last_rstd": tensor("B", "T", draw=("uniform", 0.5, 1.5)), "k": key, "v": key,
            **{name: state[name] for name in one.BACKWARD_READS if name in state}, **params,
            **{"d" + name: about for name, about in params.items()}, **numbers},
           {"d" + name: bounded(about, "MODEL_BACKWARD_BOUND") for name, about in writes.items()})


def make(g):
    forward_case(g, "forward-a-small", "rows, one block, the final norm, the head",
                 sizes_of(7, 1, 3, 1, 3, 0, 3, 5, 1, 1, 4, 8))
    forward_case(g, "forward-stack", "each block reads what the one before it left",
                 sizes_of(11, 3, 4, 2, 4, 0, 4, 9, 4, 2, 4, 13))
    forward_case(g, "forward-tied", "a tied head is the embedding table",
                 sizes_of(13, 2, 3, 2, 3, 0, 3, 10, 2, 1, 6, 11), tied=True)
    forward_case(g, "forward-last", "logits of the last position only, of each batch row",
                 sizes_of(12, 2, 1, 3, 5, 0, 5, 7, 2, 1, 4, 9))
    forward_case(g, "forward-tail", "logits of the last two of five",
                 sizes_of(9, 1, 2, 2, 5, 0, 6, 8, 3, 3, 4, 7))
    forward_case(g, "forward-decode", "one new token behind a past: each layer has its own keys",
                 sizes_of(15, 3, 1, 2, 1, 6, 10, 8, 4, 2, 4, 11))
    forward_case(g, "forward-chunk", "a chunk of a prompt behind a past, all choices",
                 sizes_of(10, 2, 1, 2, 3, 4, 9, 7, 4, 2, 6, 8), bias=True, norm=True, tied=True,
                 eps=1e-4)
    backward_case(g, "backward-a-small", "from the logits down to the embedding",
                  sizes_of(7, 1, 3, 1, 3, 0, 3, 5, 1, 1, 4, 8))
    backward_case(g, "backward-stack", "the gradient of every weight of every layer",
                  sizes_of(11, 3, 4, 2, 4, 0, 4, 7, 4, 2, 4, 9))
    backward_case(g, "backward-tied", "a tied table is used twice, so its gradient has two terms",
                  sizes_of(9, 2, 3, 2, 3, 0, 3, 8, 2, 1, 4, 7), tied=True)
    g.begin("backward-repeated")
    backward_case(g, "backward-repeated", "a token that stands twice adds two gradients",
                  sizes_of(6, 1, 4, 2, 4, 0, 4, 7, 2, 2, 4, 5),
                  ids=torch.tensor([[2, 5, 2, 2], [0, 5, 2, 3]]).numpy().astype("int32"))
    backward_case(g, "backward-all", "bias, head norms and a tied head",
                  sizes_of(10, 2, 5, 2, 5, 0, 5, 7, 4, 2, 4, 6), bias=True, norm=True, tied=True,
                  eps=1e-4)
    live(g, "llama", False, False, False)
    live(g, "qwen", True, True, True)


LAW_SIZES = {**{name: size for name, size in one.LAW_SIZES.items() if name != "n"}, "layers": [1, 2], "streams": "layers+1",
             "vocab": [7, 15], "tail": "T", "n": "layers*width+layers*queries+layers*hidden+layers*keys"}


def law_params(bias, norm, tied):
    params = {**one.law_params(bias, norm, ("layers",)), "embedding": one.tensor("vocab", "width"),
              "norm": one.tensor("width", draw=("uniform", 0.5, 1.5))}
    return params if tied else {**params, "head_weight": one.tensor("vocab", "width")}


def law_given(params, capacity):
    fixed, key = one.live_numbers(), one.tensor("layers", "B", capacity, "kv_heads", "head")
    return {"ids": one.tensor("B", "T", draw=("below", "vocab-1"), type="I32"), "k": key, "v": key, **params,
            "cosines": fixed["cosines"], "sines": fixed["sines"], "eps": fixed["eps"],
            "where": one.tensor("B", "T", draw=("below", "positions"), type="I64")}


def law_forward(bias, norm, tied):
    given = law_given(law_params(bias, norm, tied), "C")
    outputs = {"logits": one.tensor("B", "tail", "vocab"), "stream": one.tensor("streams", "B", "T", "width"),
               "last_normed": one.tensor("B", "tail", "width"), "last_rstd": one.tensor("B", "tail"),
               "weights": one.tensor("layers", "B", "heads", "T", "keys"), "k": given["k"], "v": given["v"]}
    names = tuple(given) + one.SIZES + ("layers", "vocab", "past", "C", "tail")
    return Function("model_forward", names, outputs), given


def forward_laws(g):
    forward, given = law_forward(True, True, True)
    # every id from `seen` on becomes another: the next one
    g.law("causal", "a", "model_forward", "what comes later changes nothing, bit for bit", LAW_SIZES,
          {**given, "next": one.tensor(draw=("value", 1), type="I32")},
          [cut("early", "ids", 1, 0, "seen"), cut("late", "ids", 1, "seen"), add("new_late", "late", "next"),
           join("new_ids", "early", "new_late", 1), forward("plain"), forward("other", {"ids": "new_ids"}),
           same("other.logits", "plain.logits", one.LEAK % "ids", at=part(1, 0, "seen")),
           moves("other.logits", "plain.logits", one.STUCK % "ids", at=part(1, "seen"))])
    shapes = lambda count, keys: {
        name: [count if size in ("T", "tail") else keys if size == "keys" else size for size in about["shape"]]
        for name, about in forward.outputs.items()}
    g.law("cached", "a", "model_forward", "a prompt, then the rest behind it, give the logits of all at once", LAW_SIZES,
          given,
          [*[cut("%s_%s" % (name, end), name, 1, *range_) for name in ("ids", "where")
             for end, range_ in (("first", (0, "seen")), ("then", ("seen", "T")))],
           forward("whole"),
           forward("first", {"ids": "ids_first", "where": "where_first", "T": "seen", "tail": "seen"},
                   shapes("seen", "seen")),
           forward("then", {"ids": "ids_then", "where": "where_then", "T": "later", "tail": "later", "past": "seen",
                            "k": "first.k", "v": "first.v"}, shapes("later", "T")),
           join("logits", "first.logits", "then.logits", 1),
           same("logits", "whole.logits", one.SPLIT, *both("MODEL_BOUND", "n", "logits", "whole.logits"), at={"axis": 1})])
    forward, given = law_forward(False, False, False)
    g.law("batch", "a", "model_forward", "sequences of a batch in another order give the same in that order",
          {**LAW_SIZES, "B": [2, 3]}, {**given, "order": one.tensor("B", draw=("cycle",), type="I64")},
          permuted(forward, {"ids": 0, "where": 0}, {"logits": 0},
                   lambda name, *answers: both("MODEL_BOUND", "n", *answers), "sequences"))


def backward_laws(g):
    params, state = law_params(True, True, True), one.live_state(True, ("layers",))
    reads = {name: state[name] for name in one.BACKWARD_READS}
    row = one.tensor("B", "T", "width")
    stream = one.tensor("streams", "B", "T", "width")
    given = {**law_given(params, "T"), "dlogits": one.tensor("B", "T", "vocab"), "stream": stream, "last_normed": row,
             "last_rstd": one.tensor("B", "T", draw=("uniform", 0.5, 1.5)), **reads,
             **{"d" + name: about for name, about in params.items()}}
    back = Function("model_backward", tuple(given) + one.SIZES + ("layers", "vocab"),
                    {"d" + name: about for name, about in {**params, "stream": stream, "last_normed": row}.items()})
    sizes = {**LAW_SIZES, "spare": "0"}
    g.law("upstream", "b", "model_backward", "gradients are in proportion to dlogits, exactly", sizes, given,
          scaled(back, "dlogits", ("dstream", "dlast_normed") + tuple("d" + name for name in params)))
    sizes = {"first": [1, 1], "after": [1, 1], **sizes, "B": "first+after"}
    batch = {"ids": 0, "where": 0, "dlogits": 0, "last_normed": 0, "last_rstd": 0, "k": 1, "v": 1, "stream": 1}
    g.law("halves", "b", "model_backward", "two half batches leave the gradients of the whole one", sizes, given,
          halves(back, {**batch, **{name: 1 for name in reads}}, "B", "first", tuple("d" + name for name in params),
                 lambda name, at: both("MODEL_BACKWARD_BOUND", "n", at)))


def laws(g):
    forward_laws(g)
    backward_laws(g)


def say_forward(ids, w, stream, normed, logits, rstd):
    h, ids, last = Hand(), ids[0].tolist(), stream[-1][0, -1]
    h.say("ids = %s, embedding = %s", row(ids), rows(w["embedding"]))
    h.say("stream[0], a row for each id: %s", rows(stream[0]))
    for layer in range(len(stream) - 1):
        h.say("block %d with its own weights makes stream[%d]: %s", layer, layer + 1, rows(stream[layer + 1]))
    h.say("tail is %d: only the last row, %s, goes on", normed.shape[1], row(last))
    one.say_norm(h, "norm", last, rstd[0, 0], w["norm"], normed)
    h.say("head_weight = %s", rows(w["head_weight"]))
    for c in range(len(w["head_weight"])):
        h.say("logit %d: %s = %s", c, products(normed[0, 0], w["head_weight"][c]), num(logits[0, 0, c]))
    return h.lines


def say_backward(ids, w, before, dlogits, normed, stream):
    h, ids, d = Hand(), ids[0].tolist(), dlogits[0]
    h.say("ids = %s, dlogits = %s", row(ids), rows(d))
    h.say("head_weight = %s", rows(w["head_weight"]))
    h.say("dlast_normed[0,0] = %s = %s", products(d[0], w["head_weight"][:, 0]), num(normed.grad[0, 0, 0]))
    h.say("  and so all of it: %s", rows(normed.grad))
    h.say("last_normed = %s", rows(normed))
    h.say("dhead_weight[0,0] = %s before, + (%s) = %s", num(before["head_weight"][0, 0]),
          products(d[:, 0], normed[0, :, 0]), num(before["head_weight"][0, 0] + w["head_weight"].grad[0, 0]))
    top = len(stream) - 1
    h.say("through the final norm: dstream[%d] = %s", top, rows(stream[top].grad))
    for layer in range(top - 1, -1, -1):
        h.say("through block %d: dstream[%d] = %s", layer, layer, rows(stream[layer].grad))
    h.say("dembedding held %s", rows(before["embedding"]))
    for i in sorted(set(ids)):
        at = [t for t in range(len(ids)) if ids[t] == i]
        parts = [before["embedding"][i, 0]] + [stream[0].grad[0, t, 0] for t in at]
        h.say("id %d stands at position%s %s: dembedding[%d,0] = %s = %s", i, "s" if len(at) > 1 else "",
              " and ".join(map(str, at)), i, terms(parts), num(sum(parts)))
    return h.lines


def by_hand(g):
    forward_case(Short(g), "by-hand-forward", "two tokens, two blocks, logits of the last", sizes_of(4, 2, 1, 1, 2, 0, 3, 2, 1, 1, 2, 3),
                 hand=say_forward)
    backward_case(Short(g), "by-hand-backward", "three tokens, two of them the same", sizes_of(4, 2, 3, 1, 3, 0, 3, 2, 1, 1, 2, 1),
                  ids=torch.tensor([[2, 0, 2]]).numpy().astype("int32"), hand=say_backward)


def work(g):
    sizes = {"B": 1, "T": 8, "spare": 0, "width": 8, "kv_heads": 1, "group": 2, "half": 2, "hidden": 12, "layers": 2}
    for kind in ("llama", "qwen"):
        g.work("tail-" + kind, "forward-" + kind, "logits of the last position alone, where no others are asked for",
               {**sizes, "past": 0, "vocab": 400, "tail": 1},
               budget=(2, "the head's rows are `tail` of each sequence: those of the others are not asked for"))
        g.work("decode-" + kind, "forward-" + kind, "one new position: those before it are in the cache",
               {**sizes, "T": 1, "past": 8, "vocab": 50, "tail": 1},
               budget=(2, "one pass of the new position through every block is enough"))
        g.work("backward-" + kind, "backward-" + kind, "every block goes back once", {**sizes, "vocab": 50},
               budget=(2, "one backward of each block, of the head and of the norm is enough"))

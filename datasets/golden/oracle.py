"""oracle.py: the whole decoder-only transformer in float64, from plain torch operations.

It knows nothing of our C code: it reads a Hugging Face config.json (Llama, Qwen2, Qwen3) and
tensors by Hugging Face's names, and follows the published definitions: pre-norm blocks (Touvron et
al. 2023), rotary positions (Su et al. 2021) and their scalings (Chen et al. 2023; Llama 3, 2024;
Peng et al. 2023), with the constants that Hugging Face's modeling_rope_utils fills in. Gradients
are torch's autograd, optimiser steps torch.optim.AdamW.
"""

import math

import torch


class Config:
    """config.json, by our own short names"""

    def __init__(self, json):
        self.json = json
        self.vocab, self.width = json["vocab_size"], json["hidden_size"]
        self.layers, self.heads = json["num_hidden_layers"], json["num_attention_heads"]
        self.kv_heads = json.get("num_key_value_heads", self.heads)
        self.head = json.get("head_dim", self.width // self.heads)
        self.hidden, self.positions = json["intermediate_size"], json["max_position_embeddings"]
        self.eps, self.theta = json["rms_norm_eps"], json["rope_theta"]
        self.tied = json.get("tie_word_embeddings", False)
        self.bias = json["model_type"] == "qwen2"
        self.qk_norm = json["model_type"] == "qwen3"
        self.scaling = json.get("rope_scaling")


def shapes(config):
    """name -> shape of every parameter; a tied head has none of its own"""
    width, q = config.width, config.heads * config.head
    kv = config.kv_heads * config.head
    all_shapes = {"model.embed_tokens.weight": (config.vocab, width), "model.norm.weight": (width,)}
    if not config.tied:
        all_shapes["lm_head.weight"] = (config.vocab, width)
    for layer in range(config.layers):
        block = {"input_layernorm.weight": (width,), "post_attention_layernorm.weight": (width,),
                 "self_attn.q_proj.weight": (q, width), "self_attn.k_proj.weight": (kv, width),
                 "self_attn.v_proj.weight": (kv, width), "self_attn.o_proj.weight": (width, q),
                 "mlp.gate_proj.weight": (config.hidden, width),
                 "mlp.up_proj.weight": (config.hidden, width),
                 "mlp.down_proj.weight": (width, config.hidden)}
        if config.bias:
            block.update({"self_attn.q_proj.bias": (q,), "self_attn.k_proj.bias": (kv,),
                          "self_attn.v_proj.bias": (kv,)})
        if config.qk_norm:
            block.update({"self_attn.q_norm.weight": (config.head,),
                          "self_attn.k_norm.weight": (config.head,)})
        all_shapes.update({"model.layers.%d.%s" % (layer, key): block[key] for key in block})
    return all_shapes


# ---- positions -------------------------------------------------------------------------------------

def llama3(plain, scaling):
    """long waves are stretched, short ones kept, those between blended by how often they turn"""
    original = scaling["original_max_position_embeddings"]
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    out = []
    for frequency in plain.tolist():
        wavelength = 2 * math.pi / frequency
        if wavelength < original / high:
            out.append(frequency)
        elif wavelength > original / low:
            out.append(frequency / scaling["factor"])
        else:
            smooth = (original / wavelength - low) / (high - low)
            out.append((1 - smooth) * frequency / scaling["factor"] + smooth * frequency)
    return torch.tensor(out)


def yarn(plain, scaling, config):
    original = scaling["original_max_position_embeddings"]

    def pair_at(rotations):  # the pair that turns so often in the original context
        return (config.head * math.log(original / (rotations * 2 * math.pi))
                / (2 * math.log(config.theta)))

    first = max(math.floor(pair_at(scaling.get("beta_fast", 32))), 0)
    last = min(math.ceil(pair_at(scaling.get("beta_slow", 1))), config.head - 1)
    if first == last:
        last += 0.001
    pairs = torch.arange(config.head // 2, dtype=torch.float64)
    ramp = ((pairs - first) / (last - first)).clamp(0, 1)  # 0: as it was, 1: stretched
    return plain * (1 - ramp) + plain / scaling["factor"] * ramp


def angles(config, positions):
    """cosines, sines [positions, head / 2]"""
    plain = 1.0 / config.theta ** (torch.arange(0, config.head, 2, dtype=torch.float64)
                                   / config.head)
    scaling, amplitude = config.scaling, 1.0
    kind = scaling["rope_type"] if scaling else "default"
    if kind == "default":
        frequencies = plain
    elif kind == "linear":
        frequencies = plain / scaling["factor"]
    elif kind == "llama3":
        frequencies = llama3(plain, scaling)
    elif kind == "yarn":
        frequencies = yarn(plain, scaling, config)
        amplitude = scaling.get("attention_factor")
        if amplitude is None:
            amplitude = 0.1 * math.log(scaling["factor"]) + 1.0
    else:
        raise ValueError("rope_type %s" % kind)
    turned = torch.arange(positions, dtype=torch.float64)[:, None] * frequencies
    return amplitude * torch.cos(turned), amplitude * torch.sin(turned)


def turn(x, cosines, sines):
    """x [B, T, heads, d]: element i turns with element i + d / 2"""
    half = x.shape[-1] // 2
    cosines, sines = cosines[:, None, :], sines[:, None, :]
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cosines - b * sines, b * cosines + a * sines], -1)


# ---- the model -------------------------------------------------------------------------------------

def rms_norm(x, gain, eps):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + eps) * gain


def attention(x, p, config, cosines, sines):
    """x [B, T, D], normed; p: the layer's tensors by short name. Returns its part of the stream, and
    the weights [B, heads, T, T]"""
    B, T, _ = x.shape

    def project(name, heads):
        y = x @ p["self_attn.%s_proj.weight" % name].T
        if config.bias:
            y = y + p["self_attn.%s_proj.bias" % name]
        return y.reshape(B, T, heads, config.head)

    q, k = project("q", config.heads), project("k", config.kv_heads)
    v = project("v", config.kv_heads)
    if config.qk_norm:
        q = rms_norm(q, p["self_attn.q_norm.weight"], config.eps)
        k = rms_norm(k, p["self_attn.k_norm.weight"], config.eps)
    q, k = turn(q, cosines, sines), turn(k, cosines, sines)
    group = config.heads // config.kv_heads  # query head h reads key head h // group
    k, v = k.repeat_interleave(group, dim=2), v.repeat_interleave(group, dim=2)
    scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / math.sqrt(config.head)
    future = torch.ones(T, T).triu(1).bool()
    weights = torch.softmax(scores.masked_fill(future, -math.inf), -1)
    mixed = torch.einsum("bhqk,bkhd->bqhd", weights, v).reshape(B, T, -1)
    return mixed @ p["self_attn.o_proj.weight"].T, weights


def feed_forward(x, p):
    gate, up = x @ p["mlp.gate_proj.weight"].T, x @ p["mlp.up_proj.weight"].T
    return (gate / (1 + torch.exp(-gate)) * up) @ p["mlp.down_proj.weight"].T


def forward(config, params, ids, keep=None):
    """logits [B, T, V]; params: name -> float64 tensor; ids [B, T] int64. A dict given as keep holds
    "attention" afterwards: each layer's weights"""
    cosines, sines = angles(config, ids.shape[1])
    x = params["model.embed_tokens.weight"][ids]
    for layer in range(config.layers):
        start = "model.layers.%d." % layer
        p = {name[len(start):]: params[name] for name in params if name.startswith(start)}
        mixed, weights = attention(rms_norm(x, p["input_layernorm.weight"], config.eps), p,
                                   config, cosines, sines)
        x = x + mixed
        if keep is not None:
            keep.setdefault("attention", []).append(weights)
        x = x + feed_forward(rms_norm(x, p["post_attention_layernorm.weight"], config.eps), p)
    x = rms_norm(x, params["model.norm.weight"], config.eps)
    head = "model.embed_tokens.weight" if config.tied else "lm_head.weight"
    return x @ params[head].T


def mean_loss(logits, targets):
    """cross-entropy in nats over the targets that are not -1"""
    flat, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    rows = torch.nonzero(targets >= 0)[:, 0]
    chosen = flat[rows]
    return (torch.logsumexp(chosen, -1) - chosen[torch.arange(len(rows)), targets[rows]]).mean()


# ---- training --------------------------------------------------------------------------------------

def rate(step, plan):
    """of step 0, 1, ...: a line up, then half a cosine down to the floor"""
    if step < plan["warmup"]:
        return plan["rate"] * step / plan["warmup"]
    if step >= plan["total"]:
        return plan["floor"]
    part = (step - plan["warmup"]) / (plan["total"] - plan["warmup"])
    return plan["floor"] + 0.5 * (plan["rate"] - plan["floor"]) * (1 + math.cos(math.pi * part))


def optimiser(params, plan):
    matrices = [p for p in params.values() if p.dim() == 2]
    vectors = [p for p in params.values() if p.dim() < 2]
    groups = [{"params": matrices, "weight_decay": plan["decay"]},
              {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.0, betas=(plan["beta1"], plan["beta2"]), eps=plan["eps"])


def training_step(config, params, adamw, plan, step, batches):
    """One step on the mean of the batches' losses. Returns loss, norm before clipping, rate."""
    adamw.zero_grad()
    loss = sum(mean_loss(forward(config, params, ids), targets) for ids, targets in batches)
    loss = loss / len(batches)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(list(params.values()), plan["clip"])
    for group in adamw.param_groups:
        group["lr"] = rate(step, plan)
    adamw.step()
    return loss.item(), norm.item(), rate(step, plan)

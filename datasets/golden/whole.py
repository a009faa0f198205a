"""whole.py: what the whole model must give, by oracle.py, at a handful of odd sizes.

Each file is one configuration: its config.json as metadata, ids, targets, and in float64 rounded
once the logits, the loss and the gradient of every parameter. Parameters are not recorded: both
sides draw them from PCG32, each tensor from a stream of its own name (tests/whole.h is the other
side). Two files have training instead: 20 steps, and the state before and after each single step.
"""

import json
import math
import os

import numpy
import torch

import oracle
from golden import Golden
from pcg32 import Rng

HERE = os.path.dirname(os.path.abspath(__file__))
STORIES = os.path.join(HERE, "../../../shared/models/stories260K")  # a real model, if it is there


def stream(name):
    """FNV-1a, 64 bits (Fowler, Noll, Vo)"""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def draw(name, shape, seed):
    rng = Rng(seed, stream(name))
    shift, deviation = 0.0, 1 / math.sqrt(shape[-1])
    if len(shape) == 1:
        shift, deviation = (0.0, 0.5) if name.endswith("bias") else (1.0, 0.25)
    values = [shift + deviation * float(numpy.float32(rng.normal()))
              for _ in range(int(numpy.prod(shape)))]
    return Golden.exact(values).reshape(shape)


def parameters(config, seed):
    shapes = oracle.shapes(config)
    return {name: draw(name, shapes[name], seed).requires_grad_() for name in shapes}


def model(kind, vocab, width, layers, heads, kv_heads, hidden, head=None, tied=False, **more):
    config = {"architectures": [{"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM",
                                 "qwen3": "Qwen3ForCausalLM"}[kind]],
              "model_type": kind, "vocab_size": vocab, "hidden_size": width,
              "num_hidden_layers": layers, "num_attention_heads": heads,
              "num_key_value_heads": kv_heads, "intermediate_size": hidden, "hidden_act": "silu",
              "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
              "tie_word_embeddings": tied}
    if head:
        config["head_dim"] = head
    config.update(more)
    return config


LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 64}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64,
        "beta_fast": 2.0, "beta_slow": 0.25}
CASES = {  # name: config, B, T
    "one-layer": (model("llama", 37, 10, 1, 1, 1, 14, head=6), 2, 5),
    "grouped": (model("llama", 101, 20, 2, 6, 2, 28, head=4), 3, 7),
    "tied": (model("llama", 53, 24, 2, 3, 3, 40, tied=True, rope_theta=500000.0), 2, 11),
    "deep": (model("llama", 19, 12, 9, 2, 1, 18, head=4), 1, 9),
    "qwen2": (model("qwen2", 61, 24, 2, 4, 1, 30, tied=True, rms_norm_eps=1e-6), 2, 8),
    "qwen3": (model("qwen3", 47, 18, 3, 4, 2, 22, head=8, rms_norm_eps=1e-6), 2, 10),
    "linear": (model("llama", 31, 16, 2, 2, 1, 20, head=10, tied=True,
                     rope_scaling={"rope_type": "linear", "factor": 4.0}), 2, 21),
    "llama3": (model("llama", 29, 16, 2, 2, 2, 20, head=16, rope_scaling=LLAMA3), 1, 33),
    "yarn": (model("llama", 29, 16, 2, 2, 1, 20, head=16, rope_scaling=YARN), 1, 33),
    "yarn-given": (model("qwen2", 23, 24, 1, 2, 2, 18,
                         rope_scaling=dict(YARN, attention_factor=1.5, factor=2.5)), 2, 19),
    "wide": (model("llama", 131, 68, 2, 5, 1, 86, head=34), 1, 43),
}
TRAINED = {
    "steps": (model("llama", 23, 10, 2, 2, 1, 12, head=6, tied=True), 1e-5),
    "single-steps": (model("qwen2", 17, 8, 1, 2, 1, 12), 1e-8),
}
PLAN = {"batch": 3, "context": 8, "accumulate": 2, "warmup": 4, "total": 16, "rate": 0.004,
        "floor": 0.0005, "clip": 1.0, "beta1": 0.9, "beta2": 0.99, "decay": 0.1}
STEPS, TOKENS = 20, 200


def open_file(name, config, seed):
    golden = Golden("whole")
    golden.metadata = {"config": json.dumps(config), "seed": str(seed)}
    golden.begin(name)
    return golden


def floats(golden, name, values):
    golden.put(name, values.detach().numpy().astype(numpy.float32))


def pass_case(name, number, json_config, B, T):
    config = oracle.Config(json_config)
    golden = open_file(name, json_config, number)
    ids = golden.below(config.vocab, B, T)
    targets = golden.below(config.vocab, B, T)
    targets[0, 1] = -1  # takes no part
    params = parameters(config, number)
    logits = oracle.forward(config, params, torch.tensor(ids, dtype=torch.int64))
    loss = oracle.mean_loss(logits, torch.tensor(targets, dtype=torch.int64))
    loss.backward()
    golden.put("ids", ids)
    golden.put("targets", targets)
    floats(golden, "logits", logits)
    golden.put("loss", loss.detach().numpy().reshape(1))
    for key in params:
        floats(golden, "grad/" + key, params[key].grad)
    return golden


def batches(tokens, rng, plan):
    """what training_step draws: starts from one stream, each window one token apart"""
    for _ in range(plan["accumulate"]):
        starts = [rng.below(len(tokens) - plan["context"]) for _ in range(plan["batch"])]
        rows = torch.tensor([tokens[s:s + plan["context"] + 1].tolist() for s in starts])
        yield rows[:, :-1], rows[:, 1:]


def training_case(name, number, json_config, eps):
    """With eps 1e-8 every state is rounded to float32: each step starts where C can start too."""
    config, plan = oracle.Config(json_config), dict(PLAN, eps=eps)
    golden = open_file(name, json_config, number)
    golden.metadata["plan"] = json.dumps(plan)
    tokens = golden.below(config.vocab, TOKENS, dtype="uint8")
    golden.put("tokens", tokens)
    params, rng, single = parameters(config, number), Rng(number, 7), eps < 1e-6
    adamw, reports = oracle.optimiser(params, plan), []
    for step in range(STEPS):
        drawn = list(batches(tokens, rng, plan))
        reports.append(oracle.training_step(config, params, adamw, plan, step, drawn))
        for key in params if single or step == STEPS - 1 else ():
            state = adamw.state[params[key]]
            for part, values in (("params", params[key].data), ("m", state["exp_avg"]),
                                 ("v", state["exp_avg_sq"])):
                if single:
                    values.copy_(values.float().double())
                floats(golden, "%d/%s/%s" % (step + 1, part, key), values)
    golden.put("reports", numpy.array(reports))
    return golden


def stories_case():
    """logits of a real model at some positions of a text that it goes on with greedily"""
    json_config = json.load(open(os.path.join(STORIES, "config.json")))
    config, start = oracle.Config(json_config), [1, 403, 407, 261, 378]
    params = read_safetensors(os.path.join(STORIES, "model.safetensors"))
    golden = open_file("stories260K", json_config, 0)
    ids = list(start)
    while len(ids) < 60:
        ids.append(int(oracle.forward(config, params, torch.tensor([ids]))[0, -1].argmax()))
    logits = oracle.forward(config, params, torch.tensor([ids]))[0]
    best = logits.topk(2).values
    golden.put("ids", numpy.array(ids, dtype=numpy.int32))
    golden.put("lead", (best[:, 0] - best[:, 1]).numpy())  # how far ahead the chosen token is
    floats(golden, "logits", logits[::4])
    return golden


def read_safetensors(path):
    """by hand: 8 bytes length, a JSON header, the numbers"""
    data = open(path, "rb").read()
    size = int.from_bytes(data[:8], "little")
    header, tensors = json.loads(data[8:8 + size]), {}
    for name in header:
        if name == "__metadata__":
            continue
        first, last = (8 + size + at for at in header[name]["data_offsets"])
        raw, kind = data[first:last], header[name]["dtype"]
        if kind == "BF16":
            wide = numpy.frombuffer(raw, dtype="<u2").astype(numpy.uint32) << 16
            values = wide.view(numpy.float32)
        else:
            values = numpy.frombuffer(raw, dtype={"F32": "<f4", "F16": "<f2"}[kind])
        tensors[name] = torch.tensor(values.astype(numpy.float64)).reshape(header[name]["shape"])
    return tensors


def files():
    """(path below datasets/golden, maker) of every file"""
    for number, (name, case) in enumerate(CASES.items(), 1):
        yield "whole/%s.safetensors" % name, lambda n=name, i=number, c=case: pass_case(n, i, *c)
    for number, (name, case) in enumerate(TRAINED.items(), 101):
        yield ("whole/%s.safetensors" % name,
               lambda n=name, i=number, c=case: training_case(n, i, *c))
    if os.path.exists(os.path.join(STORIES, "model.safetensors")):
        yield "whole/stories260K.safetensors", stories_case

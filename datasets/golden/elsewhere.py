#!/usr/bin/python3
"""elsewhere.py: one made here loads elsewhere.

    /usr/bin/python3 datasets/golden/elsewhere.py CRUMB FOLDER...

Each model folder is read without our C code (the bytes of model.safetensors by hand, config.json as
json) and run by the float64 oracle; logits and attention of every layer must be those that
`CRUMB explain --json` gives for the same ids, within 1e-5 of their norm. Run by tests/elsewhere.sh.
"""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True

import torch

import oracle
from pcg32 import Rng
from whole import read_safetensors

BOUND, COUNT = 1e-5, 40


def difference(got, exact):
    got = torch.tensor(got)
    assert got.shape == exact.shape, (got.shape, exact.shape)
    return ((got - exact).norm() / exact.norm()).item()


def check(crumb, folder):
    """the worst difference, as a part of the bound"""
    config = oracle.Config(json.load(open(os.path.join(folder, "config.json"))))
    params = read_safetensors(os.path.join(folder, "model.safetensors"))
    wanted = oracle.shapes(config)
    found = {name: tuple(params[name].shape) for name in params}
    if found != wanted:
        sys.exit("%s: tensors are not those of %s: %s" % (folder, config.json["architectures"],
                 sorted(set(found.items()) ^ set(wanted.items()))[:4]))
    rng = Rng(5, 5)
    ids = [rng.below(config.vocab) for _ in range(min(COUNT, config.positions - 1))]
    said = subprocess.run([crumb, "explain", "--model", folder, "--json", "--greedy",
                           "--max-tokens", "1", "--prompt-ids", ",".join(map(str, ids))],
                          stdout=subprocess.PIPE, check=True).stdout
    ours = json.loads(said)
    keep = {}
    logits = oracle.forward(config, params, torch.tensor([ids]), keep)[0, -1]
    worst = difference(ours["logits"], logits)
    for layer, weights in zip(ours["layers"], keep["attention"]):
        worst = max(worst, difference(layer["attention"], weights[0]))
    assert len(ours["layers"]) == len(keep["attention"]) == config.layers
    return worst / BOUND


def main():
    torch.set_default_dtype(torch.float64)
    crumb, folders = sys.argv[1], sys.argv[2:]
    ratios = []
    for folder in folders:
        ratios.append(check(crumb, folder))
        print("%s: %.3f of the bound" % (folder, ratios[-1]))
    if not ratios or not all(ratio <= 1 for ratio in ratios):  # NaN does not pass
        sys.exit("elsewhere.py: a model gives other numbers elsewhere")
    print("%d models load elsewhere, worst %.3f of the bound" % (len(ratios), max(ratios)))


if __name__ == "__main__":
    main()

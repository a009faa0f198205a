"""norm.py: golden cases of RMSNorm (reference/include/norm.h)."""

import torch

from golden import Expect


def forward(x, gain, eps):
    rstd = 1.0 / torch.sqrt((x * x).mean(-1) + eps)
    return gain * (x * rstd[:, None]), rstd


def forward_case(g, name, law, x, gain, eps):
    rows, cols = x.shape
    y, rstd = forward(x, gain, eps)
    g.case(name, "a", "norm_forward", law,
           {"x": x, "gain": gain, "rows": rows, "cols": cols, "eps": eps},
           {"y": Expect(y, "NORM_BOUND", cols), "rstd": Expect(rstd, "NORM_BOUND", cols)})


def backward_case(g, name, law, x, gain, eps):
    rows, cols = x.shape
    dy, before = g.normal(rows, cols), g.normal(cols)
    x, gain = x.clone().requires_grad_(), gain.clone().requires_grad_()
    y, rstd = forward(x, gain, eps)
    y.backward(dy)
    rstd32 = g.exact(rstd.detach().numpy())
    g.case(name, "b", "norm_backward", law,
           {"dy": dy, "x": x.detach(), "rstd": rstd32, "gain": gain.detach(), "dgain": before,
            "rows": rows, "cols": cols},
           {"dx": Expect(x.grad, "NORM_BACKWARD_BOUND", cols),
            "dgain": Expect(before + gain.grad, "NORM_BACKWARD_BOUND", rows)})


def make(g):
    g.begin("forward-wide")
    forward_case(g, "forward-wide", "each row is divided by its own root mean square",
                 g.normal(5, 67, scale=3.0), g.normal(67, shift=0.3), 1e-5)
    g.begin("forward-tiny-rows")
    rows = g.normal(3, 31) * torch.tensor([[1e-3], [1.0], [3e-2]])
    forward_case(g, "forward-tiny-rows", "epsilon stands under the root, where tiny rows feel it",
                 g.exact(rows), g.normal(31), 1e-5)
    g.begin("forward-zero-row")
    x = g.normal(4, 9)
    x[2] = 0.0
    forward_case(g, "forward-zero-row", "a row of zeros stays zeros", x, g.normal(9), 1e-6)
    g.begin("forward-huge-row")
    x = g.normal(1, 13, scale=1e20)
    forward_case(g, "forward-huge-row", "squares of large values do not overflow",
                 g.exact(x), g.normal(13), 1e-5)
    g.begin("forward-one-column")
    forward_case(g, "forward-one-column", "one column: only its sign and the gain are left",
                 g.normal(7, 1), g.normal(1, shift=2.0), 1e-3)
    g.begin("forward-shifted")
    forward_case(g, "forward-shifted", "the mean is kept: this is not LayerNorm",
                 g.normal(3, 17, shift=4.0), g.normal(17), 1e-5)
    g.begin("backward-wide")
    backward_case(g, "backward-wide", "the gradient of every input, for a random upstream gradient",
                  g.normal(5, 37, scale=2.0), g.normal(37, shift=0.5), 1e-5)
    g.begin("backward-tiny-rows")
    backward_case(g, "backward-tiny-rows", "rows near epsilon keep the right slope",
                  g.exact(g.normal(3, 11) * 3e-3), g.normal(11), 1e-5)
    g.begin("backward-one-row")
    backward_case(g, "backward-one-row", "a single row", g.normal(1, 23), g.normal(23), 1e-6)

    rows_cols = {"rows": [1, 9], "cols": [2, 90]}
    vector = {"type": "F32", "shape": ["cols"], "draw": ["normal", 1.0]}
    matrix = {"type": "F32", "shape": ["rows", "cols"], "draw": ["normal", 2.0]}
    size = {name: {"type": "I64", "shape": [], "draw": ["size", name]} for name in rows_cols}
    rstd = {"type": "F32", "shape": ["rows"], "draw": ["uniform", 0.3, 0.7]}
    g.live("forward", "a", "norm_forward", "fresh sizes and values", rows_cols,
           {"x": matrix, "gain": vector, **size,
            "eps": {"type": "F64", "shape": [], "draw": ["value", 1e-5]}},
           {"y": {**matrix, "bound": ["NORM_BOUND", "cols", 1]},
            "rstd": {**rstd, "bound": ["NORM_BOUND", "cols", 1]}})
    g.live("backward", "b", "norm_backward", "fresh sizes and values", rows_cols,
           {"dy": matrix, "x": matrix, "rstd": rstd, "gain": vector, "dgain": vector, **size},
           {"dx": {**matrix, "bound": ["NORM_BACKWARD_BOUND", "cols", 1]},
            "dgain": {**vector, "bound": ["NORM_BACKWARD_BOUND", "rows", 1]}})

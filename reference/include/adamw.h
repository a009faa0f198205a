// adamw.h: Adam with decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019), as
// PyTorch's torch.optim.AdamW computes it; the rate of each step; clipping by the global norm
// (Pascanu, Mikolov & Bengio 2013).
#ifndef CRUMB_ADAMW_H
#define CRUMB_ADAMW_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor, for one step from given moments;
// gradients below 1e18, whose squares fit into a float. A moment below FLT_MIN, where float32 runs
// out of normal numbers, may be kept as 0.
#define ADAMW_BOUND(n) (16 * FLT_EPSILON)

struct adamw_options {
    double rate, beta1, beta2, eps, decay;  // rate, decay >= 0; betas in [0, 1); eps > 0
};

// a: one step. params, m, v [count] in place; grads [count] in; t is 1 in the first step.
//   p -= rate * decay * p;   m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
//   p -= rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
// m and v stay uncorrected. The powers of t are in double. decay is 0 for vectors (gains, biases);
// the caller sees to it.
void adamw_step(float *restrict params, float *restrict m, float *restrict v,
                const float *restrict grads, dim count, dim t, const struct adamw_options *options);

// b: the rate of step t, counted from 0: most * t / warmup for t < warmup; from there a half cosine
//   least + (most - least) * (1 + cos(pi * (t - warmup) / (total - warmup))) / 2
// down to least at t = total; least from then on. 0 <= warmup <= total; where they are equal, no
// cosine is left.
double adamw_rate(dim t, dim warmup, dim total, double most, double least);

// b: the norm over all tensors together, summed in double; when it exceeds `most`, every gradient
// is multiplied by most / (norm + 1e-6). grads [tensors] in place, counts [tensors]. most > 0;
// INFINITY never clips. Returns the norm before. One that is not finite is returned as it is, and
// the gradients are left alone: the caller must not step.
double adamw_clip(float *const *grads, const dim *counts, dim tensors, double most);

#endif

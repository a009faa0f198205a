// adamw.c: AdamW, its schedule and clipping, plainly. See reference/include/adamw.h.
#include "adamw.h"

#include <assert.h>
#include <math.h>

void adamw_step(float *restrict params, float *restrict m, float *restrict v,
                const float *restrict grads, dim count, dim t, const struct adamw_options *options)
{
    const struct adamw_options o = *options;
    assert(t >= 1);
    const double correct1 = 1.0 - pow(o.beta1, (double)t);
    const double correct2 = 1.0 - pow(o.beta2, (double)t);
    for (dim i = 0; i < count; i++) {
        const double g = (double)grads[i];
        m[i] = (float)(o.beta1 * (double)m[i] + (1.0 - o.beta1) * g);
        v[i] = (float)(o.beta2 * (double)v[i] + (1.0 - o.beta2) * g * g);
        const double mean = (double)m[i] / correct1, square = (double)v[i] / correct2;
        const double kept = (double)params[i] * (1.0 - o.rate * o.decay);
        params[i] = (float)(kept - o.rate * mean / (sqrt(square) + o.eps));
    }
}

double adamw_rate(dim t, dim warmup, dim total, double most, double least)
{
    assert(t >= 0 && warmup >= 0 && warmup <= total);
    if (t < warmup) return most * (double)t / (double)warmup;
    if (t >= total) return least;
    const double done = (double)(t - warmup) / (double)(total - warmup);
    return least + (most - least) * (1.0 + cos(acos(-1.0) * done)) / 2.0;
}

double adamw_clip(float *const *grads, const dim *counts, dim tensors, double most)
{
    double squares = 0.0;
    for (dim t = 0; t < tensors; t++)
        for (dim i = 0; i < counts[t]; i++) squares += (double)grads[t][i] * (double)grads[t][i];
    const double norm = sqrt(squares);
    if (!isfinite(norm) || norm <= most) return norm;
    const double factor = most / (norm + 1e-6);
    for (dim t = 0; t < tensors; t++)
        for (dim i = 0; i < counts[t]; i++) grads[t][i] = (float)((double)grads[t][i] * factor);
    return norm;
}

// adamw.c: Adam with decoupled weight decay, its schedule, and clipping. See adamw.h.
// Unlike the solution: what depends on t and the options alone is computed once, in double, and the
// loop over the four arrays becomes vectors. No threads: one core alone keeps
// the memory busy.
#include "adamw.h"

#include "clones.h"
#include "lanes.h"

#include <assert.h>
#include <math.h>

struct factors {
    float keep, beta1, rest1, beta2, rest2, rate, eps, root;  // of one step
};

// Means of a parameter that gets no gradient for a thousand steps shrink into the numbers below
// FLT_MIN, with which CPUs compute more slowly, and rounding keeps them there.
static inline float normal_or_zero(float x)
{
    return __builtin_fabsf(x) < FLT_MIN ? 0.0f : x;
}

CLONES
static void step(float *restrict params, float *restrict m, float *restrict v,
                 const float *restrict grads, dim count, const struct factors *factors)
{
    const struct factors f = *factors;
    for (dim i = 0; i < count; i++) {
        const float g = grads[i];
        m[i] = normal_or_zero(f.beta1 * m[i] + f.rest1 * g);
        v[i] = normal_or_zero(f.beta2 * v[i] + f.rest2 * g * g);
        params[i] = params[i] * f.keep - f.rate * m[i] / (__builtin_sqrtf(v[i]) * f.root + f.eps);
    }
}

void adamw_step(float *restrict params, float *restrict m, float *restrict v,
                const float *restrict grads, dim count, dim t, const struct adamw_options *options)
{
    const struct adamw_options *o = options;
    assert(count >= 0 && t >= 1 && o->eps > 0.0);
    assert(o->beta1 >= 0.0 && o->beta1 < 1.0 && o->beta2 >= 0.0 && o->beta2 < 1.0);
    const double correct1 = 1.0 - pow(o->beta1, (double)t);
    const double correct2 = 1.0 - pow(o->beta2, (double)t);
    const struct factors factors = {.keep = (float)(1.0 - o->rate * o->decay),
                                    .beta1 = (float)o->beta1,
                                    .rest1 = (float)(1.0 - o->beta1),
                                    .beta2 = (float)o->beta2,
                                    .rest2 = (float)(1.0 - o->beta2),
                                    .rate = (float)(o->rate / correct1),
                                    .eps = (float)o->eps,
                                    .root = (float)(1.0 / sqrt(correct2))};
    step(params, m, v, grads, count, &factors);
}

double adamw_rate(dim t, dim warmup, dim total, double most, double least)
{
    assert(t >= 0 && warmup >= 0 && warmup <= total);
    if (t < warmup) return most * (double)t / (double)warmup;
    if (t >= total) return least;
    const double done = (double)(t - warmup) / (double)(total - warmup);
    return least + (most - least) * (1.0 + cos(acos(-1.0) * done)) / 2.0;
}

CLONES
static double squares(const float *x, dim n)
{
    return sum_of_products(x, x, n);
}

CLONES
static void scale_by(float *x, dim n, float factor)
{
    for (dim i = 0; i < n; i++) x[i] *= factor;
}

double adamw_clip(float *const *grads, const dim *counts, dim tensors, double most)
{
    double sum = 0.0;
    assert(most > 0.0);
    for (dim t = 0; t < tensors; t++) sum += squares(grads[t], counts[t]);
    const double norm = sqrt(sum);
    if (isfinite(norm) && norm > most)
        for (dim t = 0; t < tensors; t++)
            scale_by(grads[t], counts[t], (float)(most / (norm + 1e-6)));
    return norm;
}

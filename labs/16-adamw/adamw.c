// adamw.c: your file. labs/16-adamw/README.md explains the step,
// reference/include/adamw.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "adamw.h"

#include "todo.h"

#include <assert.h>
#include <math.h>

// Part a. For each parameter: shrink it; move both running means towards the gradient and its
// square; correct them for their start at 0, without storing that; step. t is 1 in the first step.
void adamw_step(float *restrict params, float *restrict m, float *restrict v,
                const float *restrict grads, dim count, dim t, const struct adamw_options *options)
{
    (void)params, (void)m, (void)v, (void)grads, (void)count, (void)t, (void)options;
    LAB_TODO();
}

// Part b. Up in a line, down in half a cosine, then level. t is 0 in the first step.
double adamw_rate(dim t, dim warmup, dim total, double most, double least)
{
    (void)t, (void)warmup, (void)total, (void)most, (void)least;
    LAB_TODO();
}

// Part b. One norm over all tensors, in double; too long a gradient is shortened, its direction
// stays. What is not finite stays as it is.
double adamw_clip(float *const *grads, const dim *counts, dim tensors, double most)
{
    (void)grads, (void)counts, (void)tensors, (void)most;
    LAB_TODO();
}

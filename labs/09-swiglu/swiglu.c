// swiglu.c: your file. labs/09-swiglu/README.md explains the step,
// reference/include/swiglu.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "swiglu.h"

#include "linear.h"
#include "todo.h"

#include <assert.h>
#include <math.h>

// Part a. Two projections of x (call linear_forward), silu of the gate times up, and one
// projection back. silu(z) = z / (1 + exp(-z)): in which form is it right for z = -100 and z =
// 100?
void swiglu_forward(float *restrict y, const struct swiglu_state *state, const float *restrict x,
                    const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    (void)y, (void)state, (void)x, (void)params, (void)rows, (void)width, (void)hidden;
    LAB_TODO();
}

// Part b. From dy through the down projection to dhidden; from dhidden to dgate and dup (the
// slope of silu has two terms); through the other two projections to dx. Call linear_backward
// three times. dx is the sum of the two branches; dx_up is the second of them.
void swiglu_backward(float *restrict dx, float *restrict dx_up, const struct swiglu_state *dstate,
                     const struct swiglu_params *dparams, const float *restrict dy,
                     const float *restrict x, const struct swiglu_state *state,
                     const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    (void)dx, (void)dx_up, (void)dstate, (void)dparams, (void)dy, (void)x, (void)state,
    (void)params, (void)rows, (void)width, (void)hidden;
    LAB_TODO();
}

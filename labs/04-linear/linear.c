// linear.c: your file. labs/04-linear/README.md explains the step,
// reference/include/linear.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "linear.h"

#include "todo.h"

#include <assert.h>

// Part a. Three loops: rows, outputs, inputs. w[o, i] stands at w[o * inputs + i]: along a row
// of w, and along a row of x, the elements are neighbours in memory. bias may be NULL.
void linear_forward(float *restrict y, const float *restrict x, const float *restrict w,
                    const float *restrict bias, dim rows, dim inputs, dim outputs)
{
    (void)y, (void)x, (void)w, (void)bias, (void)rows, (void)inputs, (void)outputs;
    LAB_TODO();
}

// Part b. Three products: dx from dy and w (assigned), dw from dy and x (added), dbias from dy
// (added; it may be NULL). docs/gradients.md derives them. Ask of each: which index is summed
// over?
void linear_backward(float *restrict dx, float *restrict dw, float *restrict dbias,
                     const float *restrict dy, const float *restrict x, const float *restrict w,
                     dim rows, dim inputs, dim outputs)
{
    (void)dx, (void)dw, (void)dbias, (void)dy, (void)x, (void)w, (void)rows, (void)inputs,
    (void)outputs;
    LAB_TODO();
}

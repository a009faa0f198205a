// linear.h: y = x W^T + bias, the layer that holds nearly all weights of a transformer.
// W is [outputs, inputs], as PyTorch and Hugging Face store it.
#ifndef CRUMB_LINEAR_H
#define CRUMB_LINEAR_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor; n is the length of the sums: inputs for
// y, outputs for dx, rows for dw and dbias. A plain float loop stays inside (docs/numerics.md).
#define LINEAR_BOUND(n) (((double)(n) + 4) * FLT_EPSILON)

// y [rows, outputs] out; x [rows, inputs]; w [outputs, inputs]; bias [outputs] or NULL for none.
//   y[r,o] = bias[o] + sum over i of x[r,i] * w[o,i]
void linear_forward(float *restrict y, const float *restrict x, const float *restrict w,
                    const float *restrict bias, dim rows, dim inputs, dim outputs);

// dx [rows, inputs] is overwritten:  dx[r,i]  = sum over o of dy[r,o] * w[o,i]
// dw [outputs, inputs] accumulates:  dw[o,i] += sum over r of dy[r,o] * x[r,i]
// dbias [outputs] or NULL, accumulates: dbias[o] += sum over r of dy[r,o]
void linear_backward(float *restrict dx, float *restrict dw, float *restrict dbias,
                     const float *restrict dy, const float *restrict x, const float *restrict w,
                     dim rows, dim inputs, dim outputs);

#endif

// norm.h: root-mean-square normalisation (Zhang & Sennrich 2019).
//   rstd[r] = 1 / sqrt(mean over c of x[r,c]^2 + eps)      y[r,c] = gain[c] * (x[r,c] * rstd[r])
#ifndef CRUMB_NORM_H
#define CRUMB_NORM_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND * max|exact| over the tensor. Forward sums in double, so its bound is free
// of cols; cols enters backward by the two terms that cancel.
#define NORM_BOUND(cols) (4 * FLT_EPSILON)
#define NORM_BACKWARD_BOUND(n) (((double)(n) + 8) * FLT_EPSILON)

// y    [rows, cols] out, written in full
// rstd [rows]       out: 1 / root mean square, kept for backward
// x    [rows, cols] in, finite
// gain [cols]       in
// eps  > 0, in the unit of x squared. Wrong sizes are caller bugs and assert.
void norm_forward(float *restrict y, float *restrict rstd, const float *restrict x,
                  const float *restrict gain, dim rows, dim cols, float eps);

// dx    [rows, cols] overwritten:  with g = gain * dy and h = x * rstd,
//                    dx[r,c] = rstd[r] * (g[r,c] - h[r,c] * mean over c of g[r,c] * h[r,c])
// dgain [cols]       accumulates:  dgain[c] += sum over r of dy[r,c] * x[r,c] * rstd[r]
// dy [rows, cols], x [rows, cols], rstd [rows] (as forward wrote it), gain [cols] in
void norm_backward(float *restrict dx, float *restrict dgain, const float *restrict dy,
                   const float *restrict x, const float *restrict rstd,
                   const float *restrict gain, dim rows, dim cols);

#endif

// softmax.h: scores to probabilities, with a length for each row.
//   y[r,c] = exp(x[r,c] - m) / sum over j < lengths[r] of exp(x[r,j] - m)
//   m = the largest x[r,j] with j < lengths[r]
#ifndef CRUMB_SOFTMAX_H
#define CRUMB_SOFTMAX_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(cols) * max|exact| over the tensor, scores within +-1e4.
#define SOFTMAX_BOUND(cols) (((double)(cols) / 4 + 16) * FLT_EPSILON)
#define SOFTMAX_BACKWARD_BOUND(cols) (((double)(cols) + 16) * FLT_EPSILON)

// y [rows, cols] out, written in full: entries at and past the length are 0. May be x itself.
// x [rows, cols] in: entries at and past the length are not read; -inf is a score of weight 0;
//                a row without any score above -inf becomes all zeros. NaN and +inf are caller
//                bugs.
// lengths [rows] in, each in 0..cols; NULL means cols for every row.
void softmax_forward(float *y, const float *x, const dim *lengths, dim rows, dim cols);

// dx [rows, cols] out, written in full, 0 at and past the length. May be dy itself.
//   dx[r,c] = y[r,c] * (dy[r,c] - sum over j of dy[r,j] * y[r,j])
// dy, y [rows, cols] in; y as forward wrote it.
void softmax_backward(float *dx, const float *dy, const float *y, const dim *lengths, dim rows,
                      dim cols);

#endif

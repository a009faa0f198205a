// rope.h: rotary position embedding (Su et al. 2021), in Hugging Face's half-split order: element i
// of a head turns with element i + d/2, by the angle position * theta^(-2i/d). d is even.
#ifndef CRUMB_ROPE_H
#define CRUMB_ROPE_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND * max|exact| over the tensor; a rotation is two products and a sum.
#define ROPE_BOUND(n) (4 * FLT_EPSILON)
#define ROPE_FREQUENCY_BOUND(n) (8 * DBL_EPSILON)
#define ROPE_TABLE_BOUND(n) (1 * FLT_EPSILON)

// frequencies [d/2] out: theta^(-2i/d), in radians per position. theta > 0 (10000 in most models).
void rope_frequencies(double *frequencies, dim d, double theta);

// cosines, sines [positions, d/2] out: of the angle (first + p) * frequencies[i], which is computed
// and reduced in double: in float, position 1e6 has no correct digit left. first >= 0 is the
// position of row 0 (a model asks for 0; far positions can be had without the near ones).
void rope_table(float *restrict cosines, float *restrict sines, const double *restrict frequencies,
                dim first, dim positions, dim d);

// x [rows, heads, d] in and out: row r is turned as row where[r] of the table says, all heads
// alike. cosines, sines [positions, d/2]; where [rows] in, each in 0..positions-1 or it asserts.
//   x[r,h,i]       =  x[r,h,i] * cos - x[r,h,i + d/2] * sin
//   x[r,h,i + d/2] =  x[r,h,i] * sin + x[r,h,i + d/2] * cos      (both from the old values)
void rope_forward(float *restrict x, const float *restrict cosines, const float *restrict sines,
                  const dim *restrict where, dim rows, dim heads, dim d, dim positions);

// dx [rows, heads, d] in and out: turned back by the same angle. A rotation's transpose is its
// inverse, so this is the gradient.
void rope_backward(float *restrict dx, const float *restrict cosines, const float *restrict sines,
                   const dim *restrict where, dim rows, dim heads, dim d, dim positions);

#endif

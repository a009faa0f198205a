// swiglu.h: the gated feed-forward layer (Shazeer 2020).
//   gate = x Wg^T    up = x Wu^T    hidden = silu(gate) * up    y = hidden Wd^T
//   silu(z) = z / (1 + exp(-z)), right for every finite z: -100 gives -4e-42 or 0, 100 gives 100.
#ifndef CRUMB_SWIGLU_H
#define CRUMB_SWIGLU_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor; n = inputs + hidden units, the sums on
// the way.
#define SWIGLU_BOUND(n) (((double)(n) + 16) * FLT_EPSILON)
#define SWIGLU_BACKWARD_BOUND(n) ((2 * (double)(n) + 32) * FLT_EPSILON)

struct swiglu_params {
    float *gate, *up;  // [hidden, width] each
    float *down;       // [width, hidden]
};

struct swiglu_state {
    float *gate, *up;  // [rows, hidden] each: the two projections, before the activation
    float *hidden;     // [rows, hidden]: silu(gate) * up
};

// y [rows, width] out; the arrays of state are written in full; x [rows, width] in.
void swiglu_forward(float *restrict y, const struct swiglu_state *state, const float *restrict x,
                    const struct swiglu_params *params, dim rows, dim width, dim hidden);

// dx [rows, width] is overwritten; dx_up [rows, width] is overwritten with that part of dx that
// comes through the up branch; the arrays of dstate are overwritten; those of dparams accumulate.
// dy, x [rows, width] in; state as forward wrote it.
void swiglu_backward(float *restrict dx, float *restrict dx_up, const struct swiglu_state *dstate,
                     const struct swiglu_params *dparams, const float *restrict dy,
                     const float *restrict x, const struct swiglu_state *state,
                     const struct swiglu_params *params, dim rows, dim width, dim hidden);

#endif

// swiglu.c: the gated feed-forward layer. See swiglu.h.
// Unlike the solution: the projections are matrix products, and everything between them is one pass
// over memory, in parallel.
#include "swiglu.h"

#include "clones.h"
#include "exponential.h"
#include "linear.h"

#include <assert.h>
#include <stddef.h>

enum { SERIAL_BELOW = 8192 };  // elements

// exp of -|z| cannot overflow. Its own exp gives 0 for it beyond 87: sigmoid is then 1, or 0.
static inline float sigmoid(float z)
{
    const float e = exponential(z < 0.0f ? z : -z), whole = 1.0f / (1.0f + e);
    return z < 0.0f ? e * whole : whole;
}

CLONES
static void gate_row(float *restrict out, const float *restrict gate, const float *restrict up,
                     dim n)
{
    for (dim i = 0; i < n; i++) out[i] = gate[i] * sigmoid(gate[i]) * up[i];
}

CLONES
static void gate_row_backward(float *restrict dgate, float *restrict dup,
                              const float *restrict dhidden, const float *restrict gate,
                              const float *restrict up, dim n)
{
    for (dim i = 0; i < n; i++) {
        const float z = gate[i], s = sigmoid(z), d = dhidden[i];
        dup[i] = d * (z * s);
        dgate[i] = d * up[i] * (s * (1.0f + z * (1.0f - s)));
    }
}

CLONES
static void add_row(float *restrict to, const float *restrict from, dim n)
{
    for (dim i = 0; i < n; i++) to[i] += from[i];
}

void swiglu_forward(float *restrict y, const struct swiglu_state *state, const float *restrict x,
                    const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    assert(rows >= 0 && width > 0 && hidden > 0);
    linear_forward(state->gate, x, params->gate, NULL, rows, width, hidden);
    linear_forward(state->up, x, params->up, NULL, rows, width, hidden);
    if (rows * hidden < SERIAL_BELOW) {  // outside the pragma: even a team of one calls the system
        gate_row(state->hidden, state->gate, state->up, rows * hidden);
    } else {
        #pragma omp parallel for schedule(static)
        for (dim r = 0; r < rows; r++)
            gate_row(state->hidden + r * hidden, state->gate + r * hidden, state->up + r * hidden,
                     hidden);
    }
    linear_forward(y, state->hidden, params->down, NULL, rows, hidden, width);
}

void swiglu_backward(float *restrict dx, float *restrict dx_up, const struct swiglu_state *dstate,
                     const struct swiglu_params *dparams, const float *restrict dy,
                     const float *restrict x, const struct swiglu_state *state,
                     const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    assert(rows >= 0 && width > 0 && hidden > 0);
    linear_backward(dstate->hidden, dparams->down, NULL, dy, state->hidden, params->down, rows,
                    hidden, width);
    #pragma omp parallel for schedule(static) if (rows * hidden >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++)
        gate_row_backward(dstate->gate + r * hidden, dstate->up + r * hidden,
                          dstate->hidden + r * hidden, state->gate + r * hidden,
                          state->up + r * hidden, hidden);
    linear_backward(dx, dparams->gate, NULL, dstate->gate, x, params->gate, rows, width, hidden);
    linear_backward(dx_up, dparams->up, NULL, dstate->up, x, params->up, rows, width, hidden);
    #pragma omp parallel for schedule(static) if (rows * width >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) add_row(dx + r * width, dx_up + r * width, width);
}

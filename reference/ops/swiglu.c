// swiglu.c: the gated feed-forward layer. See swiglu.h.
// Unlike the solution: the projections are matrix products, and everything between them is one pass
// over memory, in parallel.
#include "swiglu.h"

#include "linear.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

enum { SERIAL_BELOW = 8192 };  // elements

static float sigmoid(float z)
{
    return 1.0f / (1.0f + expf(-z));  // exp overflows to inf for z < -88, and 1 / inf is 0: right
}

void swiglu_forward(float *restrict y, const struct swiglu_state *state, const float *restrict x,
                    const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    assert(rows >= 0 && width > 0 && hidden > 0);
    const float *restrict gate = state->gate, *restrict up = state->up;
    float *restrict out = state->hidden;
    linear_forward(state->gate, x, params->gate, NULL, rows, width, hidden);
    linear_forward(state->up, x, params->up, NULL, rows, width, hidden);
    #pragma omp parallel for schedule(static) if (rows * hidden >= SERIAL_BELOW)
    for (dim i = 0; i < rows * hidden; i++) out[i] = gate[i] * sigmoid(gate[i]) * up[i];
    linear_forward(y, state->hidden, params->down, NULL, rows, hidden, width);
}

void swiglu_backward(float *restrict dx, float *restrict dx_up, const struct swiglu_state *dstate,
                     const struct swiglu_params *dparams, const float *restrict dy,
                     const float *restrict x, const struct swiglu_state *state,
                     const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    assert(rows >= 0 && width > 0 && hidden > 0);
    const float *restrict gate = state->gate, *restrict up = state->up;
    const float *restrict dhidden = dstate->hidden;
    float *restrict dgate = dstate->gate, *restrict dup = dstate->up;
    linear_backward(dstate->hidden, dparams->down, NULL, dy, state->hidden, params->down, rows,
                    hidden, width);
    #pragma omp parallel for schedule(static) if (rows * hidden >= SERIAL_BELOW)
    for (dim i = 0; i < rows * hidden; i++) {
        const float z = gate[i], s = sigmoid(z), d = dhidden[i];
        dup[i] = d * (z * s);
        dgate[i] = d * up[i] * (s * (1.0f + z * (1.0f - s)));
    }
    linear_backward(dx, dparams->gate, NULL, dstate->gate, x, params->gate, rows, width, hidden);
    linear_backward(dx_up, dparams->up, NULL, dstate->up, x, params->up, rows, width, hidden);
    #pragma omp parallel for schedule(static) if (rows * width >= SERIAL_BELOW)
    for (dim i = 0; i < rows * width; i++) dx[i] += dx_up[i];
}

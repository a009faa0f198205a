// swiglu.c: the gated feed-forward layer, plainly. See reference/include/swiglu.h.
#include "swiglu.h"

#include "linear.h"

#include <math.h>
#include <stddef.h>

static float sigmoid(float z)
{
    return 1.0f / (1.0f + expf(-z));
}

void swiglu_forward(float *restrict y, const struct swiglu_state *state, const float *restrict x,
                    const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    linear_forward(state->gate, x, params->gate, NULL, rows, width, hidden);
    linear_forward(state->up, x, params->up, NULL, rows, width, hidden);
    for (dim i = 0; i < rows * hidden; i++)
        state->hidden[i] = state->gate[i] * sigmoid(state->gate[i]) * state->up[i];
    linear_forward(y, state->hidden, params->down, NULL, rows, hidden, width);
}

void swiglu_backward(float *restrict dx, float *restrict dx_up, const struct swiglu_state *dstate,
                     const struct swiglu_params *dparams, const float *restrict dy,
                     const float *restrict x, const struct swiglu_state *state,
                     const struct swiglu_params *params, dim rows, dim width, dim hidden)
{
    linear_backward(dstate->hidden, dparams->down, NULL, dy, state->hidden, params->down, rows,
                    hidden, width);
    for (dim i = 0; i < rows * hidden; i++) {
        const float z = state->gate[i], s = sigmoid(z);
        dstate->up[i] = dstate->hidden[i] * z * s;
        dstate->gate[i] = dstate->hidden[i] * state->up[i] * (s + z * s * (1.0f - s));
    }
    linear_backward(dx, dparams->gate, NULL, dstate->gate, x, params->gate, rows, width, hidden);
    linear_backward(dx_up, dparams->up, NULL, dstate->up, x, params->up, rows, width, hidden);
    for (dim i = 0; i < rows * width; i++) dx[i] += dx_up[i];
}

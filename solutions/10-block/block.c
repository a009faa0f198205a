// block.c: a pre-norm transformer block, plainly. See reference/include/block.h.
#include "block.h"

#include "attention.h"
#include "linear.h"
#include "norm.h"
#include "rope.h"

#include <assert.h>
#include <stddef.h>

// The heads of q or k: projected, normalised one by one where there is a gain for it, and turned.
static void heads_forward(float *out, float *plain, float *rstd, const float *x, const float *w,
                          const float *bias, const float *gain, const struct block_rope *rope,
                          const dim *where, dim rows, dim width, dim heads, dim d, float eps)
{
    linear_forward(gain ? plain : out, x, w, bias, rows, width, heads * d);
    if (gain) norm_forward(out, rstd, plain, gain, rows * heads, d, eps);
    rope_forward(out, rope->cosines, rope->sines, where, rows, heads, d, rope->positions);
}

void block_forward(float *restrict y, const struct block_state *state, float *restrict k,
                   float *restrict v, const float *restrict x, const struct block_params *params,
                   const struct block_rope *rope, const struct model_config *config, dim B, dim T,
                   dim past, dim C)
{
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    const dim rows = B * T;
    const float eps = config->eps;
    assert(past >= 0 && past + T <= C);

    norm_forward(state->normed, state->rstd, x, params->attention_norm, rows, D, eps);
    heads_forward(state->q, state->q_plain, state->q_rstd, state->normed, params->q, params->q_bias,
                  params->q_norm, rope, rope->where, rows, D, H, d, eps);
    for (dim b = 0; b < B; b++) {
        const float *normed = state->normed + b * T * D;
        const dim new = (b * C + past) * G * d;  // behind what is there
        float *plain = params->k_norm ? state->k_plain + b * T * G * d : NULL;
        float *rstd = params->k_norm ? state->k_rstd + b * T * G : NULL;
        heads_forward(k + new, plain, rstd, normed, params->k, params->k_bias, params->k_norm, rope,
                      rope->where + b * T, T, D, G, d, eps);
        linear_forward(v + new, normed, params->v, params->v_bias, T, D, G * d);
    }
    attention_forward(state->attended, state->weights, state->q, k, v, B, T, past + T, C, H, G, d);
    linear_forward(state->projected, state->attended, params->o, NULL, rows, H * d, D);
    for (dim i = 0; i < rows * D; i++) state->middle[i] = x[i] + state->projected[i];

    norm_forward(state->ffn_normed, state->ffn_rstd, state->middle, params->ffn_norm, rows, D, eps);
    swiglu_forward(state->ffn_out, &state->ffn, state->ffn_normed, &params->ffn, rows, D,
                   config->hidden);
    for (dim i = 0; i < rows * D; i++) y[i] = state->middle[i] + state->ffn_out[i];
}

// Back through turning and normalising: returns where the gradient of the projection stands now,
// in dplain, or in dout itself where there is no gain.
static float *heads_backward(float *dplain, float *dgain, float *dout, const float *plain,
                             const float *rstd, const float *gain, const struct block_rope *rope,
                             dim rows, dim heads, dim d)
{
    rope_backward(dout, rope->cosines, rope->sines, rope->where, rows, heads, d, rope->positions);
    if (!gain) return dout;
    norm_backward(dplain, dgain, dout, plain, rstd, gain, rows * heads, d);
    return dplain;
}

void block_backward(float *restrict dx, const struct block_state *dstate, float *restrict dk,
                    float *restrict dv, float *restrict sum, const struct block_params *dparams,
                    const float *restrict dy, const float *restrict x, const float *restrict k,
                    const float *restrict v, const struct block_state *state,
                    const struct block_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T)
{
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    const dim rows = B * T;
    float *dmiddle = dstate->middle, *dnormed = dstate->normed;

    swiglu_backward(dstate->ffn_normed, sum, &dstate->ffn, &dparams->ffn, dy, state->ffn_normed,
                    &state->ffn, &params->ffn, rows, D, config->hidden);
    norm_backward(dmiddle, dparams->ffn_norm, dstate->ffn_normed, state->middle, state->ffn_rstd,
                  params->ffn_norm, rows, D);
    for (dim i = 0; i < rows * D; i++) dmiddle[i] += dy[i];

    linear_backward(dstate->attended, dparams->o, NULL, dmiddle, state->attended, params->o, rows,
                    H * d, D);
    attention_backward(dstate->q, dk, dv, dstate->weights, dstate->attended, state->weights,
                       state->q, k, v, B, T, T, T, H, G, d);
    const float *dq = heads_backward(dstate->q_plain, dparams->q_norm, dstate->q, state->q_plain,
                                     state->q_rstd, params->q_norm, rope, rows, H, d);
    const float *dkeys = heads_backward(dstate->k_plain, dparams->k_norm, dk, state->k_plain,
                                        state->k_rstd, params->k_norm, rope, rows, G, d);
    linear_backward(dnormed, dparams->q, dparams->q_bias, dq, state->normed, params->q, rows, D,
                    H * d);
    linear_backward(sum, dparams->k, dparams->k_bias, dkeys, state->normed, params->k, rows, D,
                    G * d);
    for (dim i = 0; i < rows * D; i++) dnormed[i] += sum[i];
    linear_backward(sum, dparams->v, dparams->v_bias, dv, state->normed, params->v, rows, D, G * d);
    for (dim i = 0; i < rows * D; i++) dnormed[i] += sum[i];
    norm_backward(dx, dparams->attention_norm, dnormed, x, state->rstd, params->attention_norm,
                  rows, D);
    for (dim i = 0; i < rows * D; i++) dx[i] += dmiddle[i];
}

// block.c: one pre-norm transformer block. See block.h.
// Unlike the solution: the rows of all batch rows go through one matrix product where they lie side
// by side in the memory for keys.
#include "block.h"

#include "attention.h"
#include "linear.h"
#include "norm.h"
#include "rope.h"

#include <assert.h>
#include <stddef.h>

static void add(float *restrict out, const float *restrict a, const float *restrict b, dim n)
{
    for (dim i = 0; i < n; i++) out[i] = a[i] + b[i];
}

static void add_to(float *restrict out, const float *restrict a, dim n)
{
    for (dim i = 0; i < n; i++) out[i] += a[i];
}

// q, normalised and turned, from the normed rows.
static void queries(const struct block_state *state, const struct block_params *params,
                    const struct block_rope *rope, const struct model_config *config, dim rows)
{
    const dim H = config->heads, d = config->head;
    float *plain = config->qk_norm ? state->q_plain : state->q;
    linear_forward(plain, state->normed, params->q, params->q_bias, rows, config->width, H * d);
    if (config->qk_norm)
        norm_forward(state->q, state->q_rstd, plain, params->q_norm, rows * H, d, config->eps);
    rope_forward(state->q, rope->cosines, rope->sines, rope->where, rows, H, d, rope->positions);
}

// k and v of `rows` new rows, which lie side by side at k and v; first: their first row in state.
static void keys_values(float *restrict k, float *restrict v, const struct block_state *state,
                        const struct block_params *params, const struct block_rope *rope,
                        const struct model_config *config, dim first, dim rows)
{
    const dim G = config->kv_heads, d = config->head, D = config->width;
    const float *normed = state->normed + first * D;
    float *plain = config->qk_norm ? state->k_plain + first * G * d : k;
    linear_forward(plain, normed, params->k, params->k_bias, rows, D, G * d);
    linear_forward(v, normed, params->v, params->v_bias, rows, D, G * d);
    if (config->qk_norm)
        norm_forward(k, state->k_rstd + first * G, plain, params->k_norm, rows * G, d, config->eps);
    rope_forward(k, rope->cosines, rope->sines, rope->where + first, rows, G, d, rope->positions);
}

void block_forward(float *restrict y, const struct block_state *state, float *restrict k,
                   float *restrict v, const float *restrict x, const struct block_params *params,
                   const struct block_rope *rope, const struct model_config *config, dim B, dim T,
                   dim past, dim C)
{
    assert(B >= 1 && T >= 1 && past >= 0 && past + T <= C);
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    const dim rows = B * T;

    norm_forward(state->normed, state->rstd, x, params->attention_norm, rows, D, config->eps);
    queries(state, params, rope, config, rows);
    if (T == C) {
        keys_values(k, v, state, params, rope, config, 0, rows);
    } else {
        for (dim b = 0; b < B; b++) {
            const dim at = (b * C + past) * G * d;
            keys_values(k + at, v + at, state, params, rope, config, b * T, T);
        }
    }
    attention_forward(state->attended, state->weights, state->q, k, v, B, T, past + T, C, H, G, d);
    linear_forward(state->projected, state->attended, params->o, NULL, rows, H * d, D);
    add(state->middle, x, state->projected, rows * D);

    norm_forward(state->ffn_normed, state->ffn_rstd, state->middle, params->ffn_norm, rows, D,
                 config->eps);
    swiglu_forward(state->ffn_out, &state->ffn, state->ffn_normed, &params->ffn, rows, D,
                   config->hidden);
    add(y, state->middle, state->ffn_out, rows * D);
}

// dq, dk and dv back to the normed rows: three branches that add up.
static void projections_backward(const struct block_state *dstate, float *restrict dk,
                                 float *restrict dv, float *restrict sum,
                                 const struct block_params *dparams,
                                 const struct block_state *state, const struct block_params *params,
                                 const struct model_config *config, dim rows)
{
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    const float *dq = dstate->q, *dkeys = dk;
    if (config->qk_norm) {
        norm_backward(dstate->q_plain, dparams->q_norm, dstate->q, state->q_plain, state->q_rstd,
                      params->q_norm, rows * H, d);
        norm_backward(dstate->k_plain, dparams->k_norm, dk, state->k_plain, state->k_rstd,
                      params->k_norm, rows * G, d);
        dq = dstate->q_plain;
        dkeys = dstate->k_plain;
    }
    linear_backward(dstate->normed, dparams->q, dparams->q_bias, dq, state->normed, params->q, rows,
                    D, H * d);
    linear_backward(sum, dparams->k, dparams->k_bias, dkeys, state->normed, params->k, rows, D,
                    G * d);
    add_to(dstate->normed, sum, rows * D);
    linear_backward(sum, dparams->v, dparams->v_bias, dv, state->normed, params->v, rows, D, G * d);
    add_to(dstate->normed, sum, rows * D);
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

    swiglu_backward(dstate->ffn_normed, sum, &dstate->ffn, &dparams->ffn, dy, state->ffn_normed,
                    &state->ffn, &params->ffn, rows, D, config->hidden);
    norm_backward(sum, dparams->ffn_norm, dstate->ffn_normed, state->middle, state->ffn_rstd,
                  params->ffn_norm, rows, D);
    add(dstate->middle, dy, sum, rows * D);

    linear_backward(dstate->attended, dparams->o, NULL, dstate->middle, state->attended, params->o,
                    rows, H * d, D);
    attention_backward(dstate->q, dk, dv, dstate->weights, dstate->attended, state->weights,
                       state->q, k, v, B, T, T, T, H, G, d);
    rope_backward(dstate->q, rope->cosines, rope->sines, rope->where, rows, H, d, rope->positions);
    rope_backward(dk, rope->cosines, rope->sines, rope->where, rows, G, d, rope->positions);
    projections_backward(dstate, dk, dv, sum, dparams, state, params, config, rows);
    norm_backward(sum, dparams->attention_norm, dstate->normed, x, state->rstd,
                  params->attention_norm, rows, D);
    add(dx, dstate->middle, sum, rows * D);
}

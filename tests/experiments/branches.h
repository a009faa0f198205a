// branches.h: the attention branch of a block, forward and backward, so that an experiment with
// block.c shows only what it is about: how branches, norms and sums are wired. Plain, as the
// solution; the feed-forward branch is swiglu_forward and swiglu_backward as they are.
#ifndef CRUMB_BRANCHES_H
#define CRUMB_BRANCHES_H

#include "attention.h"
#include "block.h"
#include "linear.h"
#include "norm.h"
#include "rope.h"

#include <assert.h>
#include <stddef.h>

static inline void add(float *restrict out, const float *restrict a, const float *restrict b,
                       dim count)
{
    for (dim i = 0; i < count; i++) out[i] = a[i] + b[i];
}

static inline void add_to(float *restrict out, const float *restrict a, dim count)
{
    for (dim i = 0; i < count; i++) out[i] += a[i];
}

// state->projected [rows, D] = attention of `in` [rows, D]; new keys and values at `past`.
static inline void attention_branch(const struct block_state *state, float *restrict k,
                                    float *restrict v, const float *restrict in,
                                    const struct block_params *params,
                                    const struct block_rope *rope,
                                    const struct model_config *config, dim B, dim T, dim past,
                                    dim C)
{
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    assert(!config->qk_norm);  // experiments are about other things
    linear_forward(state->q, in, params->q, params->q_bias, B * T, D, H * d);
    rope_forward(state->q, rope->cosines, rope->sines, rope->where, B * T, H, d, rope->positions);
    for (dim b = 0; b < B; b++) {
        float *new_k = k + (b * C + past) * G * d, *new_v = v + (b * C + past) * G * d;
        const float *rows = in + b * T * D;
        linear_forward(new_k, rows, params->k, params->k_bias, T, D, G * d);
        linear_forward(new_v, rows, params->v, params->v_bias, T, D, G * d);
        rope_forward(new_k, rope->cosines, rope->sines, rope->where + b * T, T, G, d,
                     rope->positions);
    }
    attention_forward(state->attended, state->weights, state->q, k, v, B, T, past + T, C, H, G, d);
    linear_forward(state->projected, state->attended, params->o, NULL, B * T, H * d, D);
}

// din [rows, D], overwritten, from the gradient of state->projected. sum [rows, D] is scratch.
static inline void attention_branch_backward(
    float *restrict din, const struct block_state *dstate, float *restrict dk, float *restrict dv,
    float *restrict sum, const struct block_params *dparams, const float *restrict dprojected,
    const float *restrict in, const float *restrict k, const float *restrict v,
    const struct block_state *state, const struct block_params *params,
    const struct block_rope *rope, const struct model_config *config, dim B, dim T)
{
    const dim D = config->width, H = config->heads, G = config->kv_heads, d = config->head;
    const dim rows = B * T;
    linear_backward(dstate->attended, dparams->o, NULL, dprojected, state->attended, params->o,
                    rows, H * d, D);
    attention_backward(dstate->q, dk, dv, dstate->weights, dstate->attended, state->weights,
                       state->q, k, v, B, T, T, T, H, G, d);
    rope_backward(dstate->q, rope->cosines, rope->sines, rope->where, rows, H, d, rope->positions);
    rope_backward(dk, rope->cosines, rope->sines, rope->where, rows, G, d, rope->positions);
    linear_backward(din, dparams->q, dparams->q_bias, dstate->q, in, params->q, rows, D, H * d);
    linear_backward(sum, dparams->k, dparams->k_bias, dk, in, params->k, rows, D, G * d);
    add_to(din, sum, rows * D);
    linear_backward(sum, dparams->v, dparams->v_bias, dv, in, params->v, rows, D, G * d);
    add_to(din, sum, rows * D);
}

#endif

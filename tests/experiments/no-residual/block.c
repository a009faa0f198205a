// block.c: an experiment: a block without its two residual connections. Each branch replaces the
// stream instead of adding to it:
//   middle = attention(norm(x)) Wo^T         was  x      + ...
//   y      = swiglu(norm(middle))            was  middle + ...
#include "../branches.h"

#include <string.h>

void block_forward(float *restrict y, const struct block_state *state, float *restrict k,
                   float *restrict v, const float *restrict x, const struct block_params *params,
                   const struct block_rope *rope, const struct model_config *config, dim B, dim T,
                   dim past, dim C)
{
    const dim D = config->width, rows = B * T;
    norm_forward(state->normed, state->rstd, x, params->attention_norm, rows, D, config->eps);
    attention_branch(state, k, v, state->normed, params, rope, config, B, T, past, C);
    memcpy(state->middle, state->projected, (size_t)(rows * D) * sizeof *y);

    norm_forward(state->ffn_normed, state->ffn_rstd, state->middle, params->ffn_norm, rows, D,
                 config->eps);
    swiglu_forward(state->ffn_out, &state->ffn, state->ffn_normed, &params->ffn, rows, D,
                   config->hidden);
    memcpy(y, state->ffn_out, (size_t)(rows * D) * sizeof *y);
}

void block_backward(float *restrict dx, const struct block_state *dstate, float *restrict dk,
                    float *restrict dv, float *restrict sum, const struct block_params *dparams,
                    const float *restrict dy, const float *restrict x, const float *restrict k,
                    const float *restrict v, const struct block_state *state,
                    const struct block_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T)
{
    const dim D = config->width, rows = B * T;
    swiglu_backward(dstate->ffn_normed, sum, &dstate->ffn, &dparams->ffn, dy, state->ffn_normed,
                    &state->ffn, &params->ffn, rows, D, config->hidden);
    norm_backward(dstate->middle, dparams->ffn_norm, dstate->ffn_normed, state->middle,
                  state->ffn_rstd, params->ffn_norm, rows, D);
    attention_branch_backward(dstate->normed, dstate, dk, dv, sum, dparams, dstate->middle,
                              state->normed, k, v, state, params, rope, config, B, T);
    norm_backward(dx, dparams->attention_norm, dstate->normed, x, state->rstd,
                  params->attention_norm, rows, D);
}

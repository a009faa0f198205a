// block.c: an experiment: the norms behind the sums, as in the Transformer of 2017 (Vaswani et
// al.), instead of in front of the branches:
//   middle = norm(x      + attention(x) Wo^T)       was  x      + attention(norm(x)) Wo^T
//   y      = norm(middle + swiglu(middle))          was  middle + swiglu(norm(middle))
// No path from y to x is free of a norm. In the state `middle` is the first sum and `ffn_normed`
// its norm, `normed` the second sum.
#include "../branches.h"

void block_forward(float *restrict y, const struct block_state *state, float *restrict k,
                   float *restrict v, const float *restrict x, const struct block_params *params,
                   const struct block_rope *rope, const struct model_config *config, dim B, dim T,
                   dim past, dim C)
{
    const dim D = config->width, rows = B * T;
    attention_branch(state, k, v, x, params, rope, config, B, T, past, C);
    add(state->middle, x, state->projected, rows * D);
    norm_forward(state->ffn_normed, state->ffn_rstd, state->middle, params->attention_norm, rows, D,
                 config->eps);

    swiglu_forward(state->ffn_out, &state->ffn, state->ffn_normed, &params->ffn, rows, D,
                   config->hidden);
    add(state->normed, state->ffn_normed, state->ffn_out, rows * D);
    norm_forward(y, state->rstd, state->normed, params->ffn_norm, rows, D, config->eps);
}

void block_backward(float *restrict dx, const struct block_state *dstate, float *restrict dk,
                    float *restrict dv, float *restrict sum, const struct block_params *dparams,
                    const float *restrict dy, const float *restrict x, const float *restrict k,
                    const float *restrict v, const struct block_state *state,
                    const struct block_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T)
{
    const dim D = config->width, rows = B * T;
    norm_backward(dstate->normed, dparams->ffn_norm, dy, state->normed, state->rstd,
                  params->ffn_norm, rows, D);
    swiglu_backward(dstate->ffn_normed, sum, &dstate->ffn, &dparams->ffn, dstate->normed,
                    state->ffn_normed, &state->ffn, &params->ffn, rows, D, config->hidden);
    add_to(dstate->ffn_normed, dstate->normed, rows * D);

    norm_backward(dstate->middle, dparams->attention_norm, dstate->ffn_normed, state->middle,
                  state->ffn_rstd, params->attention_norm, rows, D);
    attention_branch_backward(dx, dstate, dk, dv, sum, dparams, dstate->middle, x, k, v, state,
                              params, rope, config, B, T);
    add_to(dx, dstate->middle, rows * D);
}

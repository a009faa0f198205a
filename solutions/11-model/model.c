// model.c: the whole decoder-only transformer, plainly. See reference/include/model.h.
#include "model.h"

#include "embedding.h"
#include "linear.h"
#include "norm.h"

#include <assert.h>
#include <stddef.h>

void model_forward(float *restrict logits, const struct model_state *state,
                   const struct model_keys *keys, const int32_t *restrict ids,
                   const struct model_params *params, const struct block_rope *rope,
                   const struct model_config *config, dim B, dim T, dim tail)
{
    const dim D = config->width, L = config->layers;
    assert(tail >= 1 && tail <= T);

    embedding_forward(state->stream[0], ids, params->embedding, B * T, config->vocab, D);
    for (dim i = 0; i < L; i++)
        block_forward(state->stream[i + 1], &state->blocks[i], keys->k[i], keys->v[i],
                      state->stream[i], &params->blocks[i], rope, config, B, T, keys->past,
                      keys->C);
    for (dim b = 0; b < B; b++)  // of each row the last positions only
        norm_forward(state->normed + b * tail * D, state->rstd + b * tail,
                     state->stream[L] + (b * T + T - tail) * D, params->norm, tail, D, config->eps);
    linear_forward(logits, state->normed, params->head, NULL, B * tail, D, config->vocab);
}

void model_backward(const struct model_params *dparams, const struct model_state *dstate,
                    const struct model_keys *dkeys, float *restrict sum,
                    const float *restrict dlogits, const struct model_state *state,
                    const struct model_keys *keys, const int32_t *restrict ids,
                    const struct model_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T)
{
    const dim D = config->width, L = config->layers, rows = B * T;

    linear_backward(dstate->normed, dparams->head, NULL, dlogits, state->normed, params->head, rows,
                    D, config->vocab);
    norm_backward(dstate->stream[L], dparams->norm, dstate->normed, state->stream[L], state->rstd,
                  params->norm, rows, D);
    for (dim i = L - 1; i >= 0; i--)
        block_backward(dstate->stream[i], &dstate->blocks[i], dkeys->k[i], dkeys->v[i], sum,
                       &dparams->blocks[i], dstate->stream[i + 1], state->stream[i], keys->k[i],
                       keys->v[i], &state->blocks[i], &params->blocks[i], rope, config, B, T);
    embedding_backward(dparams->embedding, dstate->stream[0], ids, rows, config->vocab, D);
}

// model.c: your file. labs/11-model/README.md explains the step,
// reference/include/model.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "model.h"

#include "embedding.h"
#include "linear.h"
#include "norm.h"
#include "todo.h"

#include <assert.h>
#include <stddef.h>

// Part a. Rows of the embedding, one block after the other, the final norm, the head. Logits are
// wanted of the last `tail` positions of each batch row only, so norm and head see no others.
void model_forward(float *restrict logits, const struct model_state *state,
                   const struct model_keys *keys, const int32_t *restrict ids,
                   const struct model_params *params, const struct block_rope *rope,
                   const struct model_config *config, dim B, dim T, dim tail)
{
    (void)logits, (void)state, (void)keys, (void)ids, (void)params, (void)rope, (void)config;
    (void)B, (void)T, (void)tail;
    LAB_TODO();
}

// Part b. From dlogits down to the embedding. What does a tied head need?
void model_backward(const struct model_params *dparams, const struct model_state *dstate,
                    const struct model_keys *dkeys, float *restrict sum,
                    const float *restrict dlogits, const struct model_state *state,
                    const struct model_keys *keys, const int32_t *restrict ids,
                    const struct model_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T)
{
    (void)dparams, (void)dstate, (void)dkeys, (void)sum, (void)dlogits, (void)state, (void)keys;
    (void)ids, (void)params, (void)rope, (void)config, (void)B, (void)T;
    LAB_TODO();
}

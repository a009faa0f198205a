// model.h: the whole decoder-only transformer: embedding, a stack of blocks, the final norm, the
// head.
#ifndef CRUMB_MODEL_H
#define CRUMB_MODEL_H

#include "block.h"
#include "config.h"
#include "dim.h"

#include <float.h>
#include <stdint.h>

// |got - exact| <= BOUND(n) * max|exact|; n = layers * the n of one block.
#define MODEL_BOUND(n) BLOCK_BOUND(n)
#define MODEL_BACKWARD_BOUND(n) BLOCK_BACKWARD_BOUND(n)

struct model_params {
    float *embedding;             // [V, D]
    struct block_params *blocks;  // [layers]
    float *norm;                  // [D], the final one
    float *head;                  // [V, D]; the same memory as embedding when tied
};

// stream [layers + 1]: stream[0] is the embedded input, stream[i + 1] what block i leaves.
struct model_state {
    float **stream;              // [layers + 1], each [B, T, D]
    struct block_state *blocks;  // [layers]; decoding may point all at the same memory
    float *normed, *rstd;        // [B * tail, D], [B * tail]
};

// Keys and values of each layer: the cache's memory in decoding, activations in training.
struct model_keys {
    float *const *k, *const *v;  // [layers], each [B, C, Hkv, d]
    dim past, C;
};

// logits [B, tail, V] out: of the last `tail` positions of each row (1 when generating, T in
// training). ids [B, T] in, each in 0..V-1.
void model_forward(float *restrict logits, const struct model_state *state,
                   const struct model_keys *keys, const int32_t *restrict ids,
                   const struct model_params *params, const struct block_rope *rope,
                   const struct model_config *config, dim B, dim T, dim tail);

// Training only: past 0, C = T = tail. dparams accumulate (a tied head adds its gradient to the
// embedding's); dstate and dkeys are overwritten; sum [B * T, D] is scratch for block_backward.
void model_backward(const struct model_params *dparams, const struct model_state *dstate,
                    const struct model_keys *dkeys, float *restrict sum,
                    const float *restrict dlogits, const struct model_state *state,
                    const struct model_keys *keys, const int32_t *restrict ids,
                    const struct model_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T);

#endif

// variant.c: the same model with what it does without: key heads that are shared, biases of q, k
// and v, norms of each head, another theta. It says nothing sensible, but a block goes every way.
#include "pass.h"

#include "rng.h"

enum { VARIANT_SEED = 7 };

static float *noise(struct arena *arena, struct rng *rng, dim count, float middle)
{
    float *values = arena_array(arena, (size_t)count, sizeof *values);
    for (dim i = 0; i < count; i++) values[i] = middle + 0.2f * (float)rng_normal(rng);
    return values;
}

// The mean of each pair of neighbouring heads: [heads * d, D] becomes [heads / 2 * d, D].
static float *paired(struct arena *arena, const float *weights, dim heads, dim head, dim width)
{
    const dim size = head * width;
    float *mean = arena_array(arena, (size_t)(heads / 2 * size), sizeof *mean);
    for (dim h = 0; h < heads / 2; h++)
        for (dim i = 0; i < size; i++)
            mean[h * size + i] =
                0.5f * (weights[2 * h * size + i] + weights[(2 * h + 1) * size + i]);
    return mean;
}

static void vary(struct block_params *block, struct model_config *to,
                 const struct model_config *from, struct arena *arena, struct rng *rng)
{
    const dim d = from->head, kv = to->kv_heads * d;
    if (to->kv_heads < from->kv_heads) {
        block->k = paired(arena, block->k, from->kv_heads, d, from->width);
        block->v = paired(arena, block->v, from->kv_heads, d, from->width);
    }
    block->q_bias = noise(arena, rng, from->heads * d, 0.0f);
    block->k_bias = noise(arena, rng, kv, 0.0f);
    block->v_bias = noise(arena, rng, kv, 0.0f);
    block->q_norm = noise(arena, rng, d, 1.5f);
    block->k_norm = noise(arena, rng, d, 1.5f);
}

void pass_variant(struct pass *pass)
{
    const struct model_config *own = &pass->model.config;
    struct model_config config = *own;
    struct params params = pass->model.params;
    struct arena *arena = &pass->arena;
    struct runner runner;
    struct rng rng;
    rng_seed(&rng, VARIANT_SEED, 1);
    config.qkv_bias = config.qk_norm = true;
    config.theta = 5.0 * own->theta;
    if (own->kv_heads % 2 == 0) config.kv_heads = own->kv_heads / 2;
    params.model.blocks = arena_array(arena, (size_t)own->layers, sizeof *params.model.blocks);
    for (dim i = 0; i < own->layers; i++) {
        params.model.blocks[i] = pass->model.params.model.blocks[i];
        vary(&params.model.blocks[i], &config, own, arena, &rng);
    }
    emit_stage("a pass with %td key heads for %td, biases, head norms", config.kv_heads,
               config.heads);
    runner_open(&runner, &config, &params, pass->count, pass->count, true);
    emit_begin(&runner, pass->ids, pass->count, 0);
    float *logits = arena_array(arena, (size_t)own->vocab, sizeof *logits);
    runner_forward(&runner, logits, pass->ids, pass->count, 0);
    emit_over();
    emit_pass(&runner);
    runner_close(&runner);
}

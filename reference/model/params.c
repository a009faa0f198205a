// params.c: the table of a model's tensors, by Hugging Face's names. See params.h.
#include "params.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// How many tensors there are at most, for a model of that many layers.
enum { BLOCK_TENSORS = 14, OTHER_TENSORS = 3 };

// columns 0: a vector. layer -1: not of a layer.
static void enter(struct params *params, float **where, dim layer, const char *name, dim rows,
                  dim columns)
{
    struct params_tensor *tensor = &params->tensors[params->tensor_count++];
    if (layer < 0)
        snprintf(tensor->name, sizeof tensor->name, "%s", name);
    else
        snprintf(tensor->name, sizeof tensor->name, "model.layers.%td.%s", layer, name);
    tensor->shape[0] = rows;
    tensor->shape[1] = columns;
    tensor->start = params->count;
    tensor->count = columns ? rows * columns : rows;
    tensor->decays = columns > 0;
    tensor->where = where;
    params->count += tensor->count;
}

static void enter_block(struct params *params, dim layer, const struct model_config *config)
{
    struct block_params *block = &params->model.blocks[layer];
    const dim D = config->width, q = config->heads * config->head;
    const dim kv = config->kv_heads * config->head, F = config->hidden;
    enter(params, &block->attention_norm, layer, "input_layernorm.weight", D, 0);
    enter(params, &block->q, layer, "self_attn.q_proj.weight", q, D);
    enter(params, &block->k, layer, "self_attn.k_proj.weight", kv, D);
    enter(params, &block->v, layer, "self_attn.v_proj.weight", kv, D);
    if (config->qkv_bias) {
        enter(params, &block->q_bias, layer, "self_attn.q_proj.bias", q, 0);
        enter(params, &block->k_bias, layer, "self_attn.k_proj.bias", kv, 0);
        enter(params, &block->v_bias, layer, "self_attn.v_proj.bias", kv, 0);
    }
    if (config->qk_norm) {
        enter(params, &block->q_norm, layer, "self_attn.q_norm.weight", config->head, 0);
        enter(params, &block->k_norm, layer, "self_attn.k_norm.weight", config->head, 0);
    }
    enter(params, &block->o, layer, "self_attn.o_proj.weight", D, q);
    enter(params, &block->ffn_norm, layer, "post_attention_layernorm.weight", D, 0);
    enter(params, &block->ffn.gate, layer, "mlp.gate_proj.weight", F, D);
    enter(params, &block->ffn.up, layer, "mlp.up_proj.weight", F, D);
    enter(params, &block->ffn.down, layer, "mlp.down_proj.weight", D, F);
}

void params_table(struct params *params, struct arena *arena, const struct model_config *config)
{
    const size_t most = (size_t)(config->layers * BLOCK_TENSORS + OTHER_TENSORS);
    *params = (struct params){.tensors = arena_array(arena, most, sizeof *params->tensors)};
    params->model.blocks =
        arena_array(arena, (size_t)config->layers, sizeof *params->model.blocks);
    enter(params, &params->model.embedding, -1, "model.embed_tokens.weight", config->vocab,
          config->width);
    for (dim layer = 0; layer < config->layers; layer++) enter_block(params, layer, config);
    enter(params, &params->model.norm, -1, "model.norm.weight", config->width, 0);
    if (!config->tied)
        enter(params, &params->model.head, -1, "lm_head.weight", config->vocab, config->width);
}

void params_point(struct params *params, float *flat)
{
    params->flat = flat;
    params->model.head = NULL;
    for (dim i = 0; i < params->tensor_count; i++)
        *params->tensors[i].where = flat + params->tensors[i].start;
    if (!params->model.head) params->model.head = params->model.embedding;
}

void params_plan(struct params *params, struct arena *arena, const struct model_config *config)
{
    params_table(params, arena, config);
    params_point(params, arena_array(arena, (size_t)params->count, sizeof(float)));
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

void params_init(struct params *params, const struct model_config *config, struct rng *rng)
{
    for (dim i = 0; i < params->tensor_count; i++) {
        const struct params_tensor *tensor = &params->tensors[i];
        float *to = *tensor->where;
        const bool to_stream = ends_with(tensor->name, "o_proj.weight") ||
                               ends_with(tensor->name, "down_proj.weight");
        const double deviation = to_stream ? 0.02 / sqrt(2.0 * (double)config->layers) : 0.02;
        const float fill = ends_with(tensor->name, "bias") ? 0.0f : 1.0f;
        for (dim j = 0; j < tensor->count; j++)
            to[j] = tensor->decays ? (float)(deviation * (double)rng_normal(rng)) : fill;
    }
}

const struct params_tensor *params_find(const struct params *params, const char *name)
{
    for (dim i = 0; i < params->tensor_count; i++)
        if (strcmp(params->tensors[i].name, name) == 0) return &params->tensors[i];
    return NULL;
}

dim params_count(const struct model_config *config)
{
    const dim D = config->width, q = config->heads * config->head;
    const dim kv = config->kv_heads * config->head;
    const dim block = 2 * D + 2 * q * D + 2 * kv * D + 3 * config->hidden * D +
                      (config->qkv_bias ? q + 2 * kv : 0) +
                      (config->qk_norm ? 2 * config->head : 0);
    return config->layers * block + D + (config->tied ? 1 : 2) * config->vocab * D;
}

// runner.c: a model ready to run on one row of tokens. See runner.h.
#include "runner.h"

#include <assert.h>
#include <string.h>

void runner_open(struct runner *runner, const struct model_config *config,
                 const struct params *params, dim C, dim chunk, bool keep)
{
    assert(C >= 1 && chunk >= 1);
    if (chunk > C) chunk = C;
    *runner = (struct runner){.config = config, .params = params, .chunk = chunk};
    struct arena *arena = &runner->arena;
    const size_t layers = (size_t)config->layers;
    float **k = arena_array(arena, layers, sizeof *k), **v = arena_array(arena, layers, sizeof *v);
    float *memory = arena_alloc(arena, (size_t)cache_bytes(config, 1, C));
    cache_init(&runner->cache, memory, k, v, config, 1, C);
    runner->ids = arena_array(arena, (size_t)C, sizeof *runner->ids);
    activations_plan(&runner->activations, arena, config, 1, chunk, C, keep ? chunk : 1,
                     keep ? ACTIVATIONS_KEPT : ACTIVATIONS_LEAN);
}

void runner_forward(void *context, float *logits, const int32_t *ids, dim count, dim past)
{
    struct runner *runner = context;
    struct activations *activations = &runner->activations;
    const dim V = runner->config->vocab, tail = activations->tail == 1 ? 1 : count;
    assert(count >= 1 && count <= runner->chunk);
    cache_rewind(&runner->cache, past);
    assert(past + count <= runner->cache.C);
    memmove(runner->ids + past, ids, (size_t)count * sizeof *ids);
    activations_at(activations, 1, count, past);
    const struct model_keys keys = {runner->cache.k, runner->cache.v, past, runner->cache.C};
    model_forward(activations->logits, &activations->state, &keys, ids, &runner->params->model,
                  &activations->rope, runner->config, 1, count, tail);
    cache_append(&runner->cache, count);
    memcpy(logits, activations->logits + (tail - 1) * V, (size_t)V * sizeof *logits);
    runner->past = past;
    runner->count = count;
    runner->computed += count;
}

void runner_prefill(struct runner *runner, float *logits, const int32_t *ids, dim count, dim past)
{
    for (dim done = 0, piece; done < count; done += piece) {
        piece = count - done < runner->chunk ? count - done : runner->chunk;
        runner_forward(runner, logits, ids + done, piece, past + done);
    }
}

dim runner_reuse(struct runner *runner, const int32_t *ids, dim count)
{
    return cache_reuse(&runner->cache, runner->ids, ids, count);
}

void runner_close(struct runner *runner)
{
    arena_free(&runner->arena);
    *runner = (struct runner){0};
}

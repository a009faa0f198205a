// bench_model.c: whole models with random weights, in tokens per second: one token after the other
// (each reads every weight once: memory is the limit), a prompt in one go, and a training step (6
// operations for each weight and token, and attention's products: the matrix product is the limit).
#include "bench.h"

#include "costs.h"
#include "learner.h"
#include "runner.h"

#include <string.h>

enum { PAST = 200, CHUNK = 128, BATCH = 12, CONTEXT = 64 };

// Sizes of a published model of 15 million weights for children's stories, and of a small GPT for
// Shakespeare, which docs/training.md trains.
static const struct model_config stories = {.vocab = 32000, .width = 288, .layers = 6, .heads = 6,
                                            .kv_heads = 6, .head = 48, .hidden = 768,
                                            .positions = 256, .eps = 1e-5f, .tied = true,
                                            .theta = 10000.0};
static const struct model_config shakespeare = {.vocab = 257, .width = 128, .layers = 4, .heads = 4,
                                                .kv_heads = 4, .head = 32, .hidden = 344,
                                                .positions = 64, .eps = 1e-5f, .tied = true,
                                                .theta = 10000.0};

struct speaking {
    struct params params;
    struct runner runner;
    float *logits;
    int32_t ids[CHUNK];
};

// Its runner's memory lives as long as the program; the arena holds the rest.
static struct speaking *speaking(struct arena *arena)
{
    struct speaking *made = arena_alloc(arena, sizeof *made);
    struct rng rng;
    rng_seed(&rng, 1, 1);
    params_plan(&made->params, arena, &stories);
    params_init(&made->params, &stories, &rng);
    runner_open(&made->runner, &stories, &made->params, stories.positions, CHUNK, false);
    made->logits = arena_array(arena, (size_t)stories.vocab, sizeof(float));
    for (int i = 0; i < CHUNK; i++)
        made->ids[i] = (int32_t)rng_below(&rng, (uint32_t)stories.vocab);
    return made;
}

static void *make_decode(struct arena *arena)
{
    struct speaking *made = speaking(arena);
    runner_prefill(&made->runner, made->logits, made->ids, CHUNK, 0);
    runner_prefill(&made->runner, made->logits, made->ids, PAST - CHUNK, CHUNK);
    return made;
}

static void *make_prefill(struct arena *arena)
{
    return speaking(arena);
}

static void decode(void *made)
{
    struct speaking *s = made;
    runner_forward(&s->runner, s->logits, s->ids, 1, PAST);
}

static void prefill(void *made)
{
    struct speaking *s = made;
    runner_forward(&s->runner, s->logits, s->ids, CHUNK, 0);
}

struct learning {
    struct params params;
    struct learner learner;
    float *grads;
    int32_t inputs[BATCH * CONTEXT], targets[BATCH * CONTEXT];
};

static void *make_learn(struct arena *arena)
{
    struct learning *made = arena_alloc(arena, sizeof *made);
    struct rng rng;
    rng_seed(&rng, 1, 1);
    params_plan(&made->params, arena, &shakespeare);
    params_init(&made->params, &shakespeare, &rng);
    made->grads = arena_array(arena, (size_t)made->params.count, sizeof(float));
    learner_plan(&made->learner, arena, &shakespeare, &made->params, made->grads, BATCH, CONTEXT);
    for (int i = 0; i < BATCH * CONTEXT; i++) {
        made->inputs[i] = (int32_t)rng_below(&rng, 256);
        made->targets[i] = (int32_t)rng_below(&rng, 256);
    }
    return made;
}

static void learn(void *made)
{
    struct learning *l = made;
    learner_gradients(&l->learner, l->inputs, l->targets, BATCH, CONTEXT, 1.0f);
}

// Bytes of weights, and of keys and values, for one token.
static double decode_work(void)
{
    return 4.0 * (double)params_count(&stories) + costs_cache(&stories, PAST, 4.0);
}

// Only the last position's logits are computed: the embedding table is no work for the others.
static double prefill_work(void)
{
    const dim table = stories.vocab * stories.width;
    return CHUNK * (2.0 * (double)(params_count(&stories) - table) +
                    costs_attention(&stories, CHUNK / 2)) + 2.0 * (double)table;
}

static double learn_work(void)
{
    return BATCH * CONTEXT *
           (costs_training(&shakespeare) + 3.0 * costs_attention(&shakespeare, CONTEXT / 2));
}

const struct bench_model bench_models[] = {
    {"decode", "15M weights, at 200", BENCH_MEMORY, 1, decode_work, make_decode, decode},
    {"prefill", "15M weights, 128", BENCH_MATRIX, CHUNK, prefill_work, make_prefill, prefill},
    {"gradients", "0.8M weights, 12 x 64", BENCH_MATRIX, BATCH * CONTEXT, learn_work, make_learn,
     learn},
};
const dim bench_model_count = sizeof bench_models / sizeof *bench_models;

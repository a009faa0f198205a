// free_running.c: the same windows read twice: with the true tokens, and with the model's own. See
// free_running.h.
#include "free_running.h"

#include "data.h"
#include "loss.h"
#include "sampling.h"

#include <assert.h>

struct reader {
    struct free_running *result;
    struct runner *runner;
    const struct training_tokens *tokens;
    struct rng *rng;
    float *logits, *probabilities;  // [V]
    int32_t *prefix;                // [prefix]
};

static double nats_of(const struct reader *reader, int32_t token)
{
    float loss;
    double lse;
    dim counted;
    return loss_forward(&loss, &lse, &counted, reader->logits, &token, 1,
                        reader->runner->config->vocab);
}

static void read_prefix(struct reader *reader, dim start)
{
    const dim prefix = reader->result->prefix;
    for (dim t = 0; t < prefix; t++) reader->prefix[t] = data_token(reader->tokens, start + t);
    runner_prefill(reader->runner, reader->logits, reader->prefix, prefix, 0);
}

// Puts a token behind the others, unless it is the last: its logits would not be read.
static void go_on(struct reader *reader, int32_t token, dim t)
{
    const struct free_running *result = reader->result;
    if (t + 1 < result->count)
        runner_forward(reader->runner, reader->logits, &token, 1, result->prefix + t);
}

static void read_true(struct reader *reader, dim start)
{
    struct free_running *result = reader->result;
    read_prefix(reader, start);
    for (dim t = 0; t < result->count; t++) {
        const int32_t token = data_token(reader->tokens, start + result->prefix + t);
        result->forced[t] += nats_of(reader, token);
        go_on(reader, token, t);
    }
}

static void read_own(struct reader *reader, dim start)
{
    struct free_running *result = reader->result;
    const dim V = reader->runner->config->vocab;
    double still = 1.0;
    read_prefix(reader, start);
    for (dim t = 0; t < result->count; t++) {
        const int32_t token = data_token(reader->tokens, start + result->prefix + t);
        sampling_temperature(reader->probabilities, reader->logits, V, 1.0f);
        const int32_t own = sampling_draw(reader->probabilities, V, rng_uniform(reader->rng));
        result->free[t] += nats_of(reader, token);
        result->own[t] += nats_of(reader, own);
        result->still[t] += still;
        if (own != token) still = 0.0;
        go_on(reader, own, t);
    }
}

void free_running(struct free_running *result, struct arena *arena, struct runner *runner,
                  const struct training_tokens *tokens, dim prefix, dim count, dim windows,
                  struct rng *rng)
{
    assert(prefix >= 1 && count >= 1 && windows >= 1 && prefix + count <= runner->cache.C);
    assert(tokens->count >= prefix + count);
    const size_t V = (size_t)runner->config->vocab;
    *result = (struct free_running){.prefix = prefix, .count = count, .windows = windows};
    double **const curves[] = {&result->forced, &result->free, &result->own, &result->still};
    for (int c = 0; c < 4; c++) *curves[c] = arena_array(arena, (size_t)count, sizeof(double));
    struct reader reader = {.result = result, .runner = runner, .tokens = tokens, .rng = rng,
                            .logits = arena_array(arena, V, sizeof(float)),
                            .probabilities = arena_array(arena, V, sizeof(float)),
                            .prefix = arena_array(arena, (size_t)prefix, sizeof(int32_t))};
    const dim room = tokens->count - prefix - count;
    for (dim w = 0; w < windows; w++) {
        const dim start = windows > 1 ? (dim)((double)room * (double)w / (double)(windows - 1)) : 0;
        read_true(&reader, start);
        read_own(&reader, start);
    }
    for (int c = 0; c < 4; c++)
        for (dim t = 0; t < count; t++) (*curves[c])[t] /= (double)windows;
}

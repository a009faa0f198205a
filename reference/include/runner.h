// runner.h: a model ready to run: weights, cache, activations, and the ids it holds. One row of
// tokens. `forward` of generate.h, prefix reuse and the trace all go through here. Given code.
#ifndef CRUMB_RUNNER_H
#define CRUMB_RUNNER_H

#include "activations.h"
#include "arena.h"
#include "cache.h"
#include "config.h"
#include "params.h"

#include <stdbool.h>
#include <stdint.h>

struct runner {
    struct arena arena;
    const struct model_config *config;
    const struct params *params;
    struct activations activations;
    struct cache cache;
    int32_t *ids;      // [cache.C]; the first cache.length are in the cache
    dim chunk;        // most ids in one pass
    dim past, count;  // of the last pass
    dim computed;     // positions computed since runner_open: what prefix reuse saves
};

// C: positions in all (<= config->positions); chunk: most ids in one pass; keep: every layer's
// activations and all logits of the last pass stay readable (a trace, a lens).
void runner_open(struct runner *runner, const struct model_config *config,
                 const struct params *params, dim C, dim chunk, bool keep);
// generate_model's forward: context is the runner. ids [count] stand at past; what the cache held
// from past on is forgotten. logits [V] out of the last id; with keep also all of them in
// runner->activations.logits. count <= chunk, past <= cache.length, past + count <= C.
void runner_forward(void *context, float *logits, const int32_t *ids, dim count, dim past);
// The same in pieces of at most chunk.
void runner_prefill(struct runner *runner, float *logits, const int32_t *ids, dim count, dim past);
// How many leading ids need no computing, and rewinds the cache to them (cache_reuse).
dim runner_reuse(struct runner *runner, const int32_t *ids, dim count);
void runner_close(struct runner *runner);

#endif

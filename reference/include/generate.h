// generate.h: the autoregressive loop: prefill, sample, append, show, stop.
// The loop sees the model as one function, so that it can be read, and tested, without one.
#ifndef CRUMB_GENERATE_H
#define CRUMB_GENERATE_H

#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

struct generate_options {
    float temperature;  // 0: greedy, and nothing below matters
    dim top_k;          // 0: off
    float top_p;        // 1: off
    float min_p;        // 0: off
    float penalty;      // 1: off
    dim penalty_span;   // how many of the last ids the penalty looks at
    const int32_t *stops;  // [stop_count] ids that end the answer; they are not shown
    dim stop_count;
};

struct generate_model {
    // logits [vocab] out: after ids [count], which follow the `past` positions already given
    void (*forward)(void *context, float *logits, const int32_t *ids, dim count, dim past);
    void *context;
    dim vocab, positions;  // positions: how many ids fit in all
    dim chunk;             // prefill is handed over in pieces of at most this many ids
};

// Takes one id. Returns false to end the answer.
typedef bool generate_show(void *context, int32_t id);

enum generate_end { GENERATE_STOP, GENERATE_LENGTH, GENERATE_FULL, GENERATE_ENDED };

// ids [prompt + most] in and out: the prompt, behind it the answer. The first `past` ids of the
// prompt have been given to the model before (prefix reuse); at least one has not. Stops at a stop
// id, after `most` ids, when the positions are full, or when show returns false; *end says which.
// logits, probabilities [vocab] and order [vocab] are scratch. Returns the number of new ids.
dim generate_run(int32_t *ids, enum generate_end *end, float *logits, float *probabilities,
                 int32_t *order, dim prompt, dim past, dim most,
                 const struct generate_model *model, const struct generate_options *options,
                 struct rng *rng, generate_show *show, void *context);

#endif

// generate.h: the autoregressive loop: prefill, sample, append, show, stop.
// The loop sees the model as one function, so that it can be read, and tested, without one.
#ifndef CRUMB_GENERATE_H
#define CRUMB_GENERATE_H

#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

struct generate_options {
    float temperature;  // 0: greedy: the largest logit after the penalty; no cut, nothing is drawn
    dim top_k;          // 0: off
    float top_p;        // 1: off
    float min_p;        // 0: off
    float penalty;      // 1: off
    dim penalty_span;   // how many of the last ids the penalty looks at, the prompt's included
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
// prompt have been given to the model before (prefix reuse); at least one has not. logits,
// probabilities [vocab] and order [vocab] are scratch. Returns the number of new ids.
//
// 1. Prefill: ids past .. prompt - 1 are given to the model, also when most is 0: chunk by chunk
//    from the front, every chunk but the last one full.
// 2. `most` new ids end the answer (LENGTH); if not, positions that are full do (FULL).
// 3. An id is chosen from the logits of the last forward: penalty, temperature, top-k, top-p,
//    min-p, draw (sampling.h). A draw takes exactly one rng_uniform(rng), greedy none.
// 4. A stop id ends the answer (STOP). It is neither written to ids, nor shown, nor counted.
// 5. The id is written behind the others, then shown; false ends the answer (ENDED).
// 6. If 2 does not end it now, the id alone is given to the model, and all goes on from 3. So the
//    last id of an answer that ended by LENGTH, FULL or ENDED has not been given to the model.
// *end says which of the four it was.
dim generate_run(int32_t *ids, enum generate_end *end, float *logits, float *probabilities,
                 int32_t *order, dim prompt, dim past, dim most,
                 const struct generate_model *model, const struct generate_options *options,
                 struct rng *rng, generate_show *show, void *context);

#endif

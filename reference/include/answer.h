// answer.h: a model that answers ids with text, and keeps its cache for the next one. What crumb
// eval, crumb rate and the samples of a training run share. Given code.
#ifndef CRUMB_ANSWER_H
#define CRUMB_ANSWER_H

#include "bpe.h"
#include "config.h"
#include "dim.h"
#include "generate.h"
#include "params.h"
#include "rng.h"
#include "runner.h"
#include "tokenizer.h"

#include <stdbool.h>
#include <stdint.h>

enum { ANSWER_POSITIONS = 4096 };  // at most: a long context takes gigabytes

struct answer {
    struct runner runner;
    const struct tokenizer *tokenizer;
    float *logits, *probabilities;  // [V]
    int32_t *order;                 // [V]
    int32_t *ids;                   // [positions + 1]
    char *text;                     // of the last answer: valid UTF-8, a NUL behind it
    dim length, tokens;             // of it
    struct bpe_stream stream;
};

void answer_open(struct answer *answer, const struct model_config *config,
                 const struct params *params, const struct tokenizer *tokenizer);
// The answer to a prompt of ids [count], count >= 1. A prompt that leaves no room for one is
// GENERATE_FULL with an empty text.
enum generate_end answer_run(struct answer *answer, const int32_t *ids, dim count, dim most,
                             const struct generate_options *options, struct rng *rng);
// The parameters have changed: what the cache holds is of no use.
void answer_forget(struct answer *answer);
void answer_close(struct answer *answer);

#endif

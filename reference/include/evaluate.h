// evaluate.h: the mean loss of a model over tokens, forward only. Given code.
// The tokens are cut into windows that do not overlap; each token but the very first is predicted
// once, from what stands before it in its window.
#ifndef CRUMB_EVALUATE_H
#define CRUMB_EVALUATE_H

#include "activations.h"
#include "arena.h"
#include "config.h"
#include "dim.h"
#include "model.h"
#include "tokenizer.h"
#include "training.h"

#include <stdint.h>

struct evaluate {
    const struct model_config *config;
    const struct model_params *params;
    struct activations activations;
    struct model_keys keys;
    float *losses;              // [B * T]
    double *lse;                // [B * T]
    int32_t *inputs, *targets;  // [B * T]
    dim B, T;
};

struct evaluate_result {
    double nats;  // in all
    dim tokens;   // predicted
    dim bytes;    // of text that these tokens stand for
};

// B windows of T tokens at once.
void evaluate_plan(struct evaluate *evaluate, struct arena *arena,
                   const struct model_config *config, const struct model_params *params, dim B,
                   dim T);
// most > 0: only about that many tokens, in windows spread evenly. tokens->count >= 2.
void evaluate_run(struct evaluate_result *result, struct evaluate *evaluate,
                  const struct training_tokens *tokens, const struct tokenizer *tokenizer,
                  dim most);

#endif

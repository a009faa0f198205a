// training.h: next-token windows, the order of one step, and a state that can be saved and resumed
// bit for bit.
#ifndef CRUMB_TRAINING_H
#define CRUMB_TRAINING_H

#include "adamw.h"
#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

// Tokens as they lie in the cached file: little-endian whole numbers of 1, 2 or 4 bytes.
struct training_tokens {
    const uint8_t *bytes;
    dim count, token_bytes;
};

struct training_tensor {
    dim start, count;  // in the flat arrays
    bool decays;       // matrices do, vectors do not
};

// Everything that a run is; caller-owned. What is not in here is not remembered.
struct training {
    float *params, *grads, *m, *v;  // [count] each, flat
    dim count;
    const struct training_tensor *tensors;  // [tensor_count]
    dim tensor_count;
    int64_t step;    // optimiser steps done
    int64_t cursor;  // windows drawn
    struct rng rng;
};

struct training_plan {
    dim batch, context, accumulate, warmup, total;
    double rate, floor, clip;
    struct adamw_options adamw;  // its rate is set in each step
};

// a: one window: inputs [context] = tokens start .. start + context - 1, targets [context] = the
// same shifted by one. start <= tokens->count - context - 1.
void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context);

// a: a batch of windows at random starts, each start equally likely: inputs, targets [batch,
// context].
void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context);

// The model, seen from a step: mean loss in nats of a batch; adds gradients of scale * loss to
// grads.
typedef double training_gradients(void *model, const int32_t *inputs, const int32_t *targets,
                                  dim batch, dim context, float scale);

struct training_report {
    double loss, grad_norm, rate;
};

// b: one optimiser step: clear the gradients; `accumulate` times draw a batch and add its
// gradients, scaled by 1 / accumulate; clip over all tensors; set the rate of this step; AdamW for
// each tensor; count the step. inputs, targets [batch * context] and pointers [tensor_count],
// counts [tensor_count] are scratch.
void training_step(struct training_report *report, struct training *training, int32_t *inputs,
                   int32_t *targets, float **pointers, dim *counts,
                   const struct training_tokens *tokens, const struct training_plan *plan,
                   training_gradients *gradients, void *model);

// c: bytes of a saved state, its writing into and reading from memory. training_load returns NULL,
// or what does not fit (a sentence); then nothing was changed. Gradients are not part of it.
dim training_saved_bytes(const struct training *training);
void training_save(uint8_t *bytes, const struct training *training);
const char *training_load(struct training *training, const uint8_t *bytes, dim count);

#endif

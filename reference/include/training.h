// training.h: next-token windows, the order of one step, and a state that can be saved and resumed
// bit for bit. Teacher forcing: every position is asked for the token that the text has next,
// whatever the model would have said itself (Williams & Zipser 1989).
#ifndef CRUMB_TRAINING_H
#define CRUMB_TRAINING_H

#include "adamw.h"
#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

// Tokens as they lie in the cached file: little-endian whole numbers of 1, 2 or 4 bytes, below
// 2^31.
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
// same shifted by one. 0 <= start <= tokens->count - context - 1.
void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context);

// a: a batch of windows at random starts, each start equally likely: inputs, targets [batch,
// context]. For each window in turn one rng_below of all starts there are, at least 1 and below
// 2^32; the cursor counts windows.
void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context);

// The model, seen from a step: mean loss in nats of a batch; adds gradients of scale * loss to
// grads.
typedef double training_gradients(void *model, const int32_t *inputs, const int32_t *targets,
                                  dim batch, dim context, float scale);

struct training_report {
    double loss, grad_norm, rate;  // mean over the batches; before clipping; of this step
};

// b: one optimiser step:
//   1. clear the gradients
//   2. `accumulate` times: draw a batch, and let the model add its gradients, with a scale of
//      1 / accumulate; the loss is the mean of what it returns
//   3. clip over all tensors together
//   4. the rate of step training->step, which is 0 in a new run
//   5. if loss or norm is not finite, return: parameters, moments and step stay as they were, and
//      the caller stops the run
//   6. count the step, then AdamW for each tensor with this count as t; without decay where the
//      tensor does not decay
// inputs, targets [batch * context] and pointers, counts [tensor_count] are scratch.
void training_step(struct training_report *report, struct training *training, int32_t *inputs,
                   int32_t *targets, float **pointers, dim *counts,
                   const struct training_tokens *tokens, const struct training_plan *plan,
                   training_gradients *gradients, void *model);

// c: a saved state, everything little-endian:
//   "CRUMBTR1"                                             8 bytes
//   count, step, cursor, rng.state, rng.stream             8 bytes each
//   params, m, v                                           4 bytes for each float
//   SHA-256 of all that, as sha256_hex (sha256.h) writes it    64 bytes
// Gradients are not part of it. training_load returns NULL, or what does not fit, as a sentence:
// fewer or more bytes, another magic, another count than training->count, another digest. Then
// nothing was changed. It reads none but the given bytes.
enum { TRAINING_HEADER = 48, TRAINING_DIGEST = 64 };
dim training_saved_bytes(const struct training *training);
void training_save(uint8_t *bytes, const struct training *training);
const char *training_load(struct training *training, const uint8_t *bytes, dim count);

#endif

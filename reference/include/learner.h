// learner.h: a model that can learn: parameters, gradients, activations of both directions, planned
// once, and the callback that training_step asks for gradients. Given code.
#ifndef CRUMB_LEARNER_H
#define CRUMB_LEARNER_H

#include "activations.h"
#include "arena.h"
#include "config.h"
#include "params.h"
#include "training.h"

#include <stdint.h>

struct learner {
    const struct model_config *config;
    struct params *params;
    struct params grads;  // the same table over training->grads
    struct activations forward, backward;
    struct model_keys keys, dkeys;
    float *sum;           // [B * T, D]
    float *losses;        // [B * T]
    double *lse;          // [B * T]
    dim B, T;
};

// params must be flat (params_plan). grads [params->count].
void learner_plan(struct learner *learner, struct arena *arena, const struct model_config *config,
                  struct params *params, float *grads, dim B, dim T);
// training.h's training_gradients; model is the learner. batch <= B, context <= T.
double learner_gradients(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                         dim context, float scale);
// The mean loss in nats of one batch, no gradients; logits stay in learner->forward.logits.
double learner_loss(struct learner *learner, const int32_t *inputs, const int32_t *targets,
                    dim batch, dim context);
dim learner_count(const struct model_config *config, dim B, dim T);  // floats learner_plan takes

#endif

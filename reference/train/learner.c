// learner.c: parameters, gradients and activations of both directions, and the callback that
// training_step asks for gradients. See learner.h.
#include "learner.h"

#include "loss.h"

#include <assert.h>

// k and v of a batch: of each layer its own, or one that all share.
static dim plan_keys(struct model_keys *keys, struct arena *arena,
                     const struct model_config *config, dim B, dim T, bool shared)
{
    const dim part = B * T * config->kv_heads * config->head, L = shared ? 1 : config->layers;
    if (!keys) return 2 * L * part;
    float **k = arena_array(arena, (size_t)config->layers, sizeof *k);
    float **v = arena_array(arena, (size_t)config->layers, sizeof *v);
    float *memory = arena_array(arena, (size_t)(2 * L * part), sizeof *memory);
    for (dim i = 0; i < config->layers; i++) {
        k[i] = memory + (shared ? 0 : 2 * i * part);
        v[i] = k[i] + part;
    }
    *keys = (struct model_keys){.k = k, .v = v, .past = 0, .C = T};
    return 2 * L * part;
}

void learner_plan(struct learner *learner, struct arena *arena, const struct model_config *config,
                  struct params *params, float *grads, dim B, dim T)
{
    const size_t rows = (size_t)(B * T);
    *learner = (struct learner){.config = config, .params = params, .B = B, .T = T};
    params_table(&learner->grads, arena, config);
    params_point(&learner->grads, grads);
    activations_plan(&learner->forward, arena, config, B, T, T, T, ACTIVATIONS_KEPT);
    activations_plan(&learner->backward, arena, config, B, T, T, T, ACTIVATIONS_GRADIENTS);
    plan_keys(&learner->keys, arena, config, B, T, false);
    plan_keys(&learner->dkeys, arena, config, B, T, true);
    learner->sum = arena_array(arena, rows * (size_t)config->width, sizeof(float));
    learner->losses = arena_array(arena, rows, sizeof(float));
    learner->lse = arena_array(arena, rows, sizeof(double));
}

dim learner_count(const struct model_config *config, dim B, dim T)
{
    return activations_count(config, B, T, T, T, ACTIVATIONS_KEPT) +
           activations_count(config, B, T, T, T, ACTIVATIONS_GRADIENTS) +
           plan_keys(NULL, NULL, config, B, T, false) + plan_keys(NULL, NULL, config, B, T, true) +
           B * T * (config->width + 3);  // lse is in double: two floats each
}

static double forward(struct learner *learner, dim *counted, const int32_t *inputs,
                      const int32_t *targets, dim batch, dim context)
{
    struct activations *a = &learner->forward;
    assert(batch <= learner->B && context <= learner->T);
    learner->keys.C = learner->dkeys.C = context;
    activations_at(a, batch, context, 0);
    model_forward(a->logits, &a->state, &learner->keys, inputs, &learner->params->model, &a->rope,
                  learner->config, batch, context, context);
    return loss_forward(learner->losses, learner->lse, counted, a->logits, targets,
                        batch * context, learner->config->vocab);
}

double learner_gradients(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                         dim context, float scale)
{
    struct learner *learner = model;
    struct activations *a = &learner->forward;
    dim counted;
    const double loss = forward(learner, &counted, inputs, targets, batch, context);
    if (!counted) return loss;
    loss_backward(a->logits, a->logits, learner->lse, targets, batch * context,
                  learner->config->vocab, scale / (float)counted);
    model_backward(&learner->grads.model, &learner->backward.state, &learner->dkeys, learner->sum,
                   a->logits, &a->state, &learner->keys, inputs, &learner->params->model, &a->rope,
                   learner->config, batch, context);
    return loss;
}

double learner_loss(struct learner *learner, const int32_t *inputs, const int32_t *targets,
                    dim batch, dim context)
{
    dim counted;
    return forward(learner, &counted, inputs, targets, batch, context);
}

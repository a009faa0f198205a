// whole_run.h: a training run over a file of datasets/golden/whole/ that has a plan and tokens.
#ifndef CRUMB_WHOLE_RUN_H
#define CRUMB_WHOLE_RUN_H

#include "learner.h"
#include "training.h"

#include "whole.h"

#include <jansson.h>

struct run {
    struct whole whole;
    struct learner learner;
    struct training training;
    struct training_plan plan;
    struct training_tokens tokens;
    int32_t *inputs, *targets;
    float **pointers;
    dim *counts;
};

static inline void read_plan(struct training_plan *plan, const char *text)
{
    json_t *root = json_loads(text, 0, NULL);
    int batch, context, accumulate, warmup, total;
    assert_int_equal(json_unpack(root, "{sisisisisisFsFsFsFsFsFsF}", "batch", &batch, "context",
                                 &context, "accumulate", &accumulate, "warmup", &warmup, "total",
                                 &total, "rate", &plan->rate, "floor", &plan->floor, "clip",
                                 &plan->clip, "beta1", &plan->adamw.beta1, "beta2",
                                 &plan->adamw.beta2, "eps", &plan->adamw.eps, "decay",
                                 &plan->adamw.decay), 0);
    plan->batch = batch;
    plan->context = context;
    plan->accumulate = accumulate;
    plan->warmup = warmup;
    plan->total = total;
    json_decref(root);
}

// The memory that the plan asks for, the learner's included.
static inline void run_plan(struct run *run)
{
    struct arena *arena = &run->whole.arena;
    const size_t rows = (size_t)(run->plan.batch * run->plan.context);
    run->inputs = arena_array(arena, rows, sizeof *run->inputs);
    run->targets = arena_array(arena, rows, sizeof *run->targets);
    learner_plan(&run->learner, arena, &run->whole.config, &run->whole.params,
                 run->training.grads, run->plan.batch, run->plan.context);
}

static inline void open_run(struct run *run, const char *name)
{
    *run = (struct run){0};
    struct whole *whole = &run->whole;
    whole_open(whole, name);
    read_plan(&run->plan, safetensors_metadata(&whole->file, "plan"));
    const struct tensor *tokens = whole_tensor(whole, "tokens");
    run->tokens = (struct training_tokens){tokens->data, tokens->shape[0], 1};

    const size_t count = (size_t)whole->params.count, tensors = (size_t)whole->params.tensor_count;
    struct arena *arena = &whole->arena;
    struct training_tensor *table = arena_array(arena, tensors, sizeof *table);
    for (size_t i = 0; i < tensors; i++) {
        const struct params_tensor *from = &whole->params.tensors[i];
        table[i] = (struct training_tensor){from->start, from->count, from->decays};
    }
    run->training = (struct training){.params = whole->params.flat,
                                      .grads = arena_array(arena, count, sizeof(float)),
                                      .m = arena_array(arena, count, sizeof(float)),
                                      .v = arena_array(arena, count, sizeof(float)),
                                      .count = whole->params.count, .tensors = table,
                                      .tensor_count = whole->params.tensor_count};
    rng_seed(&run->training.rng, whole->seed, 7);
    run->pointers = arena_array(arena, tensors, sizeof *run->pointers);
    run->counts = arena_array(arena, tensors, sizeof *run->counts);
    run_plan(run);
}

static inline struct training_report run_step(struct run *run)
{
    struct training_report report;
    training_step(&report, &run->training, run->inputs, run->targets, run->pointers, run->counts,
                  &run->tokens, &run->plan, learner_gradients, &run->learner);
    return report;
}

#endif

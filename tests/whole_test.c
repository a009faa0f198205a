// whole_test.c: the complete transformer against the float64 oracle (datasets/golden/oracle.py) at
// odd sizes: logits, loss, every gradient, optimiser steps, and decoding with the cache.
#include "whole.h"

#include "learner.h"
#include "runner.h"
#include "training.h"

#include <jansson.h>

static const char *const models[] = {"one-layer", "grouped", "tied",   "deep", "qwen2",     "qwen3",
                                     "linear",    "llama3",  "yarn", "yarn-given", "wide"};
enum { MODELS = sizeof models / sizeof *models, STEPS = 20 };

static dim keys_of_sums(const struct model_config *c, dim keys)  // n of MODEL_BOUND
{
    return c->layers * (c->width + c->heads * c->head + c->hidden + keys);
}

static void check_pass(const char *name)
{
    struct whole whole;
    struct learner learner;
    whole_open(&whole, name);
    const dim B = whole.B, T = whole.T, rows = B * T, count = rows * whole.config.vocab;
    const float *exact = whole_tensor(&whole, "logits")->data;
    const double loss = *(const double *)whole_tensor(&whole, "loss")->data;
    float *grads = arena_array(&whole.arena, (size_t)whole.params.count, sizeof *grads);
    double *wide = arena_array(&whole.arena, (size_t)count, sizeof *wide);
    learner_plan(&learner, &whole.arena, &whole.config, &whole.params, grads, B, T);

    double got = learner_loss(&learner, whole.ids, whole.targets, B, T);
    for (dim i = 0; i < count; i++) wide[i] = (double)exact[i];
    expect_close(name, learner.forward.logits, wide, count,
                 MODEL_BOUND((double)keys_of_sums(&whole.config, T)));
    expect_norm(name, "logits", learner.forward.logits, exact, count, WHOLE_BOUND);
    assert_true(fabs(got - loss) <= 1e-6 * loss);
    got = learner_gradients(&learner, whole.ids, whole.targets, B, T, 1.0f);
    assert_true(fabs(got - loss) <= 1e-6 * loss);
    expect_parameters(&whole, name, "grad/", grads);
    whole_close(&whole);
}

static void logits_loss_and_every_gradient_are_the_oracles(void **state)
{
    (void)state;
    for (int i = 0; i < MODELS; i++) check_pass(models[i]);
}

// ---- the cache ------------------------------------------------------------------------------

// Row b of the model through a runner whose pieces are `first` ids, then at most `chunk`.
static void check_cached(const struct whole *whole, const char *name, dim b, dim first, dim chunk)
{
    const dim T = whole->T, V = whole->config.vocab;
    const int32_t *ids = whole->ids + b * T;
    const float *exact = (const float *)whole_tensor(whole, "logits")->data + b * T * V;
    struct arena arena = {0};
    struct runner runner;
    float *logits = arena_array(&arena, (size_t)V, sizeof *logits);
    runner_open(&runner, &whole->config, &whole->params, T, T, false);
    for (dim past = 0, count = first; past < T; past += count, count = chunk) {
        if (count > T - past) count = T - past;
        runner_forward(&runner, logits, ids + past, count, past);
        expect_norm(name, "cached", logits, exact + (past + count - 1) * V, V, WHOLE_BOUND);
    }
    runner_close(&runner);
    arena_free(&arena);
}

static void cached_is_uncached_at_every_position_and_chunk_size(void **state)
{
    (void)state;
    for (int i = 0; i < MODELS; i++) {
        struct whole whole;
        whole_open(&whole, models[i]);
        const dim most = whole.T < 13 ? whole.T : 13;
        for (dim first = 1; first <= whole.T; first++)
            for (dim chunk = 1; chunk <= most; chunk++)
                check_cached(&whole, models[i], first % whole.B, first, chunk);
        whole_close(&whole);
    }
}

// ---- training -------------------------------------------------------------------------------

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

static void read_plan(struct training_plan *plan, const char *text)
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

static void open_run(struct run *run, const char *name)
{
    *run = (struct run){0};
    struct whole *whole = &run->whole;
    whole_open(whole, name);
    read_plan(&run->plan, safetensors_metadata(&whole->file, "plan"));
    const struct tensor *tokens = whole_tensor(whole, "tokens");
    run->tokens = (struct training_tokens){tokens->data, tokens->shape[0], 1};

    const size_t count = (size_t)whole->params.count, tensors = (size_t)whole->params.tensor_count;
    const size_t rows = (size_t)(run->plan.batch * run->plan.context);
    struct arena *arena = &whole->arena;
    struct training *t = &run->training;
    struct training_tensor *table = arena_array(arena, tensors, sizeof *table);
    for (size_t i = 0; i < tensors; i++) {
        const struct params_tensor *from = &whole->params.tensors[i];
        table[i] = (struct training_tensor){from->start, from->count, from->decays};
    }
    t->params = whole->params.flat;
    t->grads = arena_array(arena, count, sizeof(float));
    t->m = arena_array(arena, count, sizeof(float));
    t->v = arena_array(arena, count, sizeof(float));
    t->count = whole->params.count;
    t->tensors = table;
    t->tensor_count = whole->params.tensor_count;
    rng_seed(&t->rng, whole->seed, 7);
    run->inputs = arena_array(arena, rows, sizeof *run->inputs);
    run->targets = arena_array(arena, rows, sizeof *run->targets);
    run->pointers = arena_array(arena, tensors, sizeof *run->pointers);
    run->counts = arena_array(arena, tensors, sizeof *run->counts);
    learner_plan(&run->learner, arena, &whole->config, &whole->params, t->grads, run->plan.batch,
                 run->plan.context);
}

static void step(struct run *run)  // and its report against the oracle's
{
    struct training_report got;
    const struct tensor *reports = whole_tensor(&run->whole, "reports");
    const double *exact = (const double *)reports->data + 3 * run->training.step;
    training_step(&got, &run->training, run->inputs, run->targets, run->pointers, run->counts,
                  &run->tokens, &run->plan, learner_gradients, &run->learner);
    assert_true(fabs(got.loss - exact[0]) <= WHOLE_BOUND * exact[0]);
    assert_true(fabs(got.grad_norm - exact[1]) <= WHOLE_BOUND * exact[1]);
    assert_true(fabs(got.rate - exact[2]) <= 1e-12 * exact[2]);
}

static void expect_state(struct run *run, const char *name)
{
    char prefix[32];
    const int at = (int)run->training.step;
    snprintf(prefix, sizeof prefix, "%d/params/", at);
    expect_parameters(&run->whole, name, prefix, run->training.params);
    snprintf(prefix, sizeof prefix, "%d/m/", at);
    expect_parameters(&run->whole, name, prefix, run->training.m);
    snprintf(prefix, sizeof prefix, "%d/v/", at);
    expect_parameters(&run->whole, name, prefix, run->training.v);
}

static void twenty_steps_end_where_the_oracle_ends(void **state)
{
    (void)state;
    struct run run;
    open_run(&run, "steps");
    for (int i = 0; i < STEPS; i++) step(&run);
    expect_state(&run, "steps");
    whole_close(&run.whole);
}

static void recorded(const struct run *run, const char *part, float *flat)
{
    for (dim i = 0; i < run->whole.params.tensor_count; i++) {
        const struct params_tensor *tensor = &run->whole.params.tensors[i];
        char name[160];
        snprintf(name, sizeof name, "%d/%s/%s", (int)run->training.step, part, tensor->name);
        memcpy(flat + tensor->start, whole_tensor(&run->whole, name)->data,
               (size_t)tensor->count * sizeof *flat);
    }
}

static void each_single_step_is_the_oracles_even_at_a_tiny_epsilon(void **state)
{
    (void)state;
    struct run run;
    open_run(&run, "single-steps");
    for (int i = 0; i < STEPS; i++) {
        if (run.training.step > 0) {  // from the oracle's state, not from our own
            recorded(&run, "params", run.training.params);
            recorded(&run, "m", run.training.m);
            recorded(&run, "v", run.training.v);
        }
        step(&run);
        expect_state(&run, "single-steps");
    }
    whole_close(&run.whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logits_loss_and_every_gradient_are_the_oracles),
        cmocka_unit_test(cached_is_uncached_at_every_position_and_chunk_size),
        cmocka_unit_test(twenty_steps_end_where_the_oracle_ends),
        cmocka_unit_test(each_single_step_is_the_oracles_even_at_a_tiny_epsilon),
    };
    return cmocka_run_group_tests_name("whole", tests, NULL, NULL);
}

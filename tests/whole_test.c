// whole_test.c: the complete transformer against the float64 oracle (datasets/golden/oracle.py) at
// odd sizes: logits, loss, every gradient, optimiser steps, and decoding with the cache.
#include "whole.h"

#include "runner.h"
#include "whole_run.h"

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

struct decoder {
    struct whole *whole;
    struct runner runner;
    const char *name;
    const int32_t *ids;  // [T]
    const float *exact;  // [T, V]
    float *logits;       // [V]
};

static void open_decoder(struct decoder *decoder, struct whole *whole, const char *name, dim row)
{
    const dim T = whole->T, V = whole->config.vocab;
    *decoder = (struct decoder){.whole = whole, .name = name, .ids = whole->ids + row * T};
    decoder->exact = (const float *)whole_tensor(whole, "logits")->data + row * T * V;
    decoder->logits = arena_array(&whole->arena, (size_t)V, sizeof(float));
    runner_open(&decoder->runner, &whole->config, &whole->params, T, T, false);
}

static void decode(struct decoder *decoder, dim past, dim count)
{
    const dim V = decoder->whole->config.vocab;
    runner_forward(&decoder->runner, decoder->logits, decoder->ids + past, count, past);
    expect_norm(decoder->name, "cached", decoder->logits, decoder->exact + (past + count - 1) * V,
                V, WHOLE_BOUND);
    assert_int_equal(decoder->runner.cache.length, past + count);
}

static void cached_is_uncached_in_chunks_of_every_size(void **state)
{
    (void)state;
    for (int i = 0; i < MODELS; i++) {
        struct whole whole;
        struct decoder decoder;
        whole_open(&whole, models[i]);
        for (dim chunk = 1; chunk <= whole.T; chunk++) {
            open_decoder(&decoder, &whole, models[i], chunk % whole.B);
            for (dim past = 0; past < whole.T; past += chunk)
                decode(&decoder, past, chunk < whole.T - past ? chunk : whole.T - past);
            runner_close(&decoder.runner);
        }
        whole_close(&whole);
    }
}

// The longest first: what a shorter chunk leaves behind it is rewound over by the next.
static void cached_is_uncached_for_every_past_and_count(void **state)
{
    (void)state;
    for (int i = 0; i < MODELS; i++) {
        struct whole whole;
        struct decoder decoder;
        whole_open(&whole, models[i]);
        open_decoder(&decoder, &whole, models[i], whole.B - 1);
        for (dim past = 0; past < whole.T; past++)
            for (dim count = whole.T - past; count >= 1; count--) decode(&decoder, past, count);
        runner_close(&decoder.runner);
        whole_close(&whole);
    }
}

// ---- training -------------------------------------------------------------------------------

static void step(struct run *run)  // and its report against the oracle's
{
    const struct tensor *reports = whole_tensor(&run->whole, "reports");
    const double *exact = (const double *)reports->data + 3 * run->training.step;
    const struct training_report got = run_step(run);
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
        cmocka_unit_test(cached_is_uncached_in_chunks_of_every_size),
        cmocka_unit_test(cached_is_uncached_for_every_past_and_count),
        cmocka_unit_test(twenty_steps_end_where_the_oracle_ends),
        cmocka_unit_test(each_single_step_is_the_oracles_even_at_a_tiny_epsilon),
    };
    return cmocka_run_group_tests_name("whole", tests, NULL, NULL);
}

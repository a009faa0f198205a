// whole_laws_test.c: laws of the complete transformer: a batch is its rows one by one, threads
// change no bit, a later token moves no earlier logit, a batch can be learnt by heart, and a real
// model's logits (stories260K, when it is there) are those recorded.
#include "whole_run.h"

#include "checkpoint.h"
#include "parallel.h"
#include "runner.h"
#include "sampling.h"

static const char stories[] = "../shared/models/stories260K";

static float *floats(struct whole *whole, dim count)
{
    return arena_array(&whole->arena, (size_t)count, sizeof(float));
}

// ---- batches --------------------------------------------------------------------------------

static void check_batch(const char *name)
{
    struct whole whole;
    struct learner all, one;
    whole_open(&whole, name);
    const dim B = whole.B, T = whole.T, V = whole.config.vocab, count = whole.params.count;
    float *together = floats(&whole, count), *apart = floats(&whole, count);
    learner_plan(&all, &whole.arena, &whole.config, &whole.params, together, B, T);
    learner_plan(&one, &whole.arena, &whole.config, &whole.params, apart, B, T);

    dim counted = 0;
    for (dim r = 0; r < B * T; r++) counted += whole.targets[r] >= 0;
    learner_loss(&all, whole.ids, whole.targets, B, T);
    double sum = 0.0;
    for (dim b = 0; b < B; b++) {
        const int32_t *ids = whole.ids + b * T, *targets = whole.targets + b * T;
        dim taking_part = 0;
        for (dim t = 0; t < T; t++) taking_part += targets[t] >= 0;
        const double share = (double)taking_part / (double)counted;
        learner_loss(&one, ids, targets, 1, T);
        expect_norm(name, "one row's logits", one.forward.logits, all.forward.logits + b * T * V,
                    T * V, WHOLE_BOUND);
        sum += share * learner_gradients(&one, ids, targets, 1, T, (float)share);
    }
    const double loss = learner_gradients(&all, whole.ids, whole.targets, B, T, 1.0f);
    assert_true(fabs(sum - loss) <= 1e-6 * loss);
    for (dim i = 0; i < whole.params.tensor_count; i++) {
        const struct params_tensor *t = &whole.params.tensors[i];
        expect_norm(name, t->name, apart + t->start, together + t->start, t->count, WHOLE_BOUND);
    }
    whole_close(&whole);
}

static void a_batch_is_its_rows_one_by_one(void **state)
{
    (void)state;
    check_batch("grouped");
    check_batch("tied");
    check_batch("qwen2");
    check_batch("qwen3");
}

// ---- threads --------------------------------------------------------------------------------

// A wide batch of many rows, so that every kernel is above the size where threads begin.
static void pass_with(int threads, float *logits, float *grads, struct whole *whole, dim B, dim T)
{
    struct learner learner;
    int32_t *ids = arena_array(&whole->arena, (size_t)(B * T + 1), sizeof *ids);
    for (dim i = 0; i <= B * T; i++) ids[i] = (int32_t)(i * i * 31 % whole->config.vocab);
    memset(grads, 0, (size_t)whole->params.count * sizeof *grads);
    learner_plan(&learner, &whole->arena, &whole->config, &whole->params, grads, B, T);
    parallel_limit(threads);
    learner_loss(&learner, ids, ids + 1, B, T);
    memcpy(logits, learner.forward.logits,
           (size_t)(B * T * whole->config.vocab) * sizeof *logits);
    learner_gradients(&learner, ids, ids + 1, B, T, 1.0f);
}

static void the_number_of_threads_changes_no_bit(void **state)
{
    (void)state;
    enum { B = 9, T = 64 };
    struct whole whole;
    whole_open(&whole, "wide");
    const int before = parallel_threads();
    const dim count = whole.params.count, outputs = B * T * whole.config.vocab;
    float *logits = floats(&whole, outputs), *grads = floats(&whole, count);
    float *more_logits = floats(&whole, outputs), *more_grads = floats(&whole, count);
    pass_with(1, logits, grads, &whole, B, T);
    for (int threads = 2; threads <= 3; threads++) {
        pass_with(threads, more_logits, more_grads, &whole, B, T);
        assert_memory_equal(more_logits, logits, (size_t)outputs * sizeof *logits);
        assert_memory_equal(more_grads, grads, (size_t)count * sizeof *grads);
    }
    parallel_limit(before);
    whole_close(&whole);
}

static void the_number_of_threads_changes_no_step(void **state)
{
    (void)state;
    const int before = parallel_threads();
    struct run first, second;
    open_run(&first, "steps");
    open_run(&second, "steps");
    first.plan.batch = second.plan.batch = 96;  // enough rows for the threads
    run_plan(&first);
    run_plan(&second);
    for (int i = 0; i < 6; i++) {
        parallel_limit(1);
        const double loss = run_step(&first).loss;
        parallel_limit(3);
        assert_true(run_step(&second).loss == loss);
    }
    assert_memory_equal(first.training.params, second.training.params,
                        (size_t)first.training.count * sizeof(float));
    parallel_limit(before);
    whole_close(&first.whole);
    whole_close(&second.whole);
}

// ---- the future -----------------------------------------------------------------------------

static void a_later_token_moves_no_earlier_logit(void **state)
{
    (void)state;
    struct whole whole;
    struct learner learner;
    whole_open(&whole, "qwen3");
    const dim T = whole.T, V = whole.config.vocab;
    float *grads = floats(&whole, whole.params.count), *before = floats(&whole, T * V);
    int32_t *ids = arena_array(&whole.arena, (size_t)T, sizeof *ids);
    learner_plan(&learner, &whole.arena, &whole.config, &whole.params, grads, 1, T);
    memcpy(ids, whole.ids, (size_t)T * sizeof *ids);
    learner_loss(&learner, ids, whole.targets, 1, T);
    memcpy(before, learner.forward.logits, (size_t)(T * V) * sizeof *before);
    for (dim t = 0; t < T; t++) {
        ids[t] = (ids[t] + 1) % (int32_t)V;
        learner_loss(&learner, ids, whole.targets, 1, T);
        assert_memory_equal(learner.forward.logits, before, (size_t)(t * V) * sizeof *before);
        assert_memory_not_equal(learner.forward.logits + t * V, before + t * V,
                                (size_t)V * sizeof *before);
        ids[t] = whole.ids[t];
    }
    whole_close(&whole);
}

// ---- learning by heart ----------------------------------------------------------------------

enum { SEQUENCES = 4, LENGTH = 12 };
static int32_t by_heart[SEQUENCES][LENGTH + 1];

static double same_batch(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                         dim context, float scale)
{
    int32_t in[SEQUENCES * LENGTH], out[SEQUENCES * LENGTH];
    (void)inputs, (void)targets;
    for (dim b = 0; b < batch; b++)
        for (dim t = 0; t < context; t++) {
            in[b * context + t] = by_heart[b][t];
            out[b * context + t] = by_heart[b][t + 1];
        }
    return learner_gradients(model, in, out, batch, context, scale);
}

static void four_sequences_are_learnt_by_heart(void **state)
{
    (void)state;
    struct run run;
    struct training_report report = {0};
    struct rng rng;
    open_run(&run, "steps");
    run.plan.batch = SEQUENCES;
    run.plan.context = LENGTH;
    run.plan.accumulate = 1;
    run.plan.total = 400;
    run.plan.rate = 0.02;
    run.plan.adamw.decay = 0.0;
    run_plan(&run);
    rng_seed(&rng, 4, 4);
    for (int b = 0; b < SEQUENCES; b++) {
        for (int t = 0; t <= LENGTH; t++)
            by_heart[b][t] = (int32_t)rng_below(&rng, (uint32_t)run.whole.config.vocab);
        by_heart[b][0] = b;  // the first decides what follows
    }
    do {
        training_step(&report, &run.training, run.inputs, run.targets, run.pointers, run.counts,
                      &run.tokens, &run.plan, same_batch, &run.learner);
    } while (run.training.step < run.plan.total && report.loss >= 0.01);
    if (!(report.loss < 0.01))
        fail_msg("%.4f nats after %d steps", report.loss, (int)run.training.step);
    whole_close(&run.whole);
}

// ---- a real model ---------------------------------------------------------------------------

static void a_real_model_says_what_the_oracle_says(void **state)
{
    (void)state;
    struct checkpoint checkpoint;
    struct whole whole = {0};
    struct runner runner;
    char path[80];
    snprintf(path, sizeof path, "%s/model.safetensors", stories);
    FILE *file = fopen(path, "rb");
    if (!file) {
        print_message("not run: %s is not there\n", path);
        skip();
    }
    fclose(file);
    whole_recorded(&whole, "stories260K");
    checkpoint_load(&checkpoint, stories, false);
    const struct tensor *recorded = whole_tensor(&whole, "ids");
    const int32_t *ids = recorded->data;
    const dim count = recorded->shape[0], V = checkpoint.config.vocab, prompt = 5;
    const float *exact = whole_tensor(&whole, "logits")->data;  // of every fourth position
    float *logits = floats(&whole, V);
    runner_open(&runner, &checkpoint.config, &checkpoint.params, count, prompt, false);
    runner_prefill(&runner, logits, ids, prompt, 0);
    for (dim t = prompt - 1;; t++) {
        if (t % 4 == 0)
            expect_norm("stories260K", "logits", logits, exact + t / 4 * V, V, WHOLE_BOUND);
        if (t == count - 1) break;
        assert_int_equal(sampling_greedy(logits, V), ids[t + 1]);
        runner_forward(&runner, logits, ids + t + 1, 1, t + 1);
    }
    runner_close(&runner);
    checkpoint_close(&checkpoint);
    whole_close(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_its_rows_one_by_one),
        cmocka_unit_test(the_number_of_threads_changes_no_bit),
        cmocka_unit_test(the_number_of_threads_changes_no_step),
        cmocka_unit_test(a_later_token_moves_no_earlier_logit),
        cmocka_unit_test(four_sequences_are_learnt_by_heart),
        cmocka_unit_test(a_real_model_says_what_the_oracle_says),
    };
    return cmocka_run_group_tests_name("whole laws", tests, NULL, NULL);
}

// free_running_test.c: the laws of free_running.h: what is the same whoever writes the text, and
// that the loss of the true text is that of one uncached pass.
#include "check.h"
#include "free_running.h"
#include "learner.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { V = 5, PREFIX = 3, COUNT = 6, CONTEXT = PREFIX + COUNT, TOKENS = 40 };

struct subject {
    struct arena arena;
    struct model_config config;
    struct params params;
    struct runner runner;
    struct training_tokens tokens;
    uint8_t bytes[TOKENS];
};

// size 0: all logits are equal.
static void make(struct subject *s, float size)
{
    struct rng rng;
    *s = (struct subject){.config = {.vocab = V, .width = 6, .layers = 2, .heads = 2, .kv_heads = 1,
                                     .head = 4, .hidden = 7, .positions = CONTEXT, .eps = 1e-5f,
                                     .tied = true, .theta = 50.0, .amplitude = 1.0}};
    rng_seed(&rng, 9, 9);
    params_plan(&s->params, &s->arena, &s->config);
    for (dim i = 0; i < s->params.count; i++) s->params.flat[i] = size * rng_normal(&rng);
    for (dim i = 0; i < TOKENS; i++) s->bytes[i] = (uint8_t)rng_below(&rng, V);
    s->tokens = (struct training_tokens){.bytes = s->bytes, .count = TOKENS, .token_bytes = 1};
    runner_open(&s->runner, &s->config, &s->params, CONTEXT, PREFIX, false);
}

static void done(struct subject *s)
{
    runner_close(&s->runner);
    arena_free(&s->arena);
}

static struct free_running run(struct subject *s, dim windows, uint64_t seed)
{
    struct free_running result;
    struct rng rng;
    rng_seed(&rng, seed, 1);
    free_running(&result, &s->arena, &s->runner, &s->tokens, PREFIX, COUNT, windows, &rng);
    return result;
}

static void the_first_position_is_the_same_for_both(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 0.8f);
    const struct free_running r = run(&s, 7, 1);
    assert_true(r.forced[0] == r.free[0]);
    assert_true(r.still[0] == 1.0);
    for (dim t = 1; t < COUNT; t++) assert_true(r.still[t] <= r.still[t - 1]);
    assert_true(r.free[COUNT - 1] != r.forced[COUNT - 1]);
    done(&s);
}

static void a_model_that_knows_nothing_loses_the_log_of_the_vocabulary(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 0.0f);
    const struct free_running r = run(&s, 500, 1);
    for (dim t = 0; t < COUNT; t++) {
        assert_true(fabs(r.forced[t] - log(V)) < 1e-6);
        assert_true(fabs(r.free[t] - log(V)) < 1e-6);
        assert_true(fabs(r.own[t] - log(V)) < 1e-6);
    }
    // Each own token is the true one with probability 1/5: deviation 0.018 of 500 windows.
    assert_true(fabs(r.still[1] - 0.2) < 5 * 0.018);
    done(&s);
}

// One window, all its tokens in one pass of the learner, which has no cache.
static void forced_is_the_loss_of_one_uncached_pass(void **state)
{
    (void)state;
    struct subject s;
    struct learner learner;
    make(&s, 0.8f);
    const struct free_running r = run(&s, 1, 1);
    float *grads = arena_array(&s.arena, (size_t)s.params.count, sizeof *grads);
    int32_t ids[CONTEXT], targets[CONTEXT];
    learner_plan(&learner, &s.arena, &s.config, &s.params, grads, 1, CONTEXT);
    training_window(ids, targets, &s.tokens, 0, CONTEXT);
    learner_loss(&learner, ids, targets, 1, CONTEXT);
    for (dim t = 0; t < COUNT; t++) {
        const double whole = (double)learner.losses[PREFIX - 1 + t];
        if (!(fabs(r.forced[t] - whole) < 1e-5))
            fail_msg("position %td: %.9g with the cache, %.9g without", t, r.forced[t], whole);
    }
    done(&s);
}

static void the_same_seed_gives_the_same_curve(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 0.8f);
    const struct free_running a = run(&s, 7, 3), b = run(&s, 7, 3), c = run(&s, 7, 4);
    assert_memory_equal(a.free, b.free, COUNT * sizeof(double));
    assert_memory_equal(a.own, b.own, COUNT * sizeof(double));
    assert_memory_equal(a.forced, c.forced, COUNT * sizeof(double));
    assert_true(memcmp(a.free, c.free, COUNT * sizeof(double)) != 0);
    done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_position_is_the_same_for_both),
        cmocka_unit_test(a_model_that_knows_nothing_loses_the_log_of_the_vocabulary),
        cmocka_unit_test(forced_is_the_loss_of_one_uncached_pass),
        cmocka_unit_test(the_same_seed_gives_the_same_curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

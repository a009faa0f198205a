// whole_memory_test.c: after its first step, neither training nor decoding takes memory from the
// system: the linker leads every malloc of our objects (and of a static BLIS) past a counter.
// One thread: with a team, BLIS keeps a pool for as many threads as it has met inside at once, and
// the second may be met only in a later step.
#include "whole_run.h"

#include "generate.h"
#include "parallel.h"
#include "runner.h"

#include <stdatomic.h>

// -Wl,--wrap=NAME: calls of NAME arrive at __wrap_NAME, and __real_NAME is the system's.
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
int __real_posix_memalign(void **to, size_t align, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
int __wrap_posix_memalign(void **to, size_t align, size_t bytes);

static atomic_int taken;  // calls so far

void *__wrap_malloc(size_t bytes)
{
    taken++;
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    taken++;
    return __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    taken++;
    return __real_realloc(old, bytes);
}

void *__wrap_aligned_alloc(size_t align, size_t bytes)
{
    taken++;
    return __real_aligned_alloc(align, bytes);
}

int __wrap_posix_memalign(void **to, size_t align, size_t bytes)
{
    taken++;
    return __real_posix_memalign(to, align, bytes);
}

static void the_counter_sees_what_an_arena_takes(void **state)
{
    (void)state;
    struct arena arena = {0};
    const int before = taken;
    arena_alloc(&arena, 1 << 20);
    assert_int_equal(taken, before + 1);
    arena_free(&arena);
}

static void training_takes_no_memory_after_its_first_step(void **state)
{
    (void)state;
    struct run run;
    open_run(&run, "steps");
    run.plan.batch = 96;  // enough rows for blocked matrix products
    run_plan(&run);
    run_step(&run);
    const int before = taken;
    for (int i = 0; i < 4; i++) run_step(&run);
    assert_int_equal(taken, before);
    whole_close(&run.whole);
}

enum { MOST = 24 };
struct shown {
    int taken[MOST];
    dim count;
};

static bool show(void *context, int32_t id)
{
    struct shown *shown = context;
    (void)id;
    shown->taken[shown->count++] = taken;
    return true;
}

static void decoding_takes_no_memory_after_its_first_token(void **state)
{
    (void)state;
    struct whole whole;
    struct runner runner;
    struct shown shown = {.count = 0};
    struct rng rng;
    enum generate_end end;
    whole_open(&whole, "wide");
    const size_t V = (size_t)whole.config.vocab;
    float *logits = arena_array(&whole.arena, V, sizeof *logits);
    float *probabilities = arena_array(&whole.arena, V, sizeof *probabilities);
    int32_t *order = arena_array(&whole.arena, V, sizeof *order);
    int32_t ids[10 + MOST];
    memcpy(ids, whole.ids, 10 * sizeof *ids);
    rng_seed(&rng, 1, 1);
    runner_open(&runner, &whole.config, &whole.params, 10 + MOST, 8, false);
    const struct generate_model model = {runner_forward, &runner, whole.config.vocab, 10 + MOST, 8};
    const struct generate_options options = {.temperature = 0.8f, .top_k = 40, .top_p = 0.9f,
                                             .min_p = 0.01f, .penalty = 1.1f, .penalty_span = 8};
    generate_run(ids, &end, logits, probabilities, order, 10, 0, MOST, &model, &options, &rng, show,
                 &shown);
    assert_int_equal(shown.count, MOST);
    for (int i = 1; i < MOST; i++) assert_int_equal(shown.taken[i], shown.taken[0]);
    runner_close(&runner);
    whole_close(&whole);
}

int main(void)
{
    parallel_limit(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counter_sees_what_an_arena_takes),
        cmocka_unit_test(training_takes_no_memory_after_its_first_step),
        cmocka_unit_test(decoding_takes_no_memory_after_its_first_token),
    };
    return cmocka_run_group_tests_name("whole memory", tests, NULL, NULL);
}

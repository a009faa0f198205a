// generate_test.c: the laws of the autoregressive loop. The model here is a table of logits, row =
// last id, that writes down what it was given.
#include "generate.h"

#include "arrays.h"
#include "check.h"
#include "sampling.h"

enum { V = 17, ROOM = 400 };

static struct run {
    float *table;  // [V, V]
    int32_t ids[ROOM], shown[ROOM], given[ROOM];
    dim at[ROOM], calls, largest, shown_count, ends_after;
    dim prompt, past, most, positions, chunk, count;
    enum generate_end end;
    struct generate_options options;
    struct rng rng;
} run;

// The model remembers by position what it was given, as a cache does.
static void forward(void *context, float *logits, const int32_t *ids, dim count, dim past)
{
    assert_ptr_equal(context, &run);
    assert_true(count >= 1 && past >= 0 && past + count <= run.positions);
    for (dim i = 0; i < count; i++) run.given[past + i] = ids[i];
    run.at[run.calls++] = past;
    if (count > run.largest) run.largest = count;
    memcpy(logits, run.table + ids[count - 1] * V, V * sizeof *logits);
}

static bool show(void *context, int32_t id)
{
    assert_ptr_equal(context, &run);
    run.shown[run.shown_count++] = id;
    return run.shown_count != run.ends_after;
}

// A run of the usual kind: a prompt of five, ten wanted, greedy.
static void begin(void)
{
    run = (struct run){.table = normal(V * V, 2.0f), .prompt = 5, .most = 10, .positions = 100,
                       .chunk = 64,
                       .options = {.top_p = 1.0f, .penalty = 1.0f}};
    rng_seed(&run.rng, 5, 6);
    for (dim i = 0; i < ROOM; i++) run.ids[i] = run.given[i] = -1;
    for (dim i = 0; i < 5; i++) run.ids[i] = (int32_t)rng_below(&draws, V);
}

static void go(void)
{
    float logits[V], probabilities[V];
    int32_t order[V];
    const struct generate_model model = {forward, &run, V, run.positions, run.chunk};
    run.count = generate_run(run.ids, &run.end, logits, probabilities, order, run.prompt, run.past,
                             run.most, &model, &run.options, &run.rng, show, &run);
}

// What always holds: shown is what was written, and the model was given every id but the last.
static void check_whole(void)
{
    const dim all = run.prompt + run.count;
    assert_int_equal(run.shown_count, run.count);
    assert_memory_equal(run.shown, run.ids + run.prompt, (size_t)run.count * sizeof(int32_t));
    const dim given = run.end == GENERATE_STOP || run.count == 0 ? all : all - 1;
    for (dim i = run.past; i < given; i++) assert_int_equal(run.given[i], run.ids[i]);
    for (dim i = given; i < ROOM; i++) assert_int_equal(run.given[i], -1);
    for (dim i = 0; i < run.past; i++) assert_int_equal(run.given[i], -1);
    for (dim i = all; i < ROOM; i++) assert_int_equal(run.ids[i], -1);
}

static void each_id_is_the_best_after_the_one_before(void **state)
{
    (void)state;
    begin();
    const struct rng before = run.rng;
    go();
    check_whole();
    assert_int_equal(run.end, GENERATE_LENGTH);
    assert_int_equal(run.count, 10);
    assert_int_equal(run.calls, 1 + 9);
    for (dim i = 5; i < 15; i++)
        assert_int_equal(run.ids[i], sampling_greedy(run.table + run.ids[i - 1] * V, V));
    assert_memory_equal(&run.rng, &before, sizeof before);  // greedy draws nothing
}

static void the_size_of_a_chunk_does_not_show(void **state)
{
    (void)state;
    int32_t wanted[15];
    begin();
    float *table = run.table;
    run.options.temperature = 1.0f;
    const struct run start = run;
    go();
    memcpy(wanted, run.ids, sizeof wanted);
    for (dim chunk = 1; chunk <= 6; chunk++)
        for (dim past = 0; past < 5; past++) {
            run = start;
            run.table = table;
            run.chunk = chunk;
            run.past = past;
            go();
            check_whole();
            assert_memory_equal(run.ids, wanted, sizeof wanted);
            assert_int_equal(run.calls, (5 - past + chunk - 1) / chunk + 9);
            assert_true(run.largest == (chunk < 5 - past ? chunk : 5 - past));
            for (dim i = 0; i * chunk < 5 - past; i++)  // full ones first
                assert_int_equal(run.at[i], past + i * chunk);
        }
}

static void equal_seeds_give_equal_answers(void **state)
{
    (void)state;
    begin();
    run.most = 60;
    run.options.temperature = 1.0f;
    const struct run start = run;
    go();
    const struct run first = run;
    run = start;
    go();
    assert_memory_equal(run.ids, first.ids, sizeof first.ids);
    run = start;
    rng_seed(&run.rng, 6, 6);
    go();
    assert_memory_not_equal(run.ids, first.ids, sizeof first.ids);
}

static void each_drawn_id_takes_one_number_of_the_stream(void **state)
{
    (void)state;
    begin();
    run.options.temperature = 1.0f;
    struct rng rng = run.rng;
    go();
    float p[V];
    for (dim i = 5; i < 15; i++) {
        sampling_temperature(p, run.table + run.ids[i - 1] * V, V, 1.0f);
        assert_int_equal(run.ids[i], sampling_draw(p, V, rng_uniform(&rng)));
    }
    assert_memory_equal(&run.rng, &rng, sizeof rng);
}

static void penalty_temperature_and_cuts_come_in_the_order_of_the_contract(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        begin();
        run.options = (struct generate_options){.temperature = 2.0f, .top_k = 8, .top_p = 0.75f,
                                                .min_p = 0.25f, .penalty = 1.5f,
                                                .penalty_span = 4};
        struct rng rng;
        rng_seed(&rng, (uint64_t)round, 9);
        run.rng = rng;
        go();
        for (dim i = 5; i < 15; i++) {
            float row[V], p[V];
            int32_t order[V];
            memcpy(row, run.table + run.ids[i - 1] * V, sizeof row);
            sampling_repetition(row, run.ids + i - 4, 4, V, 1.5f);
            sampling_temperature(p, row, V, 2.0f);
            sampling_order(order, p, V);
            sampling_top_k(p, order, V, 8);
            sampling_top_p(p, order, V, 0.75f);
            sampling_min_p(p, order, V, 0.25f);
            assert_int_equal(run.ids[i], sampling_draw(p, V, rng_uniform(&rng)));
        }
    }
}

static void top_k_of_1_is_greedy(void **state)
{
    (void)state;
    begin();
    const struct run start = run;
    go();
    const struct run greedy = run;
    run = start;
    run.options.temperature = 1.3f;
    run.options.top_k = 1;
    go();
    assert_memory_equal(run.ids, greedy.ids, sizeof greedy.ids);
}

static void a_stop_id_ends_the_answer_and_is_not_part_of_it(void **state)
{
    (void)state;
    for (dim at = 0; at < 4; at++) {
        begin();
        const struct run start = run;
        go();
        const struct run whole = run;
        dim first = 0;  // where the id that is to stop it comes first
        while (whole.shown[first] != whole.shown[at]) first++;
        run = start;
        const int32_t stops[2] = {V, whole.shown[at]};  // V: an id that never comes
        run.options.stops = stops;
        run.options.stop_count = 2;
        go();
        check_whole();
        assert_int_equal(run.end, GENERATE_STOP);
        assert_int_equal(run.count, first);
        assert_int_equal(run.calls, 1 + first);
    }
}

static void positions_that_are_full_end_the_answer(void **state)
{
    (void)state;
    for (dim room = 0; room <= 11; room++) {
        begin();
        run.positions = 5 + room;
        go();
        check_whole();
        assert_int_equal(run.count, room < 10 ? room : 10);
        assert_int_equal(run.end, room < 10 ? GENERATE_FULL : GENERATE_LENGTH);
    }
}

static void nothing_wanted_gives_the_prompt_and_no_more(void **state)
{
    (void)state;
    begin();
    run.most = 0;
    go();
    check_whole();
    assert_int_equal(run.end, GENERATE_LENGTH);
    assert_int_equal(run.calls, 1);
    assert_int_equal(run.given[4], run.ids[4]);
}

static void a_prompt_of_one_id_is_enough(void **state)
{
    (void)state;
    begin();
    run.prompt = 1;
    for (dim i = 1; i < 5; i++) run.ids[i] = -1;
    go();
    check_whole();
    assert_int_equal(run.count, 10);
}

static void show_may_end_the_answer_at_any_id(void **state)
{
    (void)state;
    for (dim after = 1; after <= 10; after++) {
        begin();
        run.ends_after = after;
        go();
        check_whole();
        assert_int_equal(run.end, GENERATE_ENDED);
        assert_int_equal(run.count, after);
    }
}

static void the_penalty_sees_the_last_ids_of_prompt_and_answer(void **state)
{
    (void)state;
    for (dim span = 0; span <= 30; span += 3) {
        begin();
        run.options.penalty = 3.0f;
        run.options.penalty_span = span;
        go();
        for (dim i = 5; i < 15; i++) {
            float row[V];
            const dim seen = span < i ? span : i;
            memcpy(row, run.table + run.ids[i - 1] * V, sizeof row);
            sampling_repetition(row, run.ids + i - seen, seen, V, 3.0f);
            assert_int_equal(run.ids[i], sampling_greedy(row, V));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(each_id_is_the_best_after_the_one_before),
        law(the_size_of_a_chunk_does_not_show),
        law(equal_seeds_give_equal_answers),
        law(each_drawn_id_takes_one_number_of_the_stream),
        law(penalty_temperature_and_cuts_come_in_the_order_of_the_contract),
        law(top_k_of_1_is_greedy),
        law(a_stop_id_ends_the_answer_and_is_not_part_of_it),
        law(positions_that_are_full_end_the_answer),
        law(nothing_wanted_gives_the_prompt_and_no_more),
        law(a_prompt_of_one_id_is_enough),
        law(show_may_end_the_answer_at_any_id),
        law(the_penalty_sees_the_last_ids_of_prompt_and_answer),
    };
    return cmocka_run_group_tests_name("generate", tests, NULL, NULL);
}

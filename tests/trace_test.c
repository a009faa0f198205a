// trace_test.c: the laws of the trace: its table and its sinks. Of a pass: trace_forward_test.c.
#include "trace.h"

#include "arrays.h"
#include "check.h"
#include "sentence.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct trace_item item_of(const float *values, dim a, dim b)
{
    return (struct trace_item){TRACE_STREAM, 3, {.name = "layers.3.stream", .type = TENSOR_F32,
                               .rank = 3, .shape = {1, a, b}, .data = values}};
}

static void every_event_has_a_name_of_its_own_and_axes(void **state)
{
    (void)state;
    for (int i = 0; i < TRACE_EVENT_COUNT; i++) {
        const enum trace_event event = (enum trace_event)i;
        assert_true(strlen(trace_name(event)) + 20 < TRACE_NAME_MAX);
        assert_true(trace_rank(event) >= 2 && trace_rank(event) <= 4);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(trace_name(event), trace_name((enum trace_event)j));
    }
    assert_int_equal(trace_axis(TRACE_WEIGHTS, "T"), 2);
    assert_int_equal(trace_axis(TRACE_COSINES, "d"), -1);  // its axis is d/2
    assert_int_equal(trace_axis(TRACE_V, "Hkv"), 2);
    assert_int_equal(trace_axis(TRACE_V, "H"), -1);
    assert_int_equal(trace_rank(TRACE_GATE), 3);
}

static void the_layer_stands_in_the_name(void **state)
{
    (void)state;
    struct trace_copy copy = {0};
    const struct trace_sink sink = {trace_keep, &copy};
    const float values[6] = {1, 2, 3, 4, 5, 6};
    const dim shape[3] = {1, 2, 3};
    trace_emit(&sink, TRACE_STREAM, 11, TENSOR_F32, values, shape);
    trace_emit(&sink, TRACE_EMBEDDED, 0, TENSOR_F32, values, shape);
    assert_string_equal(copy.items[0].tensor.name, "layers.11.stream");
    assert_int_equal(copy.items[0].layer, 11);
    assert_string_equal(copy.items[1].tensor.name, "embedding");
    assert_true(copy.items[0].tensor.data != (const void *)values);
    assert_memory_equal(copy.items[0].tensor.data, values, sizeof values);
    assert_null(trace_find(&copy, "layers.1.stream"));
    trace_drop(&copy);
}

static void the_measure_leaves_out_what_is_not_finite(void **state)
{
    (void)state;
    const float values[6] = {3, -4, NAN, 0, -INFINITY, 0};
    struct trace_stats stats;
    const struct trace_item item = item_of(values, 2, 3);
    trace_measure(&stats, &item.tensor);
    assert_true(stats.count == 6 && stats.bad == 2 && stats.first_bad == 2);
    assert_true(stats.least == -4.0 && stats.greatest == 3.0 && stats.rms == 2.5);
    const float none[2] = {NAN, NAN};
    const struct trace_item nothing = item_of(none, 1, 2);
    trace_measure(&stats, &nothing.tensor);
    assert_true(stats.bad == 2 && stats.least == 0.0 && stats.greatest == 0.0 && stats.rms == 0.0);
}

static void the_first_bad_value_is_named_with_its_place(void **state)
{
    (void)state;
    struct trace_bad bad = {0};
    float values[6] = {1, 2, 3, 4, 5, 6};
    struct trace_item item = item_of(values, 2, 3);
    trace_first_bad(&bad, &item);
    assert_false(bad.found);
    values[5] = INFINITY;
    trace_first_bad(&bad, &item);
    values[0] = NAN;
    item.tensor.name = "later";
    trace_first_bad(&bad, &item);
    assert_true(bad.found && bad.bad == 1 && bad.count == 6 && isinf(bad.value));
    assert_string_equal(bad.place, "layers.3.stream[0,1,2]");
}

// One copy of item, with a value replaced.
static struct trace_copy other_with(const struct trace_item *item, dim at, float value)
{
    struct trace_copy copy = {0};
    trace_keep(&copy, item);
    if (at >= 0) ((float *)(uintptr_t)copy.items[0].tensor.data)[at] = value;
    return copy;
}

static void comparison_names_the_first_value_that_is_off(void **state)
{
    (void)state;
    const float *values = normal(6, 1.0f);
    struct trace_item item = item_of(values, 3, 2);
    struct trace_copy same = other_with(&item, -1, 0.0f), other = other_with(&item, 3, 9.0f);
    struct trace_compare compare = {.other = &same};
    trace_compare(&compare, &item);
    assert_true(compare.verdict == TRACE_SAME && compare.agreed == 1 && compare.values == 6);
    compare.other = &other;
    trace_compare(&compare, &item);
    assert_true(compare.verdict == TRACE_OTHER_VALUE && compare.at == 3 && compare.off == 1);
    assert_true(compare.there == 9.0 && compare.here == (double)values[3]);
    assert_true(compare.agreed == 1 && compare.largest == 9.0);
    trace_compare(&compare, &item);  // only the first counts
    assert_true(compare.off == 1);
    struct trace_compare early = {.other = &other, .upto = 1};  // position 1 is off, 0 is not
    trace_compare(&early, &item);
    assert_true(early.verdict == TRACE_SAME && early.values == 2);
    trace_drop(&same);
    trace_drop(&other);
}

static void comparison_allows_a_part_of_the_largest(void **state)
{
    (void)state;
    const float values[2] = {100.0f, 1.0f};
    struct trace_item item = item_of(values, 1, 2);
    struct trace_copy other = other_with(&item, 1, 1.5f);
    struct trace_compare exact = {.other = &other}, loose = {.other = &other, .within = 0.01};
    struct trace_compare tight = {.other = &other, .within = 0.004};
    trace_compare(&exact, &item);
    trace_compare(&loose, &item);
    trace_compare(&tight, &item);
    assert_true(exact.verdict == TRACE_OTHER_VALUE && tight.verdict == TRACE_OTHER_VALUE);
    assert_true(loose.verdict == TRACE_SAME && loose.worst == 0.005);
    trace_drop(&other);
}

static void nan_agrees_with_no_number(void **state)
{
    (void)state;
    const float values[2] = {1.0f, 2.0f};
    struct trace_item item = item_of(values, 1, 2);
    struct trace_copy other = other_with(&item, 1, NAN);
    struct trace_compare compare = {.other = &other, .within = 1000.0};
    trace_compare(&compare, &item);
    assert_true(compare.verdict == TRACE_OTHER_VALUE && compare.at == 1);
    const struct trace_item kept = other.items[0];
    struct trace_compare itself = {.other = &other};
    trace_compare(&itself, &kept);
    assert_true(itself.verdict == TRACE_SAME);
    trace_drop(&other);
}

static void another_shape_and_an_absent_name_are_told_apart(void **state)
{
    (void)state;
    const float values[6] = {0};
    struct trace_item item = item_of(values, 3, 2);
    struct trace_copy other = other_with(&item, -1, 0.0f);
    struct trace_compare shape = {.other = &other}, absent = {.other = &other};
    item = item_of(values, 2, 3);
    trace_compare(&shape, &item);
    assert_true(shape.verdict == TRACE_OTHER_SHAPE);
    item.tensor.name = "layers.9.stream";
    trace_compare(&absent, &item);
    assert_true(absent.verdict == TRACE_ABSENT);
    assert_string_equal(absent.name, "layers.9.stream");
    trace_drop(&other);
}

static void a_file_gives_back_the_trace(void **state)
{
    (void)state;
    char path[] = "/tmp/crumb-trace-XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    struct trace_copy copy = {0}, back = {0};
    const struct trace_sink sink = {trace_keep, &copy};
    const int32_t ids[3] = {5, 0, 70000};
    const dim shape[3] = {1, 3, 2};
    const float *values = normal(6, 1.0f);
    trace_emit(&sink, TRACE_IDS, 0, TENSOR_I32, ids, shape);
    trace_emit(&sink, TRACE_STREAM, 2, TENSOR_F32, values, shape);
    trace_write(&copy, path);
    trace_read(&back, path);
    assert_int_equal(back.count, 2);
    struct trace_compare compare = {.other = &back};
    for (dim i = 0; i < copy.count; i++) trace_compare(&compare, &copy.items[i]);
    assert_true(compare.verdict == TRACE_SAME && compare.agreed == 2 && compare.values == 9);
    trace_drop(&copy);
    trace_drop(&back);
    remove(path);
}

static void read_it(void *path)
{
    struct trace_copy copy = {0};
    trace_read(&copy, path);
}

static void a_file_of_weights_is_no_trace(void **state)
{
    (void)state;
    char path[] = "/tmp/crumb-trace-XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    const float value = 1.0f;
    const struct tensor tensor = {.name = "w", .type = TENSOR_F32, .rank = 1, .shape = {1},
                                  .data = &value};
    safetensors_write(path, &tensor, 1, NULL, 0);
    expect_sentence(read_it, path, 1, "not a trace (its format is not given");
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(every_event_has_a_name_of_its_own_and_axes),
        law(the_layer_stands_in_the_name),
        law(the_measure_leaves_out_what_is_not_finite),
        law(the_first_bad_value_is_named_with_its_place),
        law(comparison_names_the_first_value_that_is_off),
        law(comparison_allows_a_part_of_the_largest),
        law(nan_agrees_with_no_number),
        law(another_shape_and_an_absent_name_are_told_apart),
        law(a_file_gives_back_the_trace),
        law(a_file_of_weights_is_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

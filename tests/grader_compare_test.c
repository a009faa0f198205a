// grader_compare_test.c: the laws of judgement: which pairs of numbers are equal, what is said of
// those that are not, and that nothing non-finite, unwritten or wavering passes.
#include "check.h"

#include "compare.h"

#include <stdio.h>
#include <string.h>

struct pair {
    double got, exact, tolerance;
    enum verdict verdict;
};

static struct outcome judge(enum tensor_type type, const void *first, const void *second,
                            const void *exact, dim count, double tolerance)
{
    struct golden_case one = {.topic = "t", .name = "case", .operation = "op", .expected_count = 1};
    struct frame a = {.count = 1}, b = {.count = 1};
    a.tensors[0] = (struct frame_tensor){"y", type, FRAME_OUT, 1, {count}, first};
    b.tensors[0] = (struct frame_tensor){"y", type, FRAME_OUT, 1, {count}, second};
    one.expected[0] = (struct expected){{"y", type, 1, {count}, exact}, tolerance};
    struct outcome outcome;
    compare_case(&outcome, &one, &a, &b);
    return outcome;
}

static struct outcome judge_floats(const float *got, const float *exact, dim count,
                                   double tolerance)
{
    return judge(TENSOR_F32, got, got, exact, count, tolerance);
}

// Beside each pair stands a 1.0 that is right, which gives the tolerance its scale.
static void pairs_are_judged_by_the_table(void **state)
{
    (void)state;
    const double tiny = 1e-45, largest = 3.4028234663852886e38;
    const struct pair table[] = {
        {0.5, 0.5, 0.0, VERDICT_PASS},         {0.5, 0.5, 1e-6, VERDICT_PASS},
        {0.5001, 0.5, 1e-3, VERDICT_PASS},     {0.5001, 0.5, 1e-5, VERDICT_WRONG_VALUE},
        {0.5000001, 0.5, 0.0, VERDICT_WRONG_VALUE},
        {-0.0, 0.0, 0.0, VERDICT_PASS},        {0.0, -0.0, 1e-6, VERDICT_PASS},
        {tiny, 0.0, 1e-6, VERDICT_PASS},       {tiny, 0.0, 0.0, VERDICT_WRONG_VALUE},
        {0.0, tiny, 0.0, VERDICT_WRONG_VALUE}, {tiny, tiny, 0.0, VERDICT_PASS},
        {NAN, 0.5, 1e-6, VERDICT_NON_FINITE},  {NAN, 0.5, 1e30, VERDICT_NON_FINITE},
        {0.5, NAN, 1e-6, VERDICT_WRONG_VALUE}, {NAN, NAN, 1e-6, VERDICT_PASS},
        {INFINITY, 0.5, 1e30, VERDICT_NON_FINITE},
        {-INFINITY, 0.5, 1e-6, VERDICT_NON_FINITE},
        {INFINITY, INFINITY, 1e-6, VERDICT_PASS},
        {-INFINITY, INFINITY, 1e-6, VERDICT_WRONG_VALUE},
        {NAN, INFINITY, 1e-6, VERDICT_WRONG_VALUE},
        {largest, INFINITY, 1e-6, VERDICT_WRONG_VALUE},
        {INFINITY, largest, 1e-6, VERDICT_NON_FINITE},
        {largest, -largest, 1e-6, VERDICT_WRONG_VALUE},
        {largest, largest, 1e-6, VERDICT_PASS}, {-0.5, 0.5, 1e-6, VERDICT_WRONG_VALUE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct pair *pair = &table[i];
        const float got[2] = {1.0f, (float)pair->got}, exact[2] = {1.0f, (float)pair->exact};
        struct outcome outcome = judge_floats(got, exact, 2, pair->tolerance);
        if (outcome.verdict != pair->verdict)
            print_error("row %zu: %g for %g is %s: %s\n", i, pair->got, pair->exact,
                        verdict_name(outcome.verdict), outcome.detail);
        assert_int_equal(outcome.verdict, pair->verdict);
        assert_int_equal(outcome.detail[0] == 0, outcome.verdict == VERDICT_PASS);
    }
}

static void only_not_a_number_passes_nowhere(void **state)
{
    (void)state;
    const float got[3] = {NAN, NAN, NAN}, exact[3] = {1, 2, 3}, zeros[3] = {0};
    assert_int_equal(judge_floats(got, exact, 3, 1e30).verdict, VERDICT_NON_FINITE);
    assert_int_equal(judge_floats(got, zeros, 3, 1e30).verdict, VERDICT_NON_FINITE);
    // nor is it some number of times over the bound, alone or beside a miss that is
    const float mixed[3] = {1, NAN, 4};
    assert_null(strstr(judge_floats(got, exact, 3, 0.01).detail, "times the bound"));
    assert_null(strstr(judge_floats(mixed, exact, 3, 0.01).detail, "times the bound"));
}

static void an_empty_tensor_is_right(void **state)
{
    (void)state;
    assert_int_equal(judge_floats(NULL, NULL, 0, 1e-6).verdict, VERDICT_PASS);
}

static void the_first_wrong_value_and_their_number_are_said(void **state)
{
    (void)state;
    const float exact[4] = {1, -2, 3, 0.5f}, twice[4] = {2, -4, 6, 1};
    const float one_wrong[4] = {1, -2, 6, 0.5f};
    struct outcome outcome = judge_floats(twice, exact, 4, 1e-6);
    assert_non_null(strstr(outcome.detail, "y[0] = 2, expected 1; 4 of 4 values (4) are wrong"));
    assert_float_equal(outcome.times, 1e6, 1.0);  // 3 off where 3e-6 is allowed
    outcome = judge_floats(one_wrong, exact, 4, 1e-6);
    assert_non_null(strstr(outcome.detail, "y[2] = 6, expected 3; 1 of 4 values (4) is wrong"));
}

static void a_near_miss_is_measured_in_bounds(void **state)
{
    (void)state;
    const float exact[2] = {1, 0.5f}, got[2] = {1, 0.5f + 0x1p-20f};
    struct outcome outcome = judge_floats(got, exact, 2, 0x1p-22);
    assert_non_null(strstr(outcome.detail, "the worst by 4 times the bound"));
}

static uint32_t poison_of(enum frame_run run)
{
    return run == FRAME_FIRST_RUN ? FRAME_POISON_FIRST : FRAME_POISON_SECOND;
}

static void fill(void *data, size_t bytes, enum frame_run run)
{
    for (size_t i = 0; i < bytes; i++)
        ((uint8_t *)data)[i] = (uint8_t)(poison_of(run) >> 8 * (i % 4));
}

static void what_was_never_written_is_found_in_every_type(void **state)
{
    (void)state;
    const enum tensor_type types[] = {TENSOR_F32, TENSOR_F64, TENSOR_I32, TENSOR_I64, TENSOR_U8};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        uint8_t first[64] = {0}, second[64] = {0}, exact[64] = {0};
        size_t size = (size_t)tensor_type_size(types[t]);
        fill(first, 5 * size, FRAME_FIRST_RUN);
        fill(second, 5 * size, FRAME_SECOND_RUN);
        memset(first, 0, 3 * size);
        memset(second, 0, 3 * size);
        struct outcome outcome = judge(types[t], first, second, exact, 5, 0.0);
        assert_int_equal(outcome.verdict, VERDICT_UNWRITTEN);
        assert_non_null(strstr(outcome.detail, "y[3] was never written"));
        assert_non_null(strstr(outcome.detail, "2 of 5 values do"));
    }
}

static void the_poison_as_a_right_answer_passes(void **state)
{
    (void)state;
    float value;
    const uint32_t bits = FRAME_POISON_SECOND;
    memcpy(&value, &bits, sizeof value);
    assert_int_equal(judge_floats(&value, &value, 1, 1e-6).verdict, VERDICT_PASS);
}

static void sums_onto_old_values_are_named(void **state)
{
    (void)state;
    const float exact[2] = {1, 2}, first[2] = {NAN, NAN}, second[2] = {124.456f, 125.456f};
    struct outcome outcome = judge(TENSOR_F32, first, second, exact, 2, 1e-6);
    assert_int_equal(outcome.verdict, VERDICT_UNWRITTEN);
    assert_non_null(strstr(outcome.detail, "depends on what was in y before the call"));
}

static void two_runs_must_agree_to_the_last_bit(void **state)
{
    (void)state;
    const float exact[2] = {1, 2}, first[2] = {1, 2}, second[2] = {1, 2.0000002f};
    assert_int_equal(judge(TENSOR_F32, first, second, exact, 2, 1e-3).verdict,
                     VERDICT_NONDETERMINISTIC);
}

static void whole_numbers_are_compared_as_such(void **state)
{
    (void)state;
    const int64_t exact[1] = {((int64_t)1 << 53) + 1}, got[1] = {(int64_t)1 << 53};
    struct outcome outcome = judge(TENSOR_I64, got, got, exact, 1, 0.0);
    assert_int_equal(outcome.verdict, VERDICT_WRONG_VALUE);
    assert_non_null(strstr(outcome.detail, "y[0] = 9007199254740992, expected 9007199254740993"));
}

static void shapes_are_judged_before_values(void **state)
{
    (void)state;
    const float two[2] = {1, 2}, three[3] = {1, 2, 3};
    struct golden_case one = {.operation = "op", .expected_count = 1};
    struct frame a = {.count = 1}, b = {.count = 1};
    one.expected[0] = (struct expected){{"y", TENSOR_F32, 1, {3}, three}, 1e-6};
    a.tensors[0] = (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 1, {2}, two};
    b.tensors[0] = (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 1, {3}, three};
    struct outcome outcome;
    compare_case(&outcome, &one, &a, &b);
    assert_int_equal(outcome.verdict, VERDICT_WRONG_SHAPE);
    assert_string_equal(outcome.detail, "y has 2 values, expected 3");
    compare_case(&outcome, &one, &b, &a);
    assert_int_equal(outcome.verdict, VERDICT_NONDETERMINISTIC);
}

static void counts_are_judged_before_what_they_count(void **state)
{
    (void)state;
    const float right[1] = {1}, wrong[1] = {2};
    const int64_t five = 5, six = 6;
    struct golden_case one = {.operation = "op", .expected_count = 2};
    struct frame a = {.count = 2};
    one.expected[0] = (struct expected){{"y", TENSOR_F32, 1, {1}, right}, 1e-6};
    one.expected[1] = (struct expected){{"n", TENSOR_I64, 0, {0}, &five}, 0.0};
    a.tensors[0] = (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 1, {1}, wrong};
    a.tensors[1] = (struct frame_tensor){"n", TENSOR_I64, FRAME_OUT, 0, {0}, &six};
    struct outcome outcome;
    compare_case(&outcome, &one, &a, &a);
    assert_non_null(strstr(outcome.detail, "n = 6, expected 5"));
}

static void places_are_indices(void **state)
{
    (void)state;
    char text[64];
    const dim shape[3] = {2, 3, 4};
    compare_place(text, sizeof text, "x", 3, shape, 23);
    assert_string_equal(text, "x[1,2,3]");
    compare_place(text, sizeof text, "n", 0, shape, 0);
    assert_string_equal(text, "n");
    compare_place(text, 4, "long", 3, shape, 23);
    assert_string_equal(text, "lon");
}

static void values_have_enough_digits(void **state)
{
    (void)state;
    char text[40];
    const float third = 1.0f / 3.0f;
    const double fine = 0.1;
    const uint8_t byte = 200;
    const int32_t whole = -7;
    compare_print(text, sizeof text, TENSOR_F32, &third, 0);
    assert_true(strtof(text, NULL) == third);
    compare_print(text, sizeof text, TENSOR_F64, &fine, 0);
    assert_true(strtod(text, NULL) == fine);
    compare_print(text, sizeof text, TENSOR_U8, &byte, 0);
    assert_string_equal(text, "200");
    compare_print(text, sizeof text, TENSOR_I32, &whole, 0);
    assert_string_equal(text, "-7");
    assert_true(isnan(compare_value(TENSOR_F16, &byte, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_judged_by_the_table),
        cmocka_unit_test(only_not_a_number_passes_nowhere),
        cmocka_unit_test(an_empty_tensor_is_right),
        cmocka_unit_test(the_first_wrong_value_and_their_number_are_said),
        cmocka_unit_test(a_near_miss_is_measured_in_bounds),
        cmocka_unit_test(what_was_never_written_is_found_in_every_type),
        cmocka_unit_test(the_poison_as_a_right_answer_passes),
        cmocka_unit_test(sums_onto_old_values_are_named),
        cmocka_unit_test(two_runs_must_agree_to_the_last_bit),
        cmocka_unit_test(whole_numbers_are_compared_as_such),
        cmocka_unit_test(shapes_are_judged_before_values),
        cmocka_unit_test(counts_are_judged_before_what_they_count),
        cmocka_unit_test(places_are_indices),
        cmocka_unit_test(values_have_enough_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

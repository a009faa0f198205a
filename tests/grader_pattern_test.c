// grader_pattern_test.c: what is said of wrong numbers that no known mistake gives: one law for
// each relation, and none where there is none.
#include "check.h"

#include "pattern.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 3, COLUMNS = 4, COUNT = ROWS * COLUMNS };
static const float right[COUNT] = {0.5f, -1.25f, 2.0f, 0.75f, 1.5f,  -0.5f,
                                   3.0f, 0.25f,  -2.5f, 1.0f, 0.125f, -0.75f};
static char said[600];

// The sentence about values that came back for `right`; input: a tensor of the same shape.
static const char *look(const float *got, const float *input)
{
    struct golden_case one = {.topic = "t", .name = "case", .operation = "op", .expected_count = 1};
    struct frame answer = {.count = 1};
    one.request.count = 1;
    one.request.tensors[0] = (struct frame_tensor){"x", TENSOR_F32, FRAME_IN, 2, {ROWS, COLUMNS},
                                                   input};
    answer.tensors[0] = (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 2, {ROWS, COLUMNS}, got};
    one.expected[0] = (struct expected){{"y", TENSOR_F32, 2, {ROWS, COLUMNS}, right}, 1e-6};
    said[0] = 0;
    pattern_say(said, sizeof said, &one, &answer);
    return said;
}

static const float input[COUNT] = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2};

static void says(const float *got, const char *words)
{
    if (!strstr(look(got, input), words)) {
        print_error("wanted \"%s\", found \"%s\"\n", words, said);
        fail();
    }
}

static void right_values_have_no_pattern(void **state)
{
    (void)state;
    assert_string_equal(look(right, input), "");
}

static void a_constant_factor_is_named_with_where_it_may_come_from(void **state)
{
    (void)state;
    float got[COUNT];
    for (int i = 0; i < COUNT; i++) got[i] = 1.7f * right[i];
    says(got, "every wrong value of y is 1.7 times the right one");
    for (int i = 0; i < COUNT; i++) got[i] = 2.0f * right[i];
    says(got, "is 2 times the right one (the root of 4; axis 1 of y has size 4)");
    for (int i = 0; i < COUNT; i++) got[i] = right[i] / 3.0f;
    says(got, "is 0.333333 times the right one (1/3; axis 0 of y has size 3)");
}

static void the_other_sign_and_zeros_are_said(void **state)
{
    (void)state;
    float got[COUNT];
    for (int i = 0; i < COUNT; i++) got[i] = -right[i];
    says(got, "every wrong value of y has the other sign");
    for (int i = 0; i < COUNT; i++) got[i] = i < COLUMNS ? right[i] : 0.0f;
    says(got, "every wrong value of y is 0; only y[0,_] is right");
}

static void one_slice_alone_is_named(void **state)
{
    (void)state;
    float got[COUNT];
    memcpy(got, right, sizeof got);
    for (int c = 0; c < COLUMNS; c++) got[COLUMNS + c] *= -1.0f;
    says(got, "has the other sign; only y[1,_] is wrong");
    memcpy(got, right, sizeof got);
    for (int r = 0; r < ROWS; r++) got[r * COLUMNS + 3] += 0.5f;
    says(got, "the right one plus 0.5; only y[_,3] is wrong");
    memcpy(got, right, sizeof got);
    for (int r = 0; r < ROWS; r++)
        for (int c = 2; c < COLUMNS; c++) got[r * COLUMNS + c] -= 0.5f;
    says(got, "the right one less 0.5; it is wrong from y[_,2] on");
}

static void a_shift_by_one_is_said_with_its_axis(void **state)
{
    (void)state;
    float got[COUNT];
    for (int i = 0; i < COUNT; i++) got[i] = i < COLUMNS ? 7.0f : right[i - COLUMNS];
    says(got, "y is shifted by one along axis 0 (size 3): index i holds what belongs to i - 1");
    for (int i = 0; i < COUNT; i++) got[i] = i % COLUMNS == 3 ? 7.0f : right[i + 1];
    says(got, "shifted by one along axis 1 (size 4): index i holds what belongs to i + 1");
}

static void a_transposed_result_is_said(void **state)
{
    (void)state;
    float got[COUNT];
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++) got[c * ROWS + r] = right[r * COLUMNS + c];
    says(got, "axes 0 and 1 (sizes 3 and 4) exchanged: transposed");
}

static void slices_in_another_order_are_said(void **state)
{
    (void)state;
    float got[COUNT];
    static const int order[ROWS] = {2, 1, 0};
    for (int r = 0; r < ROWS; r++)
        memcpy(got + r * COLUMNS, right + order[r] * COLUMNS, COLUMNS * sizeof *got);
    says(got, "along axis 0 are in another order: y[0,_] holds what belongs to y[2,_]");
}

static void rows_of_the_wrong_length_are_said(void **state)
{
    (void)state;
    float got[COUNT];
    static const float factor[ROWS] = {1.5f, 0.25f, 3.0f};
    for (int i = 0; i < COUNT; i++) got[i] = factor[i / COLUMNS] * right[i];
    says(got, "every row of y points the right way, but has the wrong length");
}

static void an_input_handed_through_is_said(void **state)
{
    (void)state;
    says(input, "y holds exactly what the input x holds");
}

static void what_is_no_number_is_told_with_the_size_of_the_inputs(void **state)
{
    (void)state;
    float got[COUNT], large[COUNT];
    memcpy(got, right, sizeof got);
    got[5] = NAN;
    got[6] = INFINITY;
    says(got, "2 of 12 values are no numbers; only y[1,_] is wrong: a division by zero");
    memcpy(large, input, sizeof large);
    large[2] = 200.0f;
    assert_non_null(strstr(look(got, large), "The inputs reach 200 here"));
}

static void a_single_number_has_no_pattern(void **state)
{
    (void)state;
    const int64_t three = 3, one_number = 1;
    struct golden_case one = {.topic = "t", .name = "case", .operation = "op", .expected_count = 1};
    struct frame answer = {.count = 1};
    answer.tensors[0] = (struct frame_tensor){"count", TENSOR_I64, FRAME_OUT, 0, {0}, &one_number};
    one.expected[0] = (struct expected){{"count", TENSOR_I64, 0, {0}, &three}, 0};
    assert_false(pattern_say(said, sizeof said, &one, &answer));
}

static void one_wrong_value_is_told_by_how_much(void **state)
{
    (void)state;
    float got[COUNT];
    memcpy(got, right, sizeof got);
    got[7] -= 0.11f;
    says(got, "one of 12 values of y is off by 0.11");
}

static void values_in_no_relation_are_counted_and_measured(void **state)
{
    (void)state;
    float got[COUNT];
    memcpy(got, right, sizeof got);
    got[2] += 0.3f;
    got[7] -= 0.11f;
    got[9] *= 1.9f;
    says(got, "3 of 12 values of y are off by 0.11 to 0.9, in no simple way");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_values_have_no_pattern),
        cmocka_unit_test(a_constant_factor_is_named_with_where_it_may_come_from),
        cmocka_unit_test(the_other_sign_and_zeros_are_said),
        cmocka_unit_test(one_slice_alone_is_named),
        cmocka_unit_test(a_shift_by_one_is_said_with_its_axis),
        cmocka_unit_test(a_transposed_result_is_said),
        cmocka_unit_test(slices_in_another_order_are_said),
        cmocka_unit_test(rows_of_the_wrong_length_are_said),
        cmocka_unit_test(an_input_handed_through_is_said),
        cmocka_unit_test(what_is_no_number_is_told_with_the_size_of_the_inputs),
        cmocka_unit_test(a_single_number_has_no_pattern),
        cmocka_unit_test(one_wrong_value_is_told_by_how_much),
        cmocka_unit_test(values_in_no_relation_are_counted_and_measured),
    };
    return cmocka_run_group_tests_name("grader_pattern", tests, NULL, NULL);
}

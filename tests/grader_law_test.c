// grader_law_test.c: the steps of a law without a call: what each makes, what is judged, what is
// said, and that a recipe which cannot be is one sentence. Laws with calls: tests/laws_test.sh.
#include "check.h"

#undef fail  // cmocka has one too
#include "law.h"
#include "sentence.h"

#include <math.h>
#include <string.h>

static struct golden_case of_op = {.topic = "norm", .name = "small", .part = "a",
                                   .operation = "norm_forward"};
static struct tensor_metadata recipe = {"law/tried", NULL};
static struct golden golden = {.file = {.path = "norm.safetensors", .metadata = &recipe,
                                        .metadata_count = 1}, .cases = &of_op, .count = 1};
static struct arena arena;
static struct laws laws;
static char text[4000];

// Sizes rows = 3, cols = 4; x and y [rows, cols], v [rows], order [rows] a cycle. ' stands for ".
static struct law *law_of(const char *steps)
{
    snprintf(text, sizeof text,
             "{'part': 'a', 'op': 'norm_forward', 'law': 'a law', "
             "'sizes': {'rows': [3, 3], 'cols': 'rows+1'}, 'in': {"
             "'x': {'type': 'F32', 'shape': ['rows', 'cols'], 'draw': ['normal', 1]}, "
             "'y': {'type': 'F32', 'shape': ['rows', 'cols'], 'draw': ['normal', 1]}, "
             "'v': {'type': 'F32', 'shape': ['rows'], 'draw': ['normal', 1]}, "
             "'order': {'type': 'I64', 'shape': ['rows'], 'draw': ['cycle']}}, "
             "'steps': [%s]}", steps);
    for (char *at = text; *at; at++)
        if (*at == '\'') *at = '"';
    recipe.value = text;
    laws_read(&laws, &arena, &golden, "norm", 11);
    assert_int_equal(laws.count, 1);
    laws_run_one(&laws.all[0], "no program is needed", false, 1);
    return &laws.all[0];
}

static const float *floats(const struct law *law, const char *name)
{
    return law_find(law, name)->data;
}

static int close_all(void **state)
{
    (void)state;
    laws_close(&laws);
    arena_free(&arena);
    arena = (struct arena){0};
    return 0;
}

static void slice_is_the_part_and_join_puts_it_behind(void **state)
{
    (void)state;
    struct law *law = law_of("{'as': 'a', 'slice': 'x', 'axis': 0, 'from': 1}, "
                             "{'as': 'b', 'join': ['a', 'x'], 'axis': 0}, "
                             "{'as': 'c', 'slice': 'x', 'axis': 1, 'from': 2, 'to': 3}");
    assert_int_equal(law->outcome.verdict, VERDICT_PASS);
    const float *x = floats(law, "x");
    assert_int_equal(law_find(law, "a")->shape[0], 2);
    assert_memory_equal(floats(law, "a"), x + 4, 8 * sizeof *x);
    assert_int_equal(law_find(law, "b")->shape[0], 5);
    assert_memory_equal(floats(law, "b"), x + 4, 8 * sizeof *x);
    assert_memory_equal(floats(law, "b") + 8, x, 12 * sizeof *x);
    assert_int_equal(law_find(law, "c")->shape[1], 1);
    for (int r = 0; r < 3; r++) assert_true(floats(law, "c")[r] == x[4 * r + 2]);
}

static void pick_takes_entries_in_the_given_order(void **state)
{
    (void)state;
    struct law *law = law_of("{'as': 'a', 'pick': 'x', 'axis': 0, 'order': 'order'}");
    const int64_t *order = law_find(law, "order")->data;
    for (int r = 0; r < 3; r++) {
        assert_int_not_equal(order[r], r);
        assert_memory_equal(floats(law, "a") + 4 * r, floats(law, "x") + 4 * order[r], 16);
    }
}

static void redraw_changes_that_part_and_nothing_else(void **state)
{
    (void)state;
    struct law *law =
        law_of("{'as': 'a', 'redraw': 'x', 'axis': 1, 'from': 1, 'to': 3}");
    for (int i = 0; i < 12; i++)
        assert_true((floats(law, "a")[i] != floats(law, "x")[i]) == (i % 4 == 1 || i % 4 == 2));
}

static void sums_meet_rows_scales_are_powers_of_two_and_dots_keep_axes(void **state)
{
    (void)state;
    struct law *law = law_of("{'as': 'a', 'sum': ['x', 'v']}, "
                             "{'as': 'b', 'difference': ['x', 'y']}, "
                             "{'as': 'c', 'scale': 'x', 'power': '0-rows'}, "
                             "{'as': 'd', 'dot': ['x', 'y'], 'keep': 1}, "
                             "{'as': 'e', 'dot': ['x', 'y'], 'keep': 0}");
    const float *x = floats(law, "x"), *y = floats(law, "y"), *v = floats(law, "v");
    double all = 0.0;
    for (int r = 0; r < 3; r++) {
        double row = 0.0;
        for (int c = 0; c < 4; c++) {
            const int i = 4 * r + c;
            assert_true(floats(law, "a")[i] == x[i] + v[r]);
            assert_true(floats(law, "b")[i] == x[i] - y[i]);
            assert_true(floats(law, "c")[i] == x[i] / 8.0f);
            row += (double)x[i] * (double)y[i];
        }
        const double got = ((const double *)law_find(law, "d")->data)[r];
        assert_true(fabs(got - row) <= 1e-14);
        all += row;
    }
    assert_true(fabs(*(const double *)law_find(law, "e")->data - all) <= 1e-14);
}

static void what_is_equal_passes_and_what_is_not_is_told_with_its_first_place(void **state)
{
    (void)state;
    const char *same = "{'same': ['x', 'x'], 'says': '{place} {got} {wanted}'}";
    assert_int_equal(law_of(same)->outcome.verdict, VERDICT_PASS);
    laws_close(&laws);
    struct law *law = law_of("{'as': 'a', 'redraw': 'x', 'axis': 0, 'from': 1, 'to': 2}, "
                             "{'same': ['a', 'x'], 'axis': 0, 'says': '{place} was "
                             "{wanted} and is {got} in row {at} of {rows}'}");
    assert_int_equal(law->outcome.verdict, VERDICT_WRONG_VALUE);
    assert_non_null(strstr(law->outcome.detail, "a[1,0] was "));
    assert_non_null(strstr(law->outcome.detail, "in row 1 of 3"));
}

static void a_relation_that_names_a_part_looks_nowhere_else(void **state)
{
    (void)state;
    struct law *law = law_of("{'as': 'a', 'redraw': 'x', 'axis': 0, 'from': 1, 'to': 2}, "
                             "{'same': ['a', 'x'], 'axis': 0, 'to': 1, 'says': 'no'}, "
                             "{'same': ['a', 'x'], 'axis': 0, 'from': 2, 'says': 'no'}");
    assert_int_equal(law->outcome.verdict, VERDICT_PASS);
}

// x + v / 2^20 differs from x by up to 0.954e-6 times the largest |v|.
static void a_within_allows_its_bound_and_not_less(void **state)
{
    (void)state;
    static const struct { const char *within; enum verdict verdict; } tried[] = {
        {"{'k': 1e-6, 'largest': ['v']}", VERDICT_PASS},
        {"{'k': 1e-9, 'largest': ['v']}", VERDICT_WRONG_VALUE},
        {"{'k': 1e-9, 'times': 'rows*400', 'largest': ['v']}", VERDICT_PASS},
        {"{'k': 8e-7, 'largest': ['v']}, {'k': 2e-7, 'largest': ['v']}",
         VERDICT_PASS},
        {"", VERDICT_WRONG_VALUE}};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        char steps[600];
        snprintf(steps, sizeof steps, "{'as': 's', 'scale': 'v', 'power': '0-20'}, "
                 "{'as': 'a', 'sum': ['x', 's']}, "
                 "{'same': ['a', 'x'], 'within': [%s], 'says': '{got} {wanted}'}",
                 tried[i].within);
        assert_int_equal(law_of(steps)->outcome.verdict, tried[i].verdict);
        laws_close(&laws);
    }
}

static struct law *moving(const char *part)
{
    char steps[400];
    snprintf(steps, sizeof steps, "{'as': 'a', 'redraw': 'x', 'axis': 0, 'from': 1}, "
             "{'moves': ['a', 'x'], 'axis': 0%s, 'says': 'row {at} stands'}", part);
    return law_of(steps);
}

static void what_must_move_must_move_at_every_index(void **state)
{
    (void)state;
    assert_int_equal(moving(", 'from': 1")->outcome.verdict, VERDICT_PASS);
    laws_close(&laws);
    struct law *law = moving("");
    assert_int_equal(law->outcome.verdict, VERDICT_WRONG_VALUE);
    assert_string_equal(law->outcome.detail, "row 0 stands");
}

static void the_same_seed_draws_the_same_law(void **state)
{
    (void)state;
    float first[12];
    memcpy(first, floats(law_of("{'same': ['x', 'x'], 'says': ''}"), "x"), sizeof first);
    laws_close(&laws);
    assert_memory_equal(floats(law_of("{'same': ['y', 'y'], 'says': ''}"), "x"), first,
                        sizeof first);
}

static void law_call_of(void *steps)
{
    law_of(steps);
}

static void a_recipe_that_cannot_be_is_one_sentence(void **state)
{
    (void)state;
    static const struct { const char *steps, *words; } tried[] = {
        {"{'as': 'a', 'slice': 'z', 'axis': 0}", "step 1: no tensor named \"z\""},
        {"{'as': 'x', 'slice': 'x', 'axis': 0}", "named \"x\" has been made before"},
        {"{'as': 'rows', 'slice': 'x', 'axis': 0}", "\"rows\" is a size"},
        {"{'as': 'a', 'slice': 'x', 'axis': 2}", "\"axis\" is no axis"},
        {"{'as': 'a', 'slice': 'x', 'axis': 0, 'from': 4}", "no part of the axis"},
        {"{'same': ['x', 'order'], 'says': ''}", "different types"},
        {"{'same': ['x', 'x']}", "\"says\" is missing"},
        {"{'same': ['x', 'x'], 'says': '{got'}", "not closed"},
        {"{'same': ['x', 'x'], 'says': '{nothing}'}", "{name} that is none"},
        {"{}", "makes nothing, asks nothing and says nothing"}};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        char said[600];
        assert_int_not_equal(exit_of(law_call_of, (void *)(uintptr_t)tried[i].steps, said,
                                     sizeof said), 0);
        if (!strstr(said, tried[i].words)) print_error("%zu: \"%s\"\n", i, said);
        assert_non_null(strstr(said, tried[i].words));
        assert_non_null(strstr(said, "norm.safetensors: law/tried: step 1"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(slice_is_the_part_and_join_puts_it_behind, close_all),
        cmocka_unit_test_teardown(pick_takes_entries_in_the_given_order, close_all),
        cmocka_unit_test_teardown(redraw_changes_that_part_and_nothing_else, close_all),
        cmocka_unit_test_teardown(sums_meet_rows_scales_are_powers_of_two_and_dots_keep_axes,
                                  close_all),
        cmocka_unit_test_teardown(what_is_equal_passes_and_what_is_not_is_told_with_its_first_place,
                                  close_all),
        cmocka_unit_test_teardown(a_relation_that_names_a_part_looks_nowhere_else, close_all),
        cmocka_unit_test_teardown(a_within_allows_its_bound_and_not_less, close_all),
        cmocka_unit_test_teardown(what_must_move_must_move_at_every_index, close_all),
        cmocka_unit_test_teardown(the_same_seed_draws_the_same_law, close_all),
        cmocka_unit_test_teardown(a_recipe_that_cannot_be_is_one_sentence, close_all),
    };
    return cmocka_run_group_tests_name("grader_law", tests, NULL, NULL);
}

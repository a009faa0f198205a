// grader_whole_test.c: what grade model decides without running anything: stubs, the first
// difference of two runs, its place and its map.
#include "whole_parts.h"
#include "whole_place.h"
#include "whole_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

static void a_file_with_nothing_but_todo_is_a_stub(void **state)
{
    (void)state;
    assert_true(whole_is_stub("#include \"a.h\"\nvoid f(int a)\n{\n    (void)a;\n"
                              "    LAB_TODO();\n}\n"
                              "int g(void) { LAB_TODO(); }\n"));
    assert_true(whole_is_stub("static const int table[] = {1, 2};\n"
                              "void f(void)\n{\nLAB_TODO();}\n"));
}

static void a_file_with_one_written_function_is_none(void **state)
{
    (void)state;
    assert_false(whole_is_stub("void f(void)\n{\n    LAB_TODO();\n}\nvoid g(void)\n{\n}\n"));
    assert_false(whole_is_stub("void f(void)\n{\n}\n"));
    assert_false(whole_is_stub(""));
}

static void todo_in_a_comment_or_a_text_is_no_todo(void **state)
{
    (void)state;
    assert_false(whole_is_stub("void f(void)\n{\n    // LAB_TODO();\n}\n"));
    assert_false(whole_is_stub("void f(void)\n{\n    /* LAB_TODO(); */ g(\"LAB_TODO()\");\n}\n"));
    assert_true(whole_is_stub("// void g(void) {}\nvoid f(void)\n{\n    LAB_TODO();\n}\n"));
}

static void an_unfinished_file_does_not_run_away(void **state)
{
    (void)state;
    assert_false(whole_is_stub("void f(void) { \"LAB_TODO()"));
    assert_false(whole_is_stub("/* never closed LAB_TODO() {"));
    assert_false(whole_is_stub("}}} void f(void) '\\"));
}

// ---- two runs of one tensor [1, 2 positions, 3 heads, 2] --------------------------------------

enum { COUNT = 12 };

struct pair {
    float values[2][COUNT];
    struct whole_item items[2];
    struct whole_run runs[2];
    struct whole_first first;
};

static void open_pair(struct pair *pair)
{
    memset(pair, 0, sizeof *pair);
    for (int r = 0; r < 2; r++) {
        struct wire_head *head = &pair->items[r].head;
        *head = (struct wire_head){.rank = 4, .layer = 1, .past = 5, .shape = {1, 2, 3, 2},
                                   .bytes = 4 * COUNT};
        strcpy(head->name, "layers.1.attention.q");
        strcpy(head->topic, "rope");
        strcpy(head->axes, "B T H d");
        for (int i = 0; i < COUNT; i++) pair->values[r][i] = (float)(i + 1);
        pair->items[r].values = (const uint8_t *)pair->values[r];
        pair->runs[r].items = &pair->items[r];
        pair->runs[r].count = 1;
    }
}

static void compare(struct pair *pair)
{
    whole_compare(&pair->first, &pair->runs[0], &pair->runs[1]);
}

static void the_same_agrees_and_the_worst_is_kept(void **state)
{
    struct pair pair;
    (void)state;
    open_pair(&pair);
    pair.values[0][4] += 0.0001f;  // of 12
    compare(&pair);
    assert_null(pair.first.item);
    assert_int_equal(pair.first.verdict, VERDICT_PASS);
    assert_int_equal(pair.first.values, COUNT);
    assert_true(pair.first.worst > 8e-6 && pair.first.worst < 9e-6);
}

static void the_first_wrong_value_is_found_with_its_place(void **state)
{
    struct pair pair;
    char place[200];
    json_t *record = json_object();
    (void)state;
    open_pair(&pair);
    pair.values[0][9] = 7.0f;
    pair.values[0][11] = 8.0f;
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_WRONG_VALUE);
    assert_int_equal(pair.first.at, 9);
    assert_int_equal(pair.first.off, 2);
    whole_place(place, sizeof place, record, pair.first.item, pair.first.at);
    assert_string_equal(place, "layer 1, head 1, position 6, channel 1");
    assert_int_equal(json_integer_value(json_object_get(record, "position")), 6);
    json_decref(record);
}

static void a_map_has_heads_down_and_positions_across(void **state)
{
    struct pair pair;
    (void)state;
    open_pair(&pair);
    pair.values[0][9] = 7.0f;
    pair.values[0][2] = (float)NAN;
    compare(&pair);
    json_t *map = whole_map(&pair.first), *cells = json_object_get(map, "cells");
    assert_string_equal(json_string_value(json_object_get(map, "rows")), "head");
    assert_int_equal(json_array_size(cells), 3);
    assert_string_equal(json_string_value(json_array_get(cells, 0)), "..");
    assert_string_equal(json_string_value(json_array_get(cells, 1)), "x#");
    assert_string_equal(json_string_value(json_array_get(cells, 2)), "..");
    json_decref(map);
}

static void nan_and_what_was_never_written_are_told_apart(void **state)
{
    const uint32_t unwritten = WIRE_UNWRITTEN;
    struct pair pair;
    (void)state;
    open_pair(&pair);
    pair.values[0][3] = (float)NAN;
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_NON_FINITE);
    memcpy(&pair.values[0][2], &unwritten, sizeof unwritten);
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_UNWRITTEN);
    assert_int_equal(pair.first.at, 2);
}

static void another_shape_another_name_or_nothing_is_a_difference(void **state)
{
    struct pair pair;
    (void)state;
    open_pair(&pair);
    pair.items[0].head.shape[1] = 4;
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_WRONG_SHAPE);
    strcpy(pair.items[0].head.name, "layers.1.attention.k");
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_PROTOCOL);
    pair.runs[0].count = 0;
    compare(&pair);
    assert_int_equal(pair.first.verdict, VERDICT_PROTOCOL);
    assert_null(pair.first.own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_with_nothing_but_todo_is_a_stub),
        cmocka_unit_test(a_file_with_one_written_function_is_none),
        cmocka_unit_test(todo_in_a_comment_or_a_text_is_no_todo),
        cmocka_unit_test(an_unfinished_file_does_not_run_away),
        cmocka_unit_test(the_same_agrees_and_the_worst_is_kept),
        cmocka_unit_test(the_first_wrong_value_is_found_with_its_place),
        cmocka_unit_test(a_map_has_heads_down_and_positions_across),
        cmocka_unit_test(nan_and_what_was_never_written_are_told_apart),
        cmocka_unit_test(another_shape_another_name_or_nothing_is_a_difference),
    };
    return cmocka_run_group_tests_name("grader_whole", tests, NULL, NULL);
}

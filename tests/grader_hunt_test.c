// grader_hunt_test.c: the laws of the text of a bug hunt: what it says is what is sent, and what is
// off is one sentence with its line.
#include "check.h"

#include "arena.h"
#include "hunt_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct hunt_function functions[] = {
    {"norm", {{"rows", TENSOR_I64, 1, true, false, false, true, 0.0},
              {"eps", TENSOR_F64, 1, true, false, false, true, 0.0},
              {"x", TENSOR_F32, 4, true, false, false, true, 0.0},
              {"gain", TENSOR_F32, 2, true, false, false, false, 0.0},
              {"y", TENSOR_F32, 4, false, true, false, true, 1e-6},
              {"count", TENSOR_I64, 1, false, true, false, false, 0.0}}, 6},
    {"text", {{"bytes", TENSOR_U8, 2, true, false, false, true, 0.0},
              {"ids", TENSOR_I32, 2, false, false, true, false, 0.0}}, 2}};

static struct hunt_cases cases;
static struct arena arena;
static char copy[100000];

// The sentence behind "line: ", or "" when the text is right.
static const char *read(const char *text)
{
    static char said[700];
    dim line = 0;
    const struct hunt_functions known = {"topic", functions, 2};
    arena_free(&arena);
    snprintf(copy, sizeof copy, "%s", text);
    const char *why = hunt_parse(&cases, &line, &arena, &known, copy, strlen(copy));
    if (!why) return "";
    snprintf(said, sizeof said, "%td: %s", line, why);
    return said;
}

static const struct frame_tensor *tensor(dim index, const char *name)
{
    const struct frame *request = &cases.list[index].request;
    for (int i = 0; i < request->count; i++)
        if (strcmp(request->tensors[i].name, name) == 0) return &request->tensors[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

#define HEAD "call norm\nrows = 2\neps = 1e-5\n"
#define X "x [2,3] = 1 2 3 4 5 6\n"
#define Y "out y [2,3]\n"

static void sizes_scalars_and_tensors_are_what_is_written(void **state)
{
    (void)state;
    assert_string_equal(read(HEAD "x [2,3] = 1 -2 3  1e-20 inf -nan\ngain = 0.5 2 # two\n" Y), "");
    assert_int_equal(cases.count, 1);
    assert_int_equal(cases.list[0].line, 1);
    assert_string_equal(cases.list[0].request.operation, "norm");
    assert_int_equal(*(const dim *)tensor(0, "rows")->data, 2);
    assert_true(*(const double *)tensor(0, "eps")->data == 1e-5);
    const struct frame_tensor *x = tensor(0, "x");
    const float *values = x->data;
    assert_true(x->rank == 2 && x->shape[0] == 2 && x->shape[1] == 3);
    assert_true(values[1] == -2.0f && values[3] == 1e-20f && isinf(values[4]) && isnan(values[5]));
    assert_int_equal(tensor(0, "gain")->shape[0], 2);
    assert_true(tensor(0, "y")->role == FRAME_OUT && !tensor(0, "y")->data);
}

static void values_go_on_in_the_lines_below(void **state)
{
    (void)state;
    assert_string_equal(read(HEAD "x [2,3] =\n 1 2\n\n# between\n3 4\r\n   5 6\n" Y), "");
    assert_true(((const float *)tensor(0, "x")->data)[5] == 6.0f);
    assert_string_equal(read(HEAD "x [0,3] =\n" Y), "");
    assert_string_equal(read(""), "");
    assert_int_equal(cases.count, 0);
}

static void quoted_text_is_bytes(void **state)
{
    (void)state;
    assert_string_equal(read("call text\nbytes = \"a#\\x00\\xff\\\"\\\\\\n\"\n \"z\" 7\n"), "");
    const struct frame_tensor *bytes = tensor(0, "bytes");
    assert_int_equal(bytes->shape[0], 9);
    assert_memory_equal(bytes->data, "a#\0\xff\"\\\nz\7", 9);
    assert_string_equal(read("call text\nbytes [0] = \"\"\nids [2] = -1 7\n"), "");
    assert_true(tensor(0, "ids")->role == FRAME_INOUT);
}

static void random_values_are_the_same_for_the_same_seed(void **state)
{
    (void)state;
    float first[6];
    assert_string_equal(read(HEAD "x [2,3] = random 7\n" Y), "");
    memcpy(first, tensor(0, "x")->data, sizeof first);
    assert_true(first[0] != first[1] && fabsf(first[0]) < 6.0f);
    assert_string_equal(read(HEAD "x [2,3] = random 7\n" Y), "");
    assert_memory_equal(tensor(0, "x")->data, first, sizeof first);
    assert_string_equal(read(HEAD "x [2,3] = random 8\n" Y), "");
    assert_memory_not_equal(tensor(0, "x")->data, first, sizeof first);
}

static void what_is_off_is_a_sentence_with_its_line(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"rows = 2\n", "1: wanted a line \"call FUNCTION\" first, such as \"call norm\""},
        {"call other\n", "1: call \"other\": topic has no such function; the first is norm"},
        {"\ncall norm now\n", "2: wanted \"call FUNCTION\" and nothing behind it"},
        {"call text\nbytes = 1\nrow = 2\n", "3: text has nothing named \"row\""},
        {HEAD "rows = 3\n", "4: rows stands in line 2 already"},
        {HEAD X "gain = 1\n", "1: norm wants y too; add a line \"out y [...]\""},
        {HEAD Y "\ncall text\n", "1: norm wants x too; add a line \"x = ...\""},
        {HEAD "x [2,3] = 1 2 3 4 5\n" Y, "4: x has 5 values; its shape wants 6"},
        {HEAD "x [2,3] = 1 2 3 4 5 6 7\n", "4: x has 7 values; its shape wants 6"},
        {HEAD "x [6] = 1 2 3 4 5 6\n", "4: x has 1 size in its shape; wanted 2"},
        {HEAD "x = 1 2 3\n", "4: x: wanted a shape of 2 sizes in brackets"},
        {HEAD "gain = random 3\n" X Y, "4: gain: random wants a shape, such as [5]"},
        {HEAD "gain [2] = random\n", "4: gain: \"random\": wanted random SEED, such as random 7"},
        {HEAD "gain [2] = random x\n", "4: gain: \"x\": wanted random SEED, such as random 7"},
        {HEAD "gain [2] = 1 random 7\n", "4: gain: \"7\": random stands alone"},
        {"call norm\nrows [1] = 2\n", "2: rows is one number, without a shape"},
        {"call norm\nrows = 2.5\n", "2: rows: \"2.5\": wanted a whole number"},
        {"call norm\nrows = random 1\n", "2: rows: \"1\": only numbers with a point can be random"},
        {"call norm\nrows = 99999999999999999999\n",
         "2: rows: \"99999999999999999999\": a number that is too large for its type"},
        {HEAD "x [2,3] = 1 1e39\n", "4: x: \"1e39\": a number that is too large for its type; "
                                    "wanted inf for infinity"},
        {HEAD "x [2,3] = 1 two\n",
         "4: x: \"two\": wanted a number such as -0.5, 1e-20 or inf"},
        {HEAD "x [2,3 = 1\n", "4: x: wanted \"]\" behind its shape"},
        {HEAD "x [2,-3] = 1\n", "4: x: wanted a shape such as [2,3], with sizes from 0 to 4096"},
        {HEAD "x [65,65] = 1\n", "4: x has more than 4096 values, which a hunt does not take"},
        {HEAD "x [2,3] 1\n", "4: x: wanted \"=\" and values"},
        {HEAD "y [2,3] = 1\n",
         "4: y is an output: it has a shape and no values; write \"out y [...]\""},
        {HEAD "count = 1\n",
         "4: count is an output: it has a shape and no values; write \"out count\""},
        {HEAD "out y [2,3] = 1\n", "4: wanted \"out NAME [SHAPE]\" and nothing behind it: what "
                                   "comes out is what the hunt finds out"},
        {HEAD "out x [2,3]\n", "4: x is no output; write \"x = ...\""},
        {"call text\nout ids [2]\n", "2: ids is no output alone: it is changed in place, so it has "
                                     "values before; write \"ids = ...\""},
        {HEAD Y "1 2\n", "5: values without a name; wanted \"call FUNCTION\", \"NAME = VALUE\", "
                         "\"NAME [SHAPE] = VALUES\" or \"out NAME [SHAPE]\""},
        {"call text\nbytes = 256\n", "2: bytes: \"256\": wanted a byte from 0 to 255"},
        {"call text\nbytes = \"a\n", "2: bytes: \"\"a\": the closing quote is missing"},
        {"call text\nbytes = \"\\q\"\n", "2: bytes: \"\"\\q\"\": wanted \\n, \\t, \\\\, \\\" or "
                                         "\\xNN behind a backslash"},
        {"call text\nids [1] = 3000000000\n",
         "2: ids: \"3000000000\": a number that is too large for its type"},
        {"call \033[2J\n", "1: wanted \"call FUNCTION\" and nothing behind it"},
        {"call \033\n", "1: call \"\\x1b\": topic has no such function; the first is norm"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(read(wrong[i][0]), wrong[i][1]);
}

static void ten_cases_are_taken_and_no_more(void **state)
{
    (void)state;
    char text[1000] = "";
    for (int i = 0; i < HUNT_CASES_MOST; i++) strcat(text, "call text\nbytes = 1\n");
    assert_string_equal(read(text), "");
    assert_int_equal(cases.count, HUNT_CASES_MOST);
    strcat(text, "call text\nbytes = 1\n");
    assert_string_equal(read(text), "21: one case more than the 10 that a hunt takes; remove one "
                                    "that exposes nothing");
}

static void no_tensor_has_more_values_than_a_hunt_takes(void **state)
{
    (void)state;
    static char text[90000];
    char *at = text + sprintf(text, "call text\nids [4096] =");
    for (int i = 0; i < HUNT_VALUES_MOST; i++) at += sprintf(at, " %d", i);
    sprintf(at, "\nbytes = 1\n");
    assert_string_equal(read(text), "");
    assert_int_equal(((const int32_t *)tensor(0, "ids")->data)[4095], 4095);
    sprintf(at, " 7\n");
    assert_string_equal(read(text), "2: ids: \"7\": more values than the 4096 that a tensor of a "
                                    "hunt may have");
}

static void a_byte_of_0_is_no_text(void **state)
{
    (void)state;
    dim line;
    char text[] = "call norm\n\0x";
    const struct hunt_functions known = {"topic", functions, 2};
    const char *why = hunt_parse(&cases, &line, &arena, &known, text, sizeof text - 1);
    assert_string_equal(why, "a byte of 0; wanted plain text");
    assert_int_equal(line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_scalars_and_tensors_are_what_is_written),
        cmocka_unit_test(values_go_on_in_the_lines_below),
        cmocka_unit_test(quoted_text_is_bytes),
        cmocka_unit_test(random_values_are_the_same_for_the_same_seed),
        cmocka_unit_test(what_is_off_is_a_sentence_with_its_line),
        cmocka_unit_test(ten_cases_are_taken_and_no_more),
        cmocka_unit_test(no_tensor_has_more_values_than_a_hunt_takes),
        cmocka_unit_test(a_byte_of_0_is_no_text)};
    const int failed = cmocka_run_group_tests_name("hunt", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}

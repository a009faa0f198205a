// grader_recognise_test.c: when a mistake is told by name, how sure, and when it is not; and what a
// file of recorded mistakes must be like.
#include "check.h"

#include "recognise.h"
#include "sentence.h"
#include "sha256.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CASES = 3, COUNT = 6 };
static const float right[COUNT] = {1, -2, 3, 0.5f, -1.5f, 2.5f};
static const int32_t places[COUNT] = {0, 1, 2, 3, 4, 5};
static const float doubled[COUNT] = {2, -4, 6, 1, -3, 5}, shifted[COUNT] = {2, -1, 4, 1.5f, -0.5f,
                                                                         3.5f};

// ---- three cases of one function, and two mistakes ---------------------------------------------

static struct golden_case all[CASES];
static const struct golden_case *cases[CASES];
static struct outcome outcomes[CASES];
static struct frame answers[CASES];
static struct group group;
static struct signature_output outputs[2 * CASES];
static struct signature_case known[2 * CASES];
static struct signature mistakes[2];
static struct signatures signatures;

static void mistake(int m, const char *name, const float *values, const bool *fails)
{
    mistakes[m] = (struct signature){.name = name, .says = name, .in = "op", .same = "",
                                     .cases = &known[m * CASES]};
    for (int c = 0; c < CASES; c++) {
        if (!fails[c]) continue;
        struct signature_output *output = &outputs[m * CASES + c];
        *output = (struct signature_output){"y", values, places, COUNT, COUNT, COUNT};
        known[m * CASES + mistakes[m].count++] =
            (struct signature_case){all[c].name, VERDICT_WRONG_VALUE, "", output, 1};
    }
}

static int set_up(void **state)
{
    static const char *const names[CASES] = {"small", "wide", "deep"};
    static const bool everywhere[CASES] = {true, true, true}, in_two[CASES] = {true, false, true};
    (void)state;
    for (int c = 0; c < CASES; c++) {
        all[c] = (struct golden_case){.topic = "t", .name = names[c], .operation = "op",
                                      .expected_count = 1};
        all[c].expected[0] = (struct expected){{"y", TENSOR_F32, 1, {COUNT}, right}, 1e-6};
        cases[c] = &all[c];
        outcomes[c] = (struct outcome){.verdict = VERDICT_PASS};
        answers[c] = (struct frame){.count = 1};
        answers[c].tensors[0] =
            (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 1, {COUNT}, right};
    }
    group = (struct group){.cases = cases, .count = CASES, .outcomes = outcomes};
    group.runs[FRAME_FIRST_RUN].frames = answers;
    mistake(0, "doubled", doubled, everywhere);
    mistake(1, "shifted", shifted, in_two);
    signatures = (struct signatures){.all = mistakes, .count = 2, .why = ""};
    return 0;
}

static void answer(int c, const float *values)
{
    outcomes[c].verdict = values == right ? VERDICT_PASS : VERDICT_WRONG_VALUE;
    answers[c].tensors[0].data = values;
}

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static void the_numbers_of_a_mistake_in_every_case_are_sure(void **state)
{
    (void)state;
    for (int c = 0; c < CASES; c++) answer(c, doubled);
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "name"), "doubled");
    assert_string_equal(text(told, "sure"), "sure");
    assert_string_equal(text(told, "case"), "small");
    assert_string_equal(text(told, "place"), "y[0]");
    assert_string_equal(text(told, "got"), "2");
    assert_string_equal(text(told, "expected"), "1");
    assert_string_equal(text(told, "mistake"), "2");
    assert_int_equal(json_integer_value(json_object_get(told, "compared")), CASES * COUNT);
    json_decref(told);
}

static void other_rounding_is_the_same_mistake_and_another_value_is_not(void **state)
{
    (void)state;
    float nearly[COUNT];
    for (int i = 0; i < COUNT; i++) nearly[i] = doubled[i] * (1.0f + 3e-6f);
    for (int c = 0; c < CASES; c++) answer(c, nearly);
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "name"), "doubled");
    json_decref(told);
    for (int i = 0; i < COUNT; i++) nearly[i] = doubled[i] * 1.01f;
    told = recognise(&signatures, &group);
    assert_string_equal(text(told, "sure"), "unknown");
    json_decref(told);
}

static void a_case_that_passes_where_the_mistake_fails_is_another_mistake(void **state)
{
    (void)state;
    answer(0, shifted);
    answer(2, shifted);
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "name"), "shifted");
    assert_string_equal(text(told, "sure"), "sure");
    json_decref(told);
    answer(2, right);
    told = recognise(&signatures, &group);
    assert_string_equal(text(told, "sure"), "partly");
    json_decref(told);
}

static void a_second_mistake_is_looked_for_in_what_the_first_leaves(void **state)
{
    (void)state;
    answer(0, shifted);
    answer(1, doubled);
    answer(2, shifted);
    json_t *told = recognise(&signatures, &group), *second = json_object_get(told, "also");
    assert_string_equal(text(told, "name"), "shifted");
    assert_string_equal(text(told, "sure"), "partly");
    assert_string_equal(text(second, "name"), "doubled");
    assert_string_equal(text(second, "case"), "wide");
    json_decref(told);
}

static void numbers_of_no_mistake_get_their_pattern(void **state)
{
    (void)state;
    static const float turned[COUNT] = {-1, 2, -3, -0.5f, 1.5f, -2.5f};
    for (int c = 0; c < CASES; c++) answer(c, turned);
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "sure"), "unknown");
    assert_non_null(strstr(text(told, "pattern"), "has the other sign"));
    assert_string_equal(text(told, "name"), "");
    json_decref(told);
}

static void the_same_end_without_numbers_is_only_likely(void **state)
{
    (void)state;
    for (int c = 0; c < CASES; c++) {
        known[c].verdict = VERDICT_CRASH;
        known[c].detail = "op touched y[6]";
        outcomes[c] = (struct outcome){.verdict = VERDICT_CRASH, .detail = "op touched y[6]"};
    }
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "sure"), "sure");  // the same place too
    json_decref(told);
    strcpy(outcomes[1].detail, "op touched y[7]");
    told = recognise(&signatures, &group);
    assert_string_equal(text(told, "name"), "doubled");
    assert_string_equal(text(told, "sure"), "likely");
    json_decref(told);
    outcomes[1].verdict = VERDICT_TIMEOUT;
    told = recognise(&signatures, &group);
    assert_string_not_equal(text(told, "sure"), "likely");
    json_decref(told);
}

static void two_mistakes_with_the_same_numbers_are_both_said(void **state)
{
    (void)state;
    static const bool everywhere[CASES] = {true, true, true};
    mistake(1, "also doubled", doubled, everywhere);
    for (int c = 0; c < CASES; c++) answer(c, doubled);
    json_t *told = recognise(&signatures, &group);
    assert_int_equal(json_array_size(json_object_get(told, "or")), 1);
    json_decref(told);
}

static void one_equal_number_alone_is_no_evidence(void **state)
{
    (void)state;
    outputs[0].count = 1;  // a count, say: right or wrong by chance
    for (int c = 0; c < CASES; c++) answer(c, shifted);
    answer(0, doubled);
    mistakes[1].count = 0;
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "sure"), "unknown");
    json_decref(told);
}

static void fresh_cases_and_unwritten_functions_say_nothing(void **state)
{
    (void)state;
    for (int c = 0; c < CASES; c++) answer(c, doubled);
    all[1].live = true;
    answer(1, shifted);
    json_t *told = recognise(&signatures, &group);
    assert_string_equal(text(told, "name"), "doubled");
    assert_string_equal(text(told, "sure"), "sure");
    json_decref(told);
    for (int c = 0; c < CASES; c++) outcomes[c].verdict = VERDICT_NOT_WRITTEN_YET;
    assert_null(recognise(&signatures, &group));
}

// ---- the file ----------------------------------------------------------------------------------

static char folder[200];

static void write_file(const char *about, dim values, dim place_count, const char *golden)
{
    char path[300];
    const struct tensor tensors[] = {{"places", TENSOR_I32, 1, {place_count}, places},
                                     {"values", TENSOR_F32, 1, {values}, right}};
    const struct tensor_metadata metadata[] = {{"golden", golden}, {"some-name", about}};
    snprintf(path, sizeof path, "%s/mutants/t.safetensors", folder);
    safetensors_write(path, tensors, 2, metadata, 2);
}

struct read_of {
    struct arena arena;
    struct golden golden;
    struct signatures signatures;
};

static void read_file(void *context)
{
    struct read_of *of = context;
    signatures_load(&of->signatures, &of->arena, folder, &of->golden, "t");
}

static void a_file_is_read_or_said_to_be_damaged(void **state)
{
    (void)state;
    struct read_of of = {.golden.file = {.mapping = "golden", .bytes = 6}};
    char hex[65], path[300];
    strcpy(folder, "/tmp/crumb-signature-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mutants", folder);
    mkdir(path, 0700);
    sha256_hex(hex, "golden", 6);
    read_file(&of);
    assert_int_equal(of.signatures.count, 0);
    assert_string_equal(of.signatures.why, "no mistakes are recorded for this topic");

    write_file("{\"says\":\"s\",\"in\":\"op\",\"cases\":{\"small\":{\"verdict\":\"wrong-value\","
               "\"tensors\":{\"y\":[2,3,5,6]}}}}", COUNT, COUNT, hex);
    read_file(&of);
    assert_int_equal(of.signatures.count, 1);
    const struct signature_case *one = signature_find(&of.signatures.all[0], "small");
    assert_non_null(one);
    assert_int_equal(one->outputs[0].places[0], 2);
    assert_int_equal(one->outputs[0].count, 3);
    assert_float_equal(one->outputs[0].values[0], 3.0, 0.0);
    assert_null(signature_find(&of.signatures.all[0], "wide"));
    signatures_close(&of.signatures);

    write_file("{}", COUNT, COUNT, "0000");
    read_file(&of);
    assert_int_equal(of.signatures.count, 0);
    assert_non_null(strstr(of.signatures.why, "of other goldens"));
    signatures_close(&of.signatures);

    static const struct { const char *about, *sentence; dim values; } bad[] = {
        {"[1]", "is no JSON object", COUNT},
        {"{\"cases\":{\"small\":{\"verdict\":\"wrong\"}}}", "no verdict is called", COUNT},
        {"{\"cases\":{\"s\":{\"verdict\":\"pass\",\"tensors\":{\"y\":[4,3,5,6]}}}}",
         "lies outside", COUNT},
        {"{\"cases\":{\"s\":{\"verdict\":\"pass\",\"tensors\":{\"y\":[-1,3,5,6]}}}}",
         "lies outside", COUNT},
        {"{}", "wanted values F32 [n] and places I32 [n]", COUNT - 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_file(bad[i].about, bad[i].values, COUNT, hex);
        expect_sentence(read_file, &of, 1, bad[i].sentence);
    }
    arena_free(&of.arena);
    snprintf(path, sizeof path, "%s/mutants/t.safetensors", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/mutants", folder);
    rmdir(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_numbers_of_a_mistake_in_every_case_are_sure, set_up),
        cmocka_unit_test_setup(other_rounding_is_the_same_mistake_and_another_value_is_not, set_up),
        cmocka_unit_test_setup(a_case_that_passes_where_the_mistake_fails_is_another_mistake,
                               set_up),
        cmocka_unit_test_setup(a_second_mistake_is_looked_for_in_what_the_first_leaves, set_up),
        cmocka_unit_test_setup(numbers_of_no_mistake_get_their_pattern, set_up),
        cmocka_unit_test_setup(the_same_end_without_numbers_is_only_likely, set_up),
        cmocka_unit_test_setup(two_mistakes_with_the_same_numbers_are_both_said, set_up),
        cmocka_unit_test_setup(one_equal_number_alone_is_no_evidence, set_up),
        cmocka_unit_test_setup(fresh_cases_and_unwritten_functions_say_nothing, set_up),
        cmocka_unit_test(a_file_is_read_or_said_to_be_damaged),
    };
    return cmocka_run_group_tests_name("grader_recognise", tests, NULL, NULL);
}

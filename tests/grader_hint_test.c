// grader_hint_test.c: the laws of hints: a file that is off is one sentence with its line, and
// every function that golden cases name has a question, a formula and a case by hand.
#include "check.h"

#undef fail  // cmocka has one too
#include "fail.h"
#include "golden.h"
#include "hints.h"
#include "sentence.h"
#include "topics.h"

#include <string.h>

static char path[] = "/tmp/crumb-hints-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    if (file < 0) return -1;
    return close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void put(const char *text, size_t bytes)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, bytes, out), bytes);
    fclose(out);
}

static void load(void *nothing)
{
    (void)nothing;
    struct arena arena = {0};
    struct hints hints;
    hints_load(&hints, &arena, path);
    arena_free(&arena);
}

static void questions_and_formulas_are_read_by_function_and_part(void **state)
{
    (void)state;
    static const char text[] = "# a comment\n\n[f]\n? One,\n  which goes on\n? Two\n= y = x\n"
                               "=   z\n\n[f b]\n? Three\n= b\n[g]\n? Four\n= g";
    struct arena arena = {0};
    struct hints hints;
    put(text, sizeof text - 1);
    hints_load(&hints, &arena, path);
    assert_int_equal(hints.count, 3);
    assert_string_equal(hints_find(&hints, "a", "f")->questions, "One, which goes on\nTwo");
    assert_string_equal(hints_find(&hints, "a", "f")->formula, "y = x\n  z");
    assert_string_equal(hints_find(&hints, "b", "f")->questions, "Three");
    assert_string_equal(hints_find(&hints, "c", "g")->formula, "g");
    assert_null(hints_find(&hints, "a", "h"));
    arena_free(&arena);
}

// Each beside what its sentence says; the file's name goes before the line.
static const char *const broken[][2] = {
    {"", ": no hints in it; restore the file from git"},
    {"# nothing but a comment\n", ": no hints in it"},
    {"? A question\n", ":1: \"? A question\" stands before the first [function]"},
    {"[f]\n? Q\n= y\n\n[f]\n", ":5: f stands in line 1 already"},
    {"[f b]\n? Q\n= y\n[f b]\n", ":4: f stands in line 1 already"},
    {"[f]\n? Q\n[g]\n? Q\n= y\n", ":1: f has no formula (lines with = in front)"},
    {"[f]\n= y\n", ":1: f has no question (a line with ? in front)"},
    {"[]\n", ":1: \"[]\": wanted [function] or [function part]"},
    {"[f\n", ":1: \"[f\": wanted [function]"},
    {"[f] g\n", ":1: \"[f] g\": wanted [function]"},
    {"[f]\nwords\n", ":2: \"words\": wanted [function], \"? question\""},
    {"[f]\n= y\n  goes on\n", ":3: \"  goes on\": wanted [function]"},
    {"[f]\n? \n", ":2: nothing stands behind the sign"},
    {"[f]\n? Is it y;\n", ":2: a \";\": hints show no code"},
    {"[f]\n= {y}\n", ":2: a \"{\": hints show no code"},
    {"[f]\n? caf\xC3\xA9\n", ":2: a byte that is no plain ASCII in column 6"},
    {"[f]\n?\tQ\n", ":2: "},
    {"[f]\n= 1234567890 234567890 234567890 234567890 234567890 234567890 234567890 2345678\n",
     ":2: 78 columns of formula; at most 77"},
};

static void what_is_off_is_one_sentence_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char wanted[200];
        snprintf(wanted, sizeof wanted, "%s%s", path, broken[i][1]);
        put(broken[i][0], strlen(broken[i][0]));
        expect_sentence(load, NULL, FAIL_INPUT, wanted);
    }
    put("[f]\n? Q\0\n= y\n", 13);
    expect_sentence(load, NULL, FAIL_INPUT, "a byte of 0 in it");
    unlink(path);
    expect_sentence(load, NULL, FAIL_INPUT, "no such file");
    put("", 0);
}

static void any_cut_of_a_file_is_read_or_is_one_sentence(void **state)
{
    (void)state;
    static const char text[] = "# c\n[f]\n? One,\n  more\n= y = x\n\n[f b]\n? Two\n= z\n";
    for (size_t bytes = 0; bytes < sizeof text; bytes++) {
        char said[1000];
        put(text, bytes);
        const int code = exit_of(load, NULL, said, sizeof said);
        if (code == 0) assert_string_equal(said, "");
        else assert_true(code == FAIL_INPUT && is_one_sentence(said, path));
    }
}

// ---- the hints that stand in the repository -----------------------------------------------------

static struct topics topics;
static struct arena arena;

struct topic_data {
    const char *name;
    struct golden golden;
    struct hints hints;
};

static void for_each_topic(void (*look)(const struct topic_data *))
{
    topics_load(&topics, &arena, "labs/topics.txt");
    for (dim i = 0; i < topics.count; i++) {
        struct topic_data data = {.name = topics.parts[i].topic};
        char file[200];
        if (i > 0 && strcmp(data.name, topics.parts[i - 1].topic) == 0) continue;
        snprintf(file, sizeof file, "datasets/hints/%s.txt", data.name);
        hints_load(&data.hints, &arena, file);
        golden_load(&data.golden, &arena, "datasets/golden", data.name);
        look(&data);
        golden_close(&data.golden);
    }
    arena_free(&arena);
}

static void look_for_hints(const struct topic_data *data)
{
    for (dim i = 0; i < data->golden.count; i++) {
        const struct golden_case *one = &data->golden.cases[i];
        if (hints_find(&data->hints, one->part, one->operation)) continue;
        print_error("datasets/hints/%s.txt: no [%s], which %s asks for\n", data->name,
                    one->operation, one->name);
        assert_true(0);
    }
}

static void every_function_that_is_graded_has_hints(void **state)
{
    (void)state;
    for_each_topic(look_for_hints);
}

static void look_for_use(const struct topic_data *data)
{
    for (dim i = 0; i < data->hints.count; i++) {
        const struct hint *hint = &data->hints.list[i];
        bool used = false;
        for (dim j = 0; j < data->golden.count; j++) {
            const struct golden_case *one = &data->golden.cases[j];
            used = used || hints_find(&data->hints, one->part, one->operation) == hint;
        }
        if (used) continue;
        print_error("datasets/hints/%s.txt:%td: no case asks for %s %s\n", data->name, hint->line,
                    hint->operation, hint->part);
        assert_true(0);
    }
}

static void every_hint_is_for_a_function_that_is_graded(void **state)
{
    (void)state;
    for_each_topic(look_for_use);
}

static bool same_function(const struct golden_case *a, const struct golden_case *b)
{
    return strcmp(a->operation, b->operation) == 0 && strcmp(a->part, b->part) == 0;
}

static void look_for_hands(const struct topic_data *data)
{
    for (dim i = 0; i < data->golden.count; i++) {
        const struct golden_case *one = &data->golden.cases[i];
        bool found = false;
        for (dim j = 0; j < data->golden.count; j++)
            found = found || (data->golden.cases[j].hand &&
                              same_function(one, &data->golden.cases[j]));
        if (found) continue;
        print_error("%s: no case by hand for %s of part %s\n", data->name, one->operation,
                    one->part);
        assert_true(0);
    }
}

static void every_function_that_is_graded_has_a_case_by_hand(void **state)
{
    (void)state;
    for_each_topic(look_for_hands);
}

// The lines of a hint are indented by five and fit 80 columns; none can be taken for code.
static void look_at_hands(const struct topic_data *data)
{
    for (dim i = 0; i < data->golden.count; i++) {
        const struct golden_case *one = &data->golden.cases[i];
        const bool named = strncmp(one->name, "by-hand-", 8) == 0;
        if (named != (one->hand != NULL)) print_error("%s:%s\n", data->name, one->name);
        assert_int_equal(named, one->hand != NULL);
        for (const char *at = one->hand; at && *at; at += strcspn(at, "\n"), at += *at == '\n') {
            const size_t columns = strcspn(at, "\n");
            if (columns > 75 || strcspn(at, "{};") < columns)
                print_error("%s:%s: %.*s\n", data->name, one->name, (int)columns, at);
            assert_true(columns <= 75 && strcspn(at, "{};") >= columns);
        }
    }
}

static void work_by_hand_fits_a_report_and_is_no_code(void **state)
{
    (void)state;
    for_each_topic(look_at_hands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_and_formulas_are_read_by_function_and_part),
        cmocka_unit_test(what_is_off_is_one_sentence_with_its_line),
        cmocka_unit_test(any_cut_of_a_file_is_read_or_is_one_sentence),
        cmocka_unit_test(every_function_that_is_graded_has_hints),
        cmocka_unit_test(every_hint_is_for_a_function_that_is_graded),
        cmocka_unit_test(every_function_that_is_graded_has_a_case_by_hand),
        cmocka_unit_test(work_by_hand_fits_a_report_and_is_no_code),
    };
    return cmocka_run_group_tests_name("grader_hint", tests, make_file, remove_file);
}

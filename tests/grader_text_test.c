// grader_text_test.c: the laws of shown text, of expressions in recipes, of random draws, and of
// the list of topics.
#include "check.h"

#undef fail  // cmocka has one too
#include "draw.h"
#include "expression.h"
#include "fail.h"
#include "paint.h"
#include "sentence.h"
#include "show.h"
#include "topics.h"
#include "verdict.h"

#include <string.h>

static void expect_shown(const char *text, const char *wanted)
{
    char shown[200];
    assert_string_equal(show(shown, sizeof shown, text, strlen(text)), wanted);
}

static void letters_lines_and_well_formed_characters_stay(void **state)
{
    (void)state;
    expect_shown("", "");
    expect_shown("plain\ntext", "plain\ntext");
    expect_shown("a\tb", "a b");
    const char *text = "caf\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x8D\xAA";
    expect_shown(text, text);
}

static void what_a_terminal_would_obey_is_escaped(void **state)
{
    (void)state;
    expect_shown("\033[2J", "\\x1b[2J");
    expect_shown("\a\b\r\x7F", "\\x07\\x08\\x0d\\x7f");
    expect_shown("\xC2\x9B", "\\xc2\\x9b");              // CSI as one C1 character
    expect_shown("\xE2\x80\xAE", "\\xe2\\x80\\xae");      // right-to-left override
    expect_shown("\xE2\x81\xA6", "\\xe2\\x81\\xa6");      // isolate
    expect_shown("\xE2\x80\xA8", "\\xe2\\x80\\xa8");      // line separator
    expect_shown("\xD8\x9C", "\\xd8\\x9c");              // Arabic letter mark
}

static void ill_formed_bytes_are_escaped_one_by_one(void **state)
{
    (void)state;
    expect_shown("\xFF", "\\xff");
    expect_shown("\x80z", "\\x80z");
    expect_shown("\xC0\x80", "\\xc0\\x80");                  // overlong
    expect_shown("\xE0\x80\x80", "\\xe0\\x80\\x80");
    expect_shown("\xED\xA0\x80", "\\xed\\xa0\\x80");          // surrogate
    expect_shown("\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
    expect_shown("\xE2\x82", "\\xe2\\x82");                  // cut short
    char shown[16];
    assert_string_equal(show(shown, sizeof shown, "a\0b", 3), "a\\x00b");
}

static void what_does_not_fit_ends_in_dots_at_a_character(void **state)
{
    (void)state;
    for (size_t size = 8; size < 40; size++) {
        char shown[64];
        memset(shown, 'Z', sizeof shown);
        show(shown, size, "12345\xC3\xA9\xC3\xA9\xC3\xA9\033\033\033\xF0\x9F\x8D\xAA", 18);
        size_t length = strlen(shown);
        assert_true(length < size);
        assert_int_equal(shown[size], 'Z');
        char again[64];
        show(again, sizeof again, shown, length);
        assert_string_equal(shown, again);  // well-formed: showing it again changes nothing
        if (size < 28) assert_string_equal(shown + length - 3, "...");
    }
    char exact[8];
    assert_string_equal(show(exact, sizeof exact, "1234567", 7), "1234567");
    assert_string_equal(show(exact, sizeof exact, "12345678", 8), "1234...");
}

static const char *painted(void (*paint)(FILE *, const char *), const char *text)
{
    static char result[1000];
    FILE *out = tmpfile();
    assert_non_null(out);
    paint(out, text);
    rewind(out);
    result[fread(result, 1, sizeof result - 1, out)] = 0;
    fclose(out);
    return result;
}

static void wrap(FILE *out, const char *text)
{
    paint_wrapped(out, "    ", text);
}

static void indent(FILE *out, const char *text)
{
    paint_indented(out, "| ", text);
}

static void lines_are_broken_at_spaces_within_80_columns(void **state)
{
    (void)state;
    char long_word[200], text[400], wanted[420];
    memset(long_word, 'w', 100);
    long_word[100] = 0;
    assert_string_equal(painted(wrap, "short"), "    short\n");
    assert_string_equal(painted(wrap, "two\nlines\n"), "    two\n    lines\n");
    snprintf(text, sizeof text, "%.70s tail %s end", long_word, long_word);
    snprintf(wanted, sizeof wanted, "    %.70s tail\n    %s\n    end\n", long_word, long_word);
    assert_string_equal(painted(wrap, text), wanted);
    snprintf(text, sizeof text, "%.76s", long_word);  // exactly 80 columns
    snprintf(wanted, sizeof wanted, "    %s\n", text);
    assert_string_equal(painted(wrap, text), wanted);
    assert_string_equal(painted(indent, "a\n\nb"), "| a\n| \n| b\n");
}

static void a_file_gets_words_without_colour(void **state)
{
    (void)state;
    assert_string_equal(painted(paint_verdict, "pass"), "pass");
    assert_string_equal(painted(paint_verdict, "not-written-yet"), "not written yet");
    assert_string_equal(verdict_name(VERDICT_GRADER_ERROR), "grader-error");
}

static void expressions_are_sums_of_products(void **state)
{
    (void)state;
    const struct sizes sizes = {{{"rows", 7}, {"more", 3}, {"row", 100}}, 3};
    static const struct {
        const char *text;
        dim value;
    } right[] = {{"5", 5}, {"rows", 7}, {"row", 100}, {"rows+more", 10}, {"rows - more", 4},
                 {" 2*rows+1 ", 15}, {"1+2*rows", 15}, {"rows*rows-more*more", 40},
                 {"10-3-2", 5}, {"2*3*4", 24}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        dim value = -1;
        assert_true(expression_value(&value, right[i].text, &sizes));
        assert_int_equal(value, right[i].value);
    }
    static const char *const wrong[] = {"", " ", "ro", "rowsmore", "rows more", "rows+", "*2", "-3",
                                        "2**3", "2+*3", "1,2", "3x", "rows/2", "(1)", "rows 2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dim value;
        if (expression_value(&value, wrong[i], &sizes)) print_error("accepted: %s\n", wrong[i]);
        assert_false(expression_value(&value, wrong[i], &sizes));
    }
}

static void expressions_of_questions_are_exact_or_say_why(void **state)
{
    (void)state;
    const struct sizes sizes = {{{"T", 5}, {"big", 4611686018427387904}, {"log2", 3}}, 3};
    static const struct {
        const char *text;
        dim value;
    } right[] = {{"T*(T+1)/2", 15}, {"(1+2)*(3+4)", 21}, {"2^10", 1024}, {"2*3^2", 18},
                 {"12/2/3", 2}, {"ceil(7, 2)", 4}, {"ceil(8,2)", 4}, {"floor(7,2)", 3},
                 {"7 % 4", 3}, {"min(T, 3) + max(T, 3)", 8}, {"log2(1024)", 10}, {"log2(1)", 0},
                 {"log2 + 1", 4}, {"0^0", 1}, {"0-T", -5}, {"(0-6)/2", -3}, {"big-1+big",
                 9223372036854775807}, {"ceil(min(T,4)*2,3)", 3}, {"1^9223372036854775807", 1}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        dim value = -1;
        char why[EXPRESSION_WHY];
        if (!expression_whole(&value, why, right[i].text, &sizes))
            print_error("%s: %s\n", right[i].text, why);
        assert_int_equal(value, right[i].value);
    }
    static const struct {
        const char *text, *why;
    } wrong[] = {{"7/2", "7 / 2 is not whole"}, {"T/0", "5 / 0 is no number"},
                 {"big*2", "4611686018427387904 * 2 does not fit into 64 bits"},
                 {"big+big", "4611686018427387904 + 4611686018427387904 does not fit into 64 bits"},
                 {"0-big-big-1", "-9223372036854775808 - 1 does not fit into 64 bits"},
                 {"(0-big-big)/(0-1)", "-9223372036854775808 / -1 does not fit into 64 bits"},
                 {"2^63", "2 ^ 63 does not fit into 64 bits"},
                 {"9223372036854775808", "\"9223372036854775808\" does not fit into 64 bits"},
                 {"2^(0-1)", "2 ^ -1: wanted neither below 0"},
                 {"log2(12)", "log2(12) is not whole"},
                 {"7%0", "% of 7 and 0: wanted the first at least 0, the second above 0"},
                 {"S", "\"S\" is no size"}, {"sum(T, 2)", "\"sum\" is no function"},
                 {"min(T)", "a \",\" is missing"}, {"(T", "a \")\" is missing"},
                 {"T)", "\")\" stands behind what is complete"},
                 {"", "a number or a size is missing"},
                 {"2^3^2", "\"^2\" stands behind what is complete"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dim value;
        char why[EXPRESSION_WHY];
        if (expression_whole(&value, why, wrong[i].text, &sizes))
            print_error("accepted: %s\n", wrong[i].text);
        assert_string_equal(why, wrong[i].why);
    }
    char deep[1000], why[EXPRESSION_WHY];
    dim value;
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = 0;
    assert_false(expression_whole(&value, why, deep, &sizes));
    assert_string_equal(why, "it is nested too deeply");
}

static bool draw(void *data, enum tensor_type type, const char *kind, struct draw how, dim count)
{
    struct rng rng;
    struct tensor tensor = {"t", type, 1, {count}, NULL};
    rng_seed(&rng, 9, 1);
    return draw_tensor(data, &tensor, kind, &how, &rng);
}

static void draws_stay_within_what_they_say(void **state)
{
    (void)state;
    float x[500];
    int64_t n[500];
    int32_t whole[500];
    double fine[500];
    assert_true(draw(x, TENSOR_F32, "uniform", (struct draw){-2, 3, -2}, 500));
    for (int i = 0; i < 500; i++) assert_true(x[i] >= -2.0f && x[i] <= 3.0f);
    assert_true(draw(x, TENSOR_F32, "normal", (struct draw){0.5, 0, 0}, 500));
    for (int i = 0; i < 500; i++) assert_true(fabsf(x[i]) <= 3.0f);
    assert_true(draw(fine, TENSOR_F64, "value", (struct draw){1e-5, 0, 0}, 500));
    for (int i = 0; i < 500; i++) assert_true(fine[i] == 1e-5);
    assert_true(draw(whole, TENSOR_I32, "below", (struct draw){0, 0, 3}, 500));
    for (int i = 0; i < 500; i++) assert_true(whole[i] >= 0 && whole[i] < 3);
    assert_true(draw(n, TENSOR_I64, "size", (struct draw){0, 0, 42}, 1));
    assert_int_equal(n[0], 42);
    assert_true(draw(n, TENSOR_I64, "ascending", (struct draw){0, 0, 9}, 500));
    assert_int_equal(n[0], 0);
    assert_int_equal(n[499], 9);
    for (int i = 1; i < 500; i++) assert_true(n[i] >= n[i - 1]);
}

static void draws_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    float x[4];
    assert_false(draw(x, TENSOR_F32, "gaussian", (struct draw){1, 0, 0}, 4));
    assert_false(draw(x, TENSOR_F32, "below", (struct draw){0, 0, 0}, 4));
    assert_false(draw(x, TENSOR_F32, "ascending", (struct draw){0, 0, 3}, 4));  // I64 only
    assert_false(draw(x, TENSOR_F32, "ascending", (struct draw){0, 0, -1}, 4));
    assert_false(draw(x, TENSOR_F32, "text", (struct draw){0}, 4));
    assert_false(draw(x, TENSOR_F32, "causal", (struct draw){0}, 4));  // needs two axes
}

static void causal_rows_sum_to_one_below_the_diagonal(void **state)
{
    (void)state;
    struct rng rng;
    struct tensor tensor = {"w", TENSOR_F32, 3, {2, 3, 5}, NULL};
    const struct draw how = {0};
    float weights[2][3][5];
    rng_seed(&rng, 9, 1);
    assert_true(draw_tensor(weights, &tensor, "causal", &how, &rng));
    for (int h = 0; h < 2; h++)
        for (int q = 0; q < 3; q++) {
            double sum = 0.0;
            for (int k = 0; k < 5; k++) {
                sum += (double)weights[h][q][k];
                assert_int_equal(weights[h][q][k] > 0.0f, k <= q + 2);
            }
            assert_true(fabs(sum - 1.0) < 1e-6);
        }
}

static void text_has_letters_and_ill_formed_bytes(void **state)
{
    (void)state;
    uint8_t bytes[5000];
    int letters = 0, high = 0;
    assert_true(draw(bytes, TENSOR_U8, "text", (struct draw){0}, 5000));
    for (int i = 0; i < 5000; i++) {
        letters += bytes[i] >= 'a' && bytes[i] <= 'f';
        high += bytes[i] >= 128;
    }
    assert_true(letters > 1000 && high > 300);
}

static const char rows[] =
    "# a comment\n\n05 | norm | a | the title | speak | 45 | 4 | -\r\n"
    "05|norm|b|gradients|learn|60|6|norm.a\n"
    "08 | attention | a | one head | speak | 90 | 8 | softmax.a norm.b\n"
    "17 | training | a | steps | learn | 90 | 8 | attention.a";

static char path[] = "/tmp/crumb-topics-XXXXXX";

static void load(void *text)
{
    struct arena arena = {0};
    struct topics topics;
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) < 0 || fclose(out) != 0) abort();
    topics_load(&topics, &arena, path);
    arena_free(&arena);
}

static int make_file(void **state)
{
    (void)state;
    return mkstemp(path) < 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void topics_are_read_found_and_followed(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct topics topics;
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(rows, out);
    fclose(out);
    topics_load(&topics, &arena, path);
    assert_int_equal(topics.count, 4);
    assert_string_equal(topics.parts[0].title, "the title");
    assert_string_equal(topics.parts[0].needs, "-");
    assert_int_equal(topics.parts[1].track, TRACK_LEARN);
    assert_int_equal(topics.parts[1].minutes, 60);
    assert_int_equal(topics.parts[1].points, 6);
    assert_ptr_equal(topics_find(&topics, "norm"), &topics.parts[0]);
    assert_ptr_equal(topics_find(&topics, "05"), &topics.parts[0]);
    assert_ptr_equal(topics_find(&topics, "5"), &topics.parts[0]);
    assert_ptr_equal(topics_find(&topics, "8"), &topics.parts[2]);
    assert_null(topics_find(&topics, "nor"));
    assert_null(topics_find(&topics, ""));
    assert_null(topics_find(&topics, "7"));
    assert_true(topics_needs(&topics, "attention", "softmax"));
    assert_true(topics_needs(&topics, "attention", "norm"));
    assert_false(topics_needs(&topics, "attention", "nor"));
    assert_false(topics_needs(&topics, "training", "norm"));
    assert_true(topics_reaches(&topics, "training", "norm"));
    assert_false(topics_reaches(&topics, "norm", "attention"));
    arena_free(&arena);
}

static void a_malformed_row_is_named_by_its_line(void **state)
{
    (void)state;
    static char texts[][80] = {
        "# only\n", "05 | norm | a\n", "\n05 | norm | a | t | speak | 45 | 4 | - | more\n",
        "05 | norm | a | t | later | 45 | 4 | -\n", "05 | norm | a | t | speak | many | 4 | -\n",
        "05 | norm | a | t | speak | 45 | 0 | -\n", "05 | norm | a | t | speak | 45 | | -\n",
        "05 | norm | a | t | speak | 45 | 4x | -\n"};
    static const char *const words[] = {
        "no topics in it", ":1: 3 columns; wanted 8", ":2: 9 columns", "track is \"later\"",
        "minutes is \"many\"", "points is \"0\"", "points is \"\"", "points is \"4x\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_sentence(load, texts[i], FAIL_INPUT, words[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_lines_and_well_formed_characters_stay),
        cmocka_unit_test(what_a_terminal_would_obey_is_escaped),
        cmocka_unit_test(ill_formed_bytes_are_escaped_one_by_one),
        cmocka_unit_test(what_does_not_fit_ends_in_dots_at_a_character),
        cmocka_unit_test(lines_are_broken_at_spaces_within_80_columns),
        cmocka_unit_test(a_file_gets_words_without_colour),
        cmocka_unit_test(expressions_are_sums_of_products),
        cmocka_unit_test(expressions_of_questions_are_exact_or_say_why),
        cmocka_unit_test(draws_stay_within_what_they_say),
        cmocka_unit_test(draws_that_make_no_sense_are_refused),
        cmocka_unit_test(causal_rows_sum_to_one_below_the_diagonal),
        cmocka_unit_test(text_has_letters_and_ill_formed_bytes),
        cmocka_unit_test(topics_are_read_found_and_followed),
        cmocka_unit_test(a_malformed_row_is_named_by_its_line),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}

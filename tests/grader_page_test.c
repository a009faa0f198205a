// grader_page_test.c: the laws of score pages: what comes from outside stays text, one account is
// one file, colours can be read, numbers are those of the scores.
#include "check.h"

#undef fail  // cmocka has one too
#include "fail.h"
#include "page/histogram.h"
#include "page/html.h"
#include "page/index.h"
#include "page/name.h"
#include "page/page.h"
#include "page/cells.h"
#include "page/student.h"
#include "page/style.h"
#include "rng.h"
#include "sentence.h"
#include "show.h"

#include <ctype.h>
#include <string.h>

#if defined(__has_include)
#if __has_include(<libxml/HTMLparser.h>)
#define HAVE_PARSER 1
#endif
#endif

static const char *const hostile[] = {
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "&lt;b&gt; &amp; &#60; &", "]]> --> <!-- <![CDATA[", "</title></style></svg></table></html>",
    "javascript:alert(1)", "\xE2\x80\xAEgnp.exe\xE2\x81\xA6", "\x01\x02\x1b[2J\x7f\r\x08",
    "\xff\xfe\xc0\x80\xed\xa0\x80\xe2\x82", "\xEF\xBF\xBE\xEF\xBF\xBF", "<plaintext>",
    "a\nb\n\nc", "=1+1", "`${1}` {{7*7}} %s%n", "\xE7\x8E\x8B \xD9\x86\xD9\x88\xD8\xB1",
    "../../etc/passwd", "<", ">", "&", "\""};
enum { HOSTILE = sizeof hostile / sizeof *hostile, LONG = 10000 };

// ---- names of files ---------------------------------------------------------------------------

static const char *file_of(const char *account)
{
    static char names[2][PAGE_NAME_MAX];
    static int turn;
    turn = !turn;
    return page_file_name(names[turn], account, "");
}

static void expect_safe(const char *name)
{
    const size_t length = strlen(name);
    assert_true(length > 5 && length < PAGE_NAME_MAX);
    assert_string_equal(name + length - 5, ".html");
    assert_true(name[0] != '.' && name[0] != '-');
    assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-."), length);
}

static void accounts_that_are_plain_are_their_files(void **state)
{
    (void)state;
    assert_string_equal(file_of("ada"), "ada.html");
    assert_string_equal(file_of("ada.l-17"), "ada.l-17.html");
    assert_string_equal(file_of("Ada"), "_41da.html");  // some disks know no case
    assert_string_equal(file_of("_41da"), "_5f41da.html");
    assert_string_equal(file_of("con"), "_63on.html");
    assert_string_equal(file_of("con.x"), "_63on.x.html");
    assert_string_equal(file_of("lpt1"), "_6cpt1.html");
    assert_string_equal(file_of("cone"), "cone.html");
    assert_string_equal(file_of("../x"), "_2e._2fx.html");
    assert_string_equal(file_of("-rf"), "_2drf.html");
}

static void another_account_is_another_file(void **state)
{
    (void)state;
    char first[LONG], second[LONG];
    struct rng rng;
    rng_seed(&rng, 11, 0);
    for (int round = 0; round < 3000; round++) {
        const uint32_t length = 1 + rng_below(&rng, round % 3 ? 6 : 300);
        for (uint32_t i = 0; i < length; i++)
            first[i] = round % 2 ? (char)(1 + rng_below(&rng, 255)) : "aA_.-h0"[rng_below(&rng, 7)];
        first[length] = '\0';
        memcpy(second, first, length + 1);
        const uint32_t at = rng_below(&rng, length);
        second[at] = round % 4 ? (char)(1 + rng_below(&rng, 255)) : first[at] == 'a' ? 'A' : 'a';
        if (second[at] == first[at]) continue;
        const char *one = file_of(first), *other = file_of(second);
        expect_safe(one);
        assert_string_equal(one, file_of(first));
        assert_string_not_equal(one, other);
    }
    char id[PAGE_NAME_MAX];
    assert_string_not_equal(page_file_name(id, "", "17"), file_of("17"));
    assert_string_not_equal(page_file_name(id, "", "17"), file_of("_i17"));
}

// ---- colours ----------------------------------------------------------------------------------

// Where the list of variables for light (0) or dark (1) begins and ends.
static const char *scheme(int dark, const char **end)
{
    const char *at = strstr(style_css(), ":root {");
    if (dark) at = strstr(at + 1, ":root {");
    assert_non_null(at);
    *end = strchr(at, '}');
    return at;
}

static double channel(const char *hex)
{
    const double value = (double)strtol((char[]){hex[0], hex[1], '\0'}, NULL, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

// The luminance of --name as WCAG 2.2 has it.
static double luminance(int dark, const char *name)
{
    char wanted[40];
    const char *end, *at = scheme(dark, &end);
    snprintf(wanted, sizeof wanted, "--%s: #", name);
    at = strstr(at, wanted);
    assert_true(at && at < end);
    at += strlen(wanted);
    return 0.2126 * channel(at) + 0.7152 * channel(at + 2) + 0.0722 * channel(at + 4);
}

static double contrast(int dark, const char *one, const char *other)
{
    const double a = luminance(dark, one), b = luminance(dark, other);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static void text_stands_out_from_every_ground_it_has(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {  // text on ground
        {"ink", "paper"}, {"soft", "paper"}, {"link", "paper"}, {"good", "paper"}, {"bad", "paper"},
        {"ink", "panel"}, {"soft", "panel"}, {"link", "panel"}, {"good", "panel"}, {"bad", "panel"},
        {"ink", "s1"}, {"ink", "s2"}, {"ink", "s3"}, {"ink", "s4"}, {"late", "late-paper"},
        {"bad", "fault-paper"}};
    static const char *const shapes[][2] = {  // what is seen and not read
        {"bar", "paper"}, {"edge", "paper"}, {"edge", "panel"}, {"link", "paper"}, {"late", "s4"}};
    for (int dark = 0; dark < 2; dark++) {
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            if (contrast(dark, pairs[i][0], pairs[i][1]) < 4.5) {
                print_error("%s on %s: %.2f, wanted 4.5\n", pairs[i][0], pairs[i][1],
                            contrast(dark, pairs[i][0], pairs[i][1]));
                _fail(__FILE__, __LINE__);
            }
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            assert_true(contrast(dark, shapes[i][0], shapes[i][1]) >= 3.0);
    }
}

static void a_colour_is_a_variable_of_both_schemes(void **state)
{
    (void)state;
    const char *light_end, *dark_end, *light = scheme(0, &light_end), *dark = scheme(1, &dark_end);
    int colours = 0;
    for (const char *at = style_css(); (at = strchr(at, '#')) != NULL; at++) {
        if (strspn(at + 1, "0123456789abcdefABCDEF") < 3 || !strchr(";", at[7])) continue;
        colours++;
        assert_true((at > light && at < light_end) || (at > dark && at < dark_end));
    }
    assert_true(colours > 30);
    assert_null(strstr(style_css(), "rgb("));
    assert_null(strstr(style_css(), "url("));
    assert_null(strstr(style_css(), "@import"));
    assert_null(strstr(style_css(), "</"));
    assert_null(strstr(style_script(), "</"));
    for (const char *at = light; (at = strstr(at, "  --")) != NULL && at < light_end; at++) {
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at + 4, ":"), at + 4);
        if (contrast(1, name, "paper") < 0) _fail(__FILE__, __LINE__);  // it is there
    }
}

static void the_digest_is_the_one_that_browsers_compute(void **state)
{
    (void)state;
    char digest[STYLE_DIGEST_MAX];
    assert_string_equal(style_digest(digest, "abc"),
                        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

// ---- numbers ----------------------------------------------------------------------------------

static void numbers_are_short(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } known[] = {{7, "7"}, {7.5, "7.5"}, {7.25, "7.25"}, {7.199999999, "7.2"}, {0, "0"},
                 {-0.001, "0"}, {100, "100"}, {1e300, "1e+300"}, {2.5e9, "2.5e+09"}};
    char text[NUMBER_MAX];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_string_equal(html_format_number(text, known[i].value), known[i].text);
}

// Students with these scores of ten in lab 01; below 0: nothing was graded.
static json_t *scores_of(const double *values, size_t count)
{
    json_t *students = json_array();
    for (size_t i = 0; i < count; i++) {
        char account[30];
        snprintf(account, sizeof account, "s%zu", i);
        json_t *cell = values[i] < 0 ? json_null() : json_pack("{s:f}", "score", values[i]);
        json_array_append_new(students, json_pack("{s:s,s:s,s:{s:o},s:n}", "account", account,
                                                  "name", account, "labs", "01", cell, "total"));
    }
    return json_pack("{s:s,s:s,s:s,s:[{s:s,s:s,s:i}],s:o}", "schema", "crumb/scores/v1", "title",
                     "t", "kind", "preview", "labs", "lab", "01", "topic", "rope", "points", 10,
                     "students", students);
}

static struct spread spread_of(const double *values, size_t count)
{
    json_t *scores = scores_of(values, count);
    const struct spread spread =
        page_spread(scores, json_array_get(json_object_get(scores, "labs"), 0));
    json_decref(scores);
    return spread;
}

static void a_score_is_in_one_bar_and_none_is_no_zero(void **state)
{
    (void)state;
    const double values[] = {0, 0.9, 1, 9.99, 10, 12, -1, 3, 7};
    const struct spread spread = spread_of(values, 9);
    const dim wanted[SPREAD_BINS] = {2, 1, 0, 1, 0, 0, 0, 1, 0, 1, 2};
    dim sum = 0;
    for (int i = 0; i < SPREAD_BINS; i++) {
        assert_int_equal(spread.bins[i], wanted[i]);
        sum += spread.bins[i];
    }
    assert_int_equal(spread.count, 8);
    assert_int_equal(spread.missing, 1);
    assert_int_equal(sum, spread.count);
    assert_true(spread.median == 5.0 && spread.least == 0.0 && spread.most == 12.0);
    const struct spread odd = spread_of((const double[]){1, 2, 9}, 3);
    assert_true(odd.median == 2.0);
    const struct spread none = spread_of((const double[]){-1, -1}, 2);
    assert_true(none.count == 0 && none.missing == 2);
}

// ---- scores that are none ---------------------------------------------------------------------

static void check_text(void *text)
{
    json_t *scores = json_loads(text, 0, NULL);
    page_check(scores, "x.json");
}

static void wrong_scores_are_one_sentence(void **state)
{
    (void)state;
#define WHOLE(labs, students) \
    "{\"schema\":\"crumb/scores/v1\",\"title\":\"t\",\"kind\":\"preview\",\"labs\":" labs \
    ",\"students\":" students "}"
#define LAB "[{\"lab\":\"06\",\"points\":8}]"
#define ADA(labs) "{\"account\":\"ada\",\"name\":\"A\",\"labs\":" labs "}"
    static const struct {
        const char *scores, *words;
    } wrong[] = {
        {"[1]", "\"schema\" is not crumb/scores/v1"},
        {"{\"schema\":\"crumb/scores/v2\"}", "\"schema\" is not crumb/scores/v1"},
        {WHOLE("3", "[]"), "\"labs\" is not a list"},
        {WHOLE("[{\"lab\":\"../x\",\"points\":8}]", "[]"), "labs[0]: \"lab\" is not one to 16"},
        {WHOLE("[{\"lab\":\"06\",\"points\":-1}]", "[]"), "\"points\" is not a number from 0 on"},
        {WHOLE("[{\"lab\":\"06\"}]", "[]"), "labs[0] has no \"points\""},
        {WHOLE("[{\"lab\":\"a\",\"points\":1},{\"lab\":\"a\",\"points\":1}]", "[]"), "twice"},
        {WHOLE(LAB, "[7]"), "students[0] has no \"account\""},
        {WHOLE(LAB, "[" ADA("{\"07\":null}") "]"), "students[0], lab 07: there is no such lab"},
        {WHOLE(LAB, "[" ADA("{\"06\":\"x\"}") "]"), "is neither an object nor null"},
        {WHOLE(LAB, "[" ADA("{\"06\":{}}") "]"), "students[0], lab 06 has no \"score\""},
        {WHOLE(LAB, "[" ADA("{\"06\":{\"score\":\"8\"}}") "]"), "\"score\" is not a number"},
        {WHOLE(LAB, "[" ADA("{}") "," ADA("{}") "]"), "the account \"ada\" was there before"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_sentence(check_text, (void *)(uintptr_t)wrong[i].scores, FAIL_INPUT, wrong[i].words);
    json_t *right = json_loads(WHOLE(LAB, "[" ADA("{\"06\":{\"score\":null}}") "]"), 0, NULL);
    page_check(right, "x.json");
    json_decref(right);
}

// ---- what comes from outside stays text ---------------------------------------------------------

#ifdef HAVE_PARSER
#include "page_parse.h"

static void text_is_read_back_and_its_neighbours_stay(void **state)
{
    (void)state;
    char *longest = malloc(LONG + 1);
    for (int i = 0; i < LONG; i++) longest[i] = "<&\"'>x\xff"[i % 7];
    longest[LONG] = '\0';
    for (int i = 0; i <= HOSTILE; i++) parse_back(i < HOSTILE ? hostile[i] : longest);
    free(longest);
}

static void pages_keep_their_elements_whatever_stands_in_the_scores(void **state)
{
    (void)state;
    for (int everybody = 0; everybody < 3; everybody++) {
        char *plain = elements_of("x", everybody);
        for (int i = 0; i < HOSTILE; i++) {
            char *got = elements_of(hostile[i], everybody);
            assert_string_equal(got, plain);
            free(got);
        }
        free(plain);
    }
}

static void drawings_are_xml(void **state)
{
    (void)state;
    const struct spread spread = spread_of((const double[]){0, 4, 4.5, 10}, 4);
    for (int i = 0; i < HOSTILE; i++) expect_xml(&spread, hostile[i]);
}
#else
static void no_parser(void **state)
{
    (void)state;
    print_message("libxml2 is not here, so pages are not parsed back\n");
    skip();
}
#define text_is_read_back_and_its_neighbours_stay no_parser
#define pages_keep_their_elements_whatever_stands_in_the_scores no_parser
#define drawings_are_xml no_parser
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_that_are_plain_are_their_files),
        cmocka_unit_test(another_account_is_another_file),
        cmocka_unit_test(text_stands_out_from_every_ground_it_has),
        cmocka_unit_test(a_colour_is_a_variable_of_both_schemes),
        cmocka_unit_test(the_digest_is_the_one_that_browsers_compute),
        cmocka_unit_test(numbers_are_short),
        cmocka_unit_test(a_score_is_in_one_bar_and_none_is_no_zero),
        cmocka_unit_test(wrong_scores_are_one_sentence),
        cmocka_unit_test(text_is_read_back_and_its_neighbours_stay),
        cmocka_unit_test(pages_keep_their_elements_whatever_stands_in_the_scores),
        cmocka_unit_test(drawings_are_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// grader_record_test.c: what is taken for a record when it comes from outside, and what is one
// sentence.
#include "check.h"
#include "emitted.h"
#include "fields.h"

#include <string.h>

static void expect_why(const char *text, size_t count, const char *words)
{
    char why[EMIT_WHY] = "";
    json_t *record = emit_record_read(text, count, why);
    if (record || !strstr(why, words)) print_error("\"%s\", wanted \"%s\"\n", why, words);
    assert_null(record);
    assert_non_null(strstr(why, words));
    assert_null(strchr(why, '\n'));
}

static void expect_member(const char *from, const char *to, const char *words)
{
    static const char right[] =
        "{\"schema\":\"crumb/result/v1\",\"from\":\"labs\",\"seed\":7,\"tier\":1,\"points\":6,"
        "\"earned\":2,"
        "\"labs\":[{\"number\":\"06\",\"topic\":\"rope\",\"build\":\"pass\",\"parts\":[{"
        "\"part\":\"a\","
        "\"points\":6,\"earned\":2,\"verdict\":\"crash\",\"printed\":{\"f\":\"x\"},"
        "\"recognised\":{\"f\":{"
        "\"sure\":\"sure\",\"or\":[\"o\"]}},\"checks\":[{\"id\":\"rope:a\",\"verdict\":"
        "\"crash\"}]}],"
        "\"advice\":[{\"kind\":\"null\",\"line\":1}]}]}";
    char text[2000], why[EMIT_WHY];
    const char *at = strstr(right, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - right), right, to, at + strlen(from));
    if (*words) expect_why(text, strlen(text), words);
    else {
        json_t *record = emit_record_read(text, strlen(text), why);
        if (!record) print_error("%s\n", why);
        assert_non_null(record);
        json_decref(record);
    }
}

static void a_fault_is_named_by_its_place(void **state)
{
    (void)state;
    expect_member("\"06\"", "\"06\"", "");
    expect_member("\"06\"", "6", "labs[0].number: wanted a text");
    expect_member("\"number\":\"06\",", "", "labs[0].number: is missing; wanted a text");
    expect_member("\"earned\":2,\"verdict\"", "\"earned\":7,\"verdict\"",
                  "labs[0].parts[0].earned: 7 of 6 points");
    expect_member("\"earned\":2,\"verdict\"", "\"earned\":-2,\"verdict\"",
                  "labs[0].parts[0].earned: wanted a whole number that is not negative");
    expect_member("\"earned\":2,\"verdict\"", "\"earned\":2.5,\"verdict\"",
                  "wanted a whole number");
    expect_member("\"crash\",\"printed\"", "\"melted\",\"printed\"",
                  "labs[0].parts[0].verdict: wanted a verdict of the list");
    expect_member("{\"f\":\"x\"}", "{\"f\":1}", "labs[0].parts[0].printed: wanted texts");
    expect_member("[\"o\"]", "[1]", "labs[0].parts[0].recognised.or[0]: wanted a text");
    expect_member("\"sure\":\"sure\"", "\"sure\":1", "recognised.sure: wanted a text");
    expect_member("\"id\":\"rope:a\"", "\"id\":[]", "labs[0].parts[0].checks[0].id: wanted a text");
    expect_member("{\"id\":\"rope:a\",\"verdict\":\"crash\"}", "7",
                  "labs[0].parts[0].checks[0]: wanted an object");
    expect_member("\"line\":1", "\"line\":\"1\"", "labs[0].advice[0].line: wanted");
    expect_member("\"tier\":1", "\"tier\":99999999999999999999", "this is no JSON");
    expect_member("\"tier\":1", "\"tier\":1,\"tier\":2", "this is no JSON (duplicate");
    expect_member("\"tier\":1", "\"tier\":1,\"new\":[{\"x\":null}]", "");  // a field that was added
}

static void sums_are_those_of_the_parts(void **state)
{
    (void)state;
    expect_member("\"earned\":2,\"labs\"", "\"earned\":6,\"labs\"",
                  "earned: 6 in all, and 2 in the parts together");
    expect_member("\"points\":6,\"earned\":2,\"labs\"", "\"labs\"", "");
    expect_member("\"points\":6,\"earned\":2,\"verdict\"",
                  "\"points\":9007199254740991,\"earned\":2,\"verdict\"", "those at most 1000000");
}

static void another_version_is_told_as_such(void **state)
{
    (void)state;
    expect_member("crumb/result/v1", "crumb/result/v2", "is of another grader");
    expect_member("crumb/result/v1", "crumb/model/v1", "\"crumb/model/v1\" is no result record");
    expect_why("{}", 2, "it has no schema");
    expect_why("[]", 2, "it has no schema");
    expect_member("crumb/result/v1", "crumb/result/v\\u001b[2J", "v\\x1b[2J\" is of another");
}

// Reduced: no checks, no verdict, no title; the points are there.
static void a_reduced_record_goes_through_every_format(void **state)
{
    (void)state;
    static const char reduced[] =
        "{\"schema\":\"crumb/result/v1\",\"labs\":[{\"number\":\"06\",\"topic\":\"rope\","
        "\"parts\":["
        "{\"part\":\"a\",\"points\":6,\"earned\":6},{\"part\":\"b\",\"points\":2,\"earned\":0}]}]}";
    const struct emit_options options = {.classroom = "c", .assignment = "a", .submission = "s",
                                         .commit = "c", .release = "r"};
    for (int i = 0; emit_names[i]; i++) {
        struct emitted made =
            emitted_of(emit_names[i], json_loads(reduced, 0, NULL), &options);
        assert_true(made.code == 0 || (made.code == 3 && strcmp(emit_names[i], "junit") == 0));
        assert_true(made.code || made.count > 20);
        emitted_free(&made);
    }
}

static void a_record_that_is_cut_anywhere_is_one_sentence(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 4; seed++) {
        json_t *value = hostile_record(seed), *clean = emit_clean(value);
        char *text = json_dumps(clean, 0);
        const size_t count = strlen(text), step = 1 + count / 300;
        for (size_t i = 0; i < count; i += step) expect_why(text, i, "this is no JSON");
        free(text);
        json_decref(clean);
        json_decref(value);
    }
    expect_why("\xff\xfe{}", 4, "this is no JSON");
    expect_why("{\"schema\":\"\\ud800\"}", 19, "this is no JSON");
    expect_why("{\"schema\":\"\\u0000\"}", 19, "this is no JSON");
}

static void clean_text_has_no_control_character_and_stays_clean(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 1, 58);
    for (int i = 0; i < 20000; i++) {
        json_t *value = hostile_string(&rng), *once = emit_clean(value), *twice = emit_clean(once);
        const char *text = json_string_value(once);
        assert_string_equal(text, json_string_value(twice));
        assert_true(strlen(text) < EMIT_TEXT_MOST);
        for (const char *c = text; *c; c++) assert_true(*c == '\n' || (unsigned char)*c >= 0x20);
        assert_null(strstr(text, "\xef\xbf\xbe"));
        assert_null(strstr(text, "\xe2\x80\xae"));
        json_t *read = json_string(text);  // well-formed, or NULL
        assert_non_null(read);
        json_decref(read);
        json_decref(value);
        json_decref(once);
        json_decref(twice);
    }
}

// It grows by a factor of four when it is cleaned: it is cut all the same.
static void a_long_text_is_cut_and_stays_as_it_is_then(void **state)
{
    (void)state;
    static char text[3 * HOSTILE_LONG + 1];
    for (size_t i = 0; i < HOSTILE_LONG; i++) memcpy(text + 3 * i, "\xef\xbf\xbe", 3);
    json_t *value = json_string(text), *once = emit_clean(value), *twice = emit_clean(once);
    const size_t length = json_string_length(once);
    assert_true(length < EMIT_TEXT_MOST && length > EMIT_TEXT_MOST / 2);
    assert_string_equal(json_string_value(once) + length - 3, "...");
    assert_string_equal(json_string_value(once), json_string_value(twice));
    json_decref(value);
    json_decref(once);
    json_decref(twice);
}

static void harmless_text_is_left_as_it_is(void **state)
{
    (void)state;
    static const char *const all[] = {"", "a\nb", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8d\x9e",
                                      "]]>&<\"'"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_t *value = json_string(all[i]), *clean = emit_clean(value);
        assert_string_equal(json_string_value(clean), all[i]);
        json_decref(value);
        json_decref(clean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_named_by_its_place),
        cmocka_unit_test(sums_are_those_of_the_parts),
        cmocka_unit_test(another_version_is_told_as_such),
        cmocka_unit_test(a_reduced_record_goes_through_every_format),
        cmocka_unit_test(a_record_that_is_cut_anywhere_is_one_sentence),
        cmocka_unit_test(clean_text_has_no_control_character_and_stays_clean),
        cmocka_unit_test(a_long_text_is_cut_and_stays_as_it_is_then),
        cmocka_unit_test(harmless_text_is_left_as_it_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

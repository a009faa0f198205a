// grader_emit_test.c: formats that are JSON or SVG, read back: what stands in them is what stands
// in the record, whatever a student wrote. grader_emit_text_test.c is about those made of lines.
#include "emitted.h"
#include "emit/findings.h"
#include "fields.h"

#include <string.h>

enum { RECORDS = 300 };

static json_t *read_back(const struct emitted *made)
{
    json_error_t error;
    json_t *value = json_loadb(made->text, made->count, JSON_REJECT_DUPLICATES, &error);
    if (!value) print_error("no JSON: %s at %d\n", error.text, error.line);
    assert_non_null(value);
    return value;
}

static const char *text_at(const json_t *value, const char *name)
{
    const char *text = json_string_value(json_object_get(value, name));
    assert_non_null(text);
    return text;
}

// The next part of a record; lab and part are where it stands. NULL behind the last.
static const json_t *next_part(const json_t *record, size_t *lab, size_t *part)
{
    const json_t *labs = json_object_get(record, "labs");
    for (; *lab < json_array_size(labs); ++*lab, *part = 0) {
        const json_t *parts = json_object_get(json_array_get(labs, *lab), "parts");
        if (*part < json_array_size(parts)) return json_array_get(parts, (*part)++);
    }
    return NULL;
}

static void gradescope_names_each_part_with_its_points(void **state)
{
    (void)state;
    const struct emit_options options = {.leaderboard = "\"best\"\n"};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("gradescope", hostile_record(seed), &options);
        json_t *file = read_back(&made);
        const json_t *tests = json_object_get(file, "tests"), *part;
        size_t lab = 0, at = 0, i = 0;
        const bool broken = emit_any_broken(made.record);
        while ((part = next_part(made.record, &lab, &at))) {
            const json_t *of = json_array_get(json_object_get(made.record, "labs"), lab);
            const json_t *test = json_array_get(tests, i++);
            assert_string_equal(text_at(test, "name"), emit_part_name(&made.arena, of, part));
            assert_string_equal(text_at(test, "output"), emit_part_words(&made.arena, of, part));
            assert_string_equal(text_at(test, "output_format"), "text");
            assert_int_equal(json_is_integer(json_object_get(test, "score")), !broken);
            if (broken) continue;
            assert_int_equal(field_number(test, "score"), field_number(part, "earned"));
        }
        assert_int_equal(json_array_size(tests), i);
        assert_int_equal(json_object_get(file, "score") != NULL, !broken);
        assert_string_equal(text_at(file, "stdout_visibility"), "hidden");
        json_decref(file);
        emitted_free(&made);
    }
}

static void gradescope_before_grading_has_no_score(void **state)
{
    (void)state;
    struct emitted made = {0};
    FILE *out = open_memstream(&made.text, &made.count);
    emit_gradescope_pending(out);
    fclose(out);
    json_t *file = read_back(&made);
    assert_null(json_object_get(file, "score"));
    assert_null(json_object_get(file, "tests"));
    assert_true(*text_at(file, "output") != 0);
    json_decref(file);
    emitted_free(&made);
}

static void classroom50_is_whole_numbers_or_nothing(void **state)
{
    (void)state;
    const struct emit_options options = {
        .classroom = "c\xff", .assignment = "a\n", .submission = "\"", .commit = "<",
        .release = "r", .datetime = "2026-10-01T00:00:00Z"};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("classroom50", hostile_record(seed), &options);
        if (emit_any_broken(made.record)) {
            assert_int_equal(made.code, EMIT_NO_SCORE);
            assert_int_equal(made.count, 0);
            emitted_free(&made);
            continue;
        }
        json_t *file = read_back(&made);
        const json_t *tests = json_object_get(file, "tests"), *part;
        size_t lab = 0, at = 0, i = 0;
        while ((part = next_part(made.record, &lab, &at))) {
            const json_t *of = json_array_get(json_object_get(made.record, "labs"), lab);
            const json_t *test = json_array_get(tests, i++);
            assert_string_equal(text_at(test, "test-name"), emit_part_name(&made.arena, of, part));
            assert_true(json_is_integer(json_object_get(test, "score")));
        }
        assert_int_equal(field_number(file, "score"), field_number(made.record, "earned"));
        assert_int_equal(field_number(file, "max-score"), field_number(made.record, "points"));
        assert_string_equal(text_at(file, "classroom"), "c\\xff");
        assert_string_equal(text_at(file, "datetime"), "2026-10-01T00:00:00Z");
        json_decref(file);
        emitted_free(&made);
    }
}

static void check50_has_each_test_once(void **state)
{
    (void)state;
    const struct emit_options options = {0};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("check50", hostile_record(seed), &options);
        const struct emit_tests tests = emitted_tests(&made);
        json_t *file = read_back(&made), *seen = json_object();
        const json_t *results = json_object_get(file, "results");
        assert_int_equal(json_array_size(results), tests.count);
        for (dim i = 0; i < tests.count; i++) {
            const json_t *one = json_array_get(results, (size_t)i);
            const json_t *passed = json_object_get(one, "passed");
            assert_string_equal(text_at(one, "name"), tests.all[i].name);
            assert_int_equal(json_is_true(passed), tests.all[i].class == EMIT_PASS);
            if (tests.all[i].class == EMIT_BROKEN) assert_true(json_is_null(passed));
            if (tests.all[i].part && *tests.all[i].words && tests.all[i].class == EMIT_WRONG)
                assert_non_null(strstr(text_at(json_object_get(one, "cause"), "rationale"),
                                       tests.all[i].words));
            assert_null(json_object_get(seen, tests.all[i].name));
            json_object_set_new(seen, tests.all[i].name, json_true());
        }
        json_decref(seen);
        json_decref(file);
        emitted_free(&made);
    }
}

static void sarif_has_each_finding_at_a_relative_address(void **state)
{
    (void)state;
    const struct emit_options options = {0};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("sarif", hostile_record(seed), &options);
        const struct emit_findings findings = emit_findings_of(&made.arena, made.record);
        json_t *file = read_back(&made), *seen = json_object();
        const json_t *run = json_array_get(json_object_get(file, "runs"), 0);
        const json_t *results = json_object_get(run, "results");
        const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
        size_t at = 0;
        for (dim i = 0; i < findings.count; i++) {
            if (strcmp(findings.all[i].rule, "verdict/grader-error") == 0) continue;
            const json_t *one = json_array_get(results, at++);
            const json_t *rule = json_array_get(json_object_get(driver, "rules"),
                                                (size_t)field_number(one, "ruleIndex"));
            assert_string_equal(text_at(rule, "id"), findings.all[i].rule);
            assert_string_equal(text_at(one, "ruleId"), findings.all[i].rule);
            assert_string_equal(text_at(json_object_get(one, "message"), "text"),
                                findings.all[i].words);
            const char *print = text_at(json_object_get(one, "partialFingerprints"), "crumb/v1");
            assert_null(json_object_get(seen, print));
            json_object_set_new(seen, print, json_true());
            const json_t *location = json_array_get(json_object_get(one, "locations"), 0);
            const char *uri = field_text(json_object_get(json_object_get(
                location, "physicalLocation"), "artifactLocation"), "uri");
            assert_true(uri[0] != '/' && !strchr(uri, ':') && !strstr(uri, "/../"));
            assert_int_not_equal(strncmp(uri, "../", 3), 0);
        }
        assert_int_equal(json_array_size(results), at);
        json_decref(seen);
        json_decref(file);
        emitted_free(&made);
    }
}

static void a_fingerprint_stays_when_lines_move(void **state)
{
    (void)state;
    const struct emit_options options = {0};
    json_t *prints[2];
    for (int i = 0; i < 2; i++) {
        json_t *value = json_pack(
            "{s:s,s:[{s:s,s:s,s:s,s:[],s:[{s:s,s:i,s:s,s:s}]}]}", "schema", "crumb/result/v1",
            "labs", "number", "06", "topic", "rope", "source", "labs/06-rope/rope.c", "parts",
            "advice", "kind", "null", "line", i ? 9 : 4, "function", "f", "detail", "uses NULL");
        struct emitted made = emitted_of("sarif", value, &options);
        json_t *file = read_back(&made);
        const json_t *run = json_array_get(json_object_get(file, "runs"), 0);
        const json_t *result = json_array_get(json_object_get(run, "results"), 0);
        prints[i] = json_deep_copy(json_object_get(result, "partialFingerprints"));
        assert_int_equal(json_object_size(prints[i]), 2);
        json_decref(file);
        emitted_free(&made);
    }
    assert_true(json_equal(prints[0], prints[1]));
    json_decref(prints[0]);
    json_decref(prints[1]);
}

// Lines, and the last one has the scores, whatever the record says.
static void autolab_ends_in_one_line_of_scores(void **state)
{
    (void)state;
    const struct emit_options options = {.each_part = true, .stages = true, .scoreboard = true};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("autolab", hostile_record(seed), &options);
        char *second = strchr(made.text, '\n') + 1;
        json_t *stages = json_loadb(made.text, (size_t)(second - made.text), 0, NULL);
        json_t *last = json_loads(second, 0, NULL), *part;
        size_t lab = 0, at = 0;
        int sum = 0;
        const char *name;
        assert_string_equal(strchr(second, '\n'), "\n");
        assert_string_equal(text_at(stages, "_presentation"), "semantic");
        json_object_foreach(json_object_get(last, "scores"), name, part)
            sum += (int)json_integer_value(part);
        while ((part = (json_t *)next_part(made.record, &lab, &at)))
            if (emit_class_part(part) != EMIT_BROKEN) sum -= field_number(part, "earned");
        assert_int_equal(sum, 0);
        assert_int_equal(json_object_get(last, "scoreboard") != NULL,
                         !emit_any_broken(made.record));
        json_decref(stages);
        json_decref(last);
        emitted_free(&made);
    }
}

static void a_problem_that_could_not_be_judged_has_no_zero(void **state)
{
    (void)state;
    json_t *value = json_pack(
        "{s:s,s:[{s:s,s:s,s:[{s:s,s:i,s:i,s:s},{s:s,s:i,s:i}]},{s:s,s:s,s:[{s:s,s:i,s:i}]}]}",
        "schema", "crumb/result/v1", "labs", "number", "06", "topic", "rope", "parts", "part", "a",
        "points", 6, "earned", 0, "verdict", "grader-error", "part", "b", "points", 2, "earned", 2,
        "number", "07", "topic", "softmax", "parts", "part", "a", "points", 4, "earned", 4);
    const struct emit_options by_lab = {0}, by_part = {.each_part = true};
    struct emitted made = emitted_of("autolab", json_deep_copy(value), &by_lab);
    assert_string_equal(made.text, "{\"scores\":{\"softmax\":4}}\n");
    emitted_free(&made);
    made = emitted_of("autolab", value, &by_part);
    assert_string_equal(made.text, "{\"scores\":{\"rope.b\":2,\"softmax.a\":4}}\n");
    emitted_free(&made);
}

static void shields_says_the_points(void **state)
{
    (void)state;
    const struct emit_options options = {.label = "a\xff\"\n"};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("shields", hostile_record(seed), &options);
        json_t *file = read_back(&made);
        assert_int_equal(field_number(file, "schemaVersion"), 1);
        assert_string_equal(text_at(file, "label"), "a\\xff\" ");
        if (!emit_any_broken(made.record))
            assert_string_equal(text_at(file, "message"),
                                emit_print(&made.arena, "%d of %d points",
                                           field_number(made.record, "earned"),
                                           field_number(made.record, "points")));
        json_decref(file);
        emitted_free(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradescope_names_each_part_with_its_points),
        cmocka_unit_test(gradescope_before_grading_has_no_score),
        cmocka_unit_test(classroom50_is_whole_numbers_or_nothing),
        cmocka_unit_test(check50_has_each_test_once),
        cmocka_unit_test(sarif_has_each_finding_at_a_relative_address),
        cmocka_unit_test(a_fingerprint_stays_when_lines_move),
        cmocka_unit_test(autolab_ends_in_one_line_of_scores),
        cmocka_unit_test(a_problem_that_could_not_be_judged_has_no_zero),
        cmocka_unit_test(shields_says_the_points)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

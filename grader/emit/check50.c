// check50.c: the JSON that check50 -o json prints. passed is null for what was not run.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

#include <string.h>

enum { VERSION_MAJOR = 3 };  // of check50, whose documented form this is

// The compiler's lines, one text each.
static json_t *log_of(struct arena *arena, const char *lines)
{
    json_t *log = json_array();
    while (*lines) {
        const size_t length = strcspn(lines, "\n");
        json_array_append_new(log, json_string(emit_print(arena, "%.*s", (int)length, lines)));
        lines += length + (lines[length] == '\n');
    }
    return log;
}

// The first wrong value, where the record names it for this very check.
static void add_values(json_t *cause, const struct emit_test *test)
{
    const json_t *known = json_object_get(json_object_get(test->part, "recognised"),
                                          field_text(test->check, "operation"));
    const char *id = field_text(test->check, "id"), *colon = strchr(id, ':');
    if (!known || !colon || !field_is(known, "case", colon + 1) || !*field_text(known, "place"))
        return;
    json_object_set_new(cause, "expected", json_string(field_text(known, "expected")));
    json_object_set_new(cause, "actual", json_string(field_text(known, "got")));
}

static json_t *cause_of(struct arena *arena, const struct emit_test *test)
{
    if (test->class == EMIT_PASS) return json_null();
    if (test->class == EMIT_NOT_WRITTEN)
        return json_pack("{s:s,s:n}", "rationale", "not written yet", "help");
    json_t *cause = json_pack(
        "{s:s,s:n}", "rationale",
        *test->words && test->part ? emit_print(arena, "%s: %s", test->verdict, test->words)
                                   : test->verdict, "help");
    if (test->class == EMIT_BROKEN)
        json_object_set_new(cause, "error", json_pack("{s:s,s:s,s:[],s:{}}", "type", "grader-error",
                                                      "value", test->words, "traceback", "data"));
    add_values(cause, test);
    return cause;
}

static json_t *result_of(struct arena *arena, const struct emit_test *test, const char *build)
{
    const bool ran = test->class == EMIT_PASS || test->class == EMIT_WRONG ||
                     test->class == EMIT_ERROR || test->class == EMIT_NOT_WRITTEN;
    const bool depends = test->part && test->class == EMIT_SKIPPED && build;
    return json_pack(
        "{s:s,s:s,s:o,s:o,s:o,s:{},s:o}", "name", test->name, "description",
        *test->title ? test->title : test->name, "passed",
        ran ? json_boolean(test->class == EMIT_PASS) : json_null(), "log",
        test->part ? json_array() : log_of(arena, test->words), "cause", cause_of(arena, test),
        "data", "dependency", depends ? json_string(build) : json_null());
}

int emit_check50(FILE *out, const json_t *record, const struct emit_options *options,
                 struct arena *arena, char why[EMIT_WHY])
{
    json_t *results = json_array(), *seen = json_object(), *lab;
    size_t i;
    (void)why;
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        const struct emit_tests tests = emit_tests_of(arena, lab, seen);
        const char *build = NULL;
        for (dim j = 0; j < tests.count; j++) {
            if (!tests.all[j].part) build = tests.all[j].name;
            json_array_append_new(results, result_of(arena, &tests.all[j], build));
        }
    }
    json_t *file = json_pack("{s:s,s:o,s:s}", "slug", options->slug ? options->slug : "crumb",
                             "results", results, "version",
                             emit_print(arena, "%d.0.0", VERSION_MAJOR));
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
    json_decref(seen);
    return 0;
}

// tests.c: a record as a list of tests. See tests.h.
#include "emit/tests.h"

#include "fields.h"
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *emit_print(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

enum emit_class emit_class_of(const char *name)
{
    const enum verdict verdict = verdict_of(name);
    switch (verdict) {
    case VERDICT_PASS: return EMIT_PASS;
    case VERDICT_NOT_WRITTEN_YET: return EMIT_NOT_WRITTEN;
    case VERDICT_SKIPPED: return EMIT_SKIPPED;
    case VERDICT_GRADER_ERROR: return EMIT_BROKEN;
    case VERDICT_TOO_MUCH_WORK: return EMIT_WRONG;
    default: return verdict <= VERDICT_NONDETERMINISTIC ? EMIT_WRONG : EMIT_ERROR;
    }
}

enum emit_class emit_class_part(const json_t *part)
{
    const char *verdict = field_text(part, "verdict");
    if (*verdict) return emit_class_of(verdict);
    return field_number(part, "earned") == field_number(part, "points") ? EMIT_PASS : EMIT_WRONG;
}

bool emit_is_broken(const json_t *lab)
{
    size_t i;
    json_t *part;
    if (field_is(lab, "build", "grader-error")) return true;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        if (field_is(part, "verdict", "grader-error")) return true;
    return false;
}

bool emit_any_broken(const json_t *record)
{
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (emit_is_broken(lab)) return true;
    return false;
}

const char *emit_lab_name(struct arena *arena, const json_t *lab)
{
    return emit_print(arena, "%s %s", field_text(lab, "number"), field_text(lab, "topic"));
}

const char *emit_part_name(struct arena *arena, const json_t *lab, const json_t *part)
{
    const char *title = field_text(part, "title");
    return emit_print(arena, "%s, part %s%s%s", emit_lab_name(arena, lab), field_text(part, "part"),
                      *title ? ": " : "", title);
}

// "a/b.c", with no way out of where it is taken from.
static bool is_inside(const char *path)
{
    while (*path) {
        const size_t length = strcspn(path, "/");
        if (length == 0 || (length <= 2 && strspn(path, ".") >= length)) return false;
        path += length + (path[length] == '/');
    }
    return true;
}

const char *emit_source(struct arena *arena, const json_t *record, const json_t *lab)
{
    const char *source = field_text(lab, "source"), *from = field_text(record, "from");
    const size_t length = strlen(from);
    if (source[0] == '/' && length && strncmp(source, from, length) == 0 && source[length] == '/')
        source += length + 1;
    if (is_inside(source)) return source;
    const char *usual = emit_print(arena, "%s-%s/%s.c", field_text(lab, "number"),
                                   field_text(lab, "topic"), field_text(lab, "topic"));
    return is_inside(usual) ? usual : "";
}

// What the mistake is called, and what was seen. first: it is the one that stands for its function.
static const char *check_words(struct arena *arena, const json_t *part, const json_t *check,
                               bool first)
{
    const json_t *known = json_object_get(json_object_get(part, "recognised"),
                                          field_text(check, "operation"));
    const char *detail = field_text(check, "detail"), *says = "";
    if (first && known)
        says = field_is(known, "sure", "unknown") ? field_text(known, "pattern")
                                                  : field_text(known, "says");
    return emit_print(arena, "%s%s%s", says, *says && *detail ? "\n" : "", detail);
}

// Is the check judged only because the lab could not be built?
static bool hangs_on_build(const json_t *lab, const char *verdict)
{
    const char *build = field_text(lab, "build");
    return *build && strcmp(build, "pass") != 0 && strcmp(build, verdict) == 0;
}

static const char *unique(struct arena *arena, json_t *seen, const char *name)
{
    const json_int_t before = json_integer_value(json_object_get(seen, name));
    const char *other = name;
    json_object_set_new(seen, name, json_integer(before + 1));
    for (json_int_t i = before + 1; i > 1; i++) {
        other = emit_print(arena, "%s (%d)", name, (int)i);
        if (json_object_get(seen, other)) continue;
        json_object_set_new(seen, other, json_integer(1));
        json_object_set_new(seen, name, json_integer(i));
        break;
    }
    return other;
}

static struct emit_test build_test(struct arena *arena, const json_t *lab, json_t *seen)
{
    const char *build = field_text(lab, "build");
    const enum emit_class class = emit_class_of(build) == EMIT_BROKEN ? EMIT_BROKEN : EMIT_ERROR;
    return (struct emit_test){
        .class = class, .verdict = build, .title = "there is a program to run",
        .words = field_text(lab, "message"),
        .name = unique(arena, seen, emit_print(arena, "%s:build", field_text(lab, "topic")))};
}

static struct emit_test part_test(struct arena *arena, const json_t *lab, const json_t *part,
                                  json_t *seen)
{
    struct emit_test test = {.class = emit_class_part(part), .verdict = field_text(part, "verdict"),
                             .title = field_text(part, "title"), .words = "", .part = part};
    test.name = unique(arena, seen, emit_print(arena, "%s:part-%s", field_text(lab, "topic"),
                                               field_text(part, "part")));
    if (hangs_on_build(lab, test.verdict) && test.class != EMIT_BROKEN) test.class = EMIT_SKIPPED;
    if (test.class == EMIT_BROKEN) test.words = field_text(lab, "message");
    if (!*test.verdict) test.verdict = test.class == EMIT_PASS ? "pass" : "wrong-value";
    return test;
}

static struct emit_test check_test(struct arena *arena, const json_t *lab, const json_t *part,
                                   const json_t *check, bool first, json_t *seen)
{
    struct emit_test test = {.verdict = field_text(check, "verdict"), .part = part, .check = check,
                             .words = "", .title = field_text(check, "law")};
    test.class = emit_class_of(test.verdict);
    test.name = unique(arena, seen, field_text(check, "id"));
    if (hangs_on_build(lab, test.verdict)) {
        test.class = test.class == EMIT_BROKEN ? EMIT_BROKEN : EMIT_SKIPPED;
        test.words = "not run: there is no program to run";
    } else if (test.class != EMIT_PASS) test.words = check_words(arena, part, check, first);
    return test;
}

static bool is_failure(enum emit_class class)
{
    return class == EMIT_WRONG || class == EMIT_ERROR || class == EMIT_BROKEN;
}

struct emit_tests emit_tests_of(struct arena *arena, const json_t *lab, json_t *seen)
{
    const json_t *parts = json_object_get(lab, "parts");
    const char *build = field_text(lab, "build");
    size_t i, j, most = 1 + json_array_size(parts);
    json_t *part, *check;
    json_array_foreach(parts, i, part) most += json_array_size(json_object_get(part, "checks"));
    struct emit_tests tests = {arena_array(arena, most, sizeof *tests.all), 0};
    if (*build && strcmp(build, "pass") != 0)
        tests.all[tests.count++] = build_test(arena, lab, seen);
    json_array_foreach(parts, i, part) {
        const json_t *checks = json_object_get(part, "checks");
        const char *told = NULL;  // the function whose first failure has been told
        if (json_array_size(checks) == 0)
            tests.all[tests.count++] = part_test(arena, lab, part, seen);
        json_array_foreach(checks, j, check) {
            const char *operation = field_text(check, "operation");
            const bool first = !told || strcmp(told, operation) != 0;
            struct emit_test *test = &tests.all[tests.count++];
            *test = check_test(arena, lab, part, check, first, seen);
            if (is_failure(test->class)) told = operation;
        }
    }
    return tests;
}

dim emit_count(const struct emit_tests *tests, enum emit_class class)
{
    dim count = 0;
    for (dim i = 0; i < tests->count; i++) count += tests->all[i].class == class;
    return count;
}

// findings.c: a record as a list of things to look at. See findings.h.
#include "emit/findings.h"

#include "emit/tests.h"
#include "fields.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    struct arena *arena;
    const json_t *record, *lab;
    const char *file;
    struct emit_finding *all;
    dim count, room;
};

static struct emit_finding *add(struct gathering *to, enum emit_level level, const char *rule,
                                const char *title, const char *words)
{
    if (to->count == to->room) {
        const dim room = 2 * to->room + 64;
        struct emit_finding *all = arena_array(to->arena, (size_t)room, sizeof *all);
        if (to->count) memcpy(all, to->all, (size_t)to->count * sizeof *all);
        to->all = all;
        to->room = room;
    }
    struct emit_finding *finding = &to->all[to->count++];
    *finding = (struct emit_finding){.level = level, .rule = rule, .rule_says = rule,
                                     .file = to->file, .function = "", .title = title,
                                     .words = words, .key = ""};
    return finding;
}

// "source:12:5: warning: unused variable": where it stands in line; NULL: no line of this kind.
static const char *diagnostic(const char *line, const char *source, int *row, int *column)
{
    const size_t length = strlen(source);
    char *end;
    *column = 0;
    if (!length || strncmp(line, source, length) != 0 || line[length] != ':') return NULL;
    *row = (int)strtol(line + length + 1, &end, 10);
    if (end == line + length + 1 || *row < 1) return NULL;
    if (end[0] == ':' && end[1] >= '0' && end[1] <= '9') *column = (int)strtol(end + 1, &end, 10);
    return end[0] == ':' && end[1] == ' ' ? end + 2 : NULL;
}

static bool opens_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

// Errors and warnings among the lines of a compiler. Returns how many errors.
static int add_diagnostics(struct gathering *to, const char *lines)
{
    const char *source = field_text(to->lab, "source");
    int errors = 0;
    for (const char *line = lines; *line;) {
        const size_t length = strcspn(line, "\n");
        const char *one = emit_print(to->arena, "%.*s", (int)length, line);
        int row, column;
        const char *said = diagnostic(one, source, &row, &column);
        line += length + (line[length] == '\n');
        if (!said) continue;
        const bool error = opens_with(said, "error: ") || opens_with(said, "fatal error: ");
        if (!error && !opens_with(said, "warning: ")) continue;
        errors += error;
        struct emit_finding *finding =
            add(to, error ? EMIT_LEVEL_ERROR : EMIT_LEVEL_WARNING,
                error ? "compiler/error" : "compiler/warning", "the compiler", said);
        finding->rule_says = error ? "it does not compile" : "a warning of the compiler";
        finding->line = row;
        finding->column = column;
        finding->key = said;
    }
    return errors;
}

static void add_build(struct gathering *to)
{
    const char *build = field_text(to->lab, "build"), *message = field_text(to->lab, "message");
    const int errors = add_diagnostics(to, message);
    if (*build && strcmp(build, "pass") != 0 && !errors) {
        struct emit_finding *finding =
            add(to, EMIT_LEVEL_ERROR, emit_print(to->arena, "verdict/%s", build),
                emit_print(to->arena, "%s: there is no program to run",
                           emit_lab_name(to->arena, to->lab)), *message ? message : build);
        finding->key = "build";
        if (strcmp(build, "grader-error") == 0) finding->file = "";
    }
    add_diagnostics(to, field_text(to->lab, "notes"));
}

static void add_advice(struct gathering *to)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(to->lab, "advice"), i, one) {
        const char *function = field_text(one, "function"), *kind = field_text(one, "kind");
        struct emit_finding *finding =
            add(to, EMIT_LEVEL_WARNING, emit_print(to->arena, "advice/%s", kind),
                "advice (costs no points)",
                emit_print(to->arena, "%s%s%s%s", *function ? "in " : "", function,
                           *function ? ": " : "", field_text(one, "detail")));
        finding->line = field_number(one, "line");
        finding->column = field_number(one, "column");
        finding->function = function;
        finding->key = emit_print(to->arena, "%s %s", function, field_text(one, "detail"));
    }
}

static const json_t *mistake_of(const struct emit_test *test)
{
    const json_t *known = json_object_get(json_object_get(test->part, "recognised"),
                                          field_text(test->check, "operation"));
    return *field_text(known, "name") ? known : NULL;
}

static void add_test(struct gathering *to, const struct emit_test *test)
{
    const char *operation = field_text(test->check, "operation");
    const json_t *mistake = mistake_of(test);
    const char *rule = mistake ? emit_print(to->arena, "mistake/%s", field_text(mistake, "name"))
                               : emit_print(to->arena, "verdict/%s", test->verdict);
    struct emit_finding *finding =
        add(to, EMIT_LEVEL_ERROR, rule,
            emit_print(to->arena, "%s: %s", *operation ? operation : test->name, test->verdict),
            emit_print(to->arena, "%s%s%s", test->title, *test->words ? "\n" : "", test->words));
    if (!*finding->words) finding->words = test->verdict;
    if (mistake && *field_text(mistake, "says")) finding->rule_says = field_text(mistake, "says");
    finding->function = operation;
    finding->key = test->name;
    if (test->class == EMIT_BROKEN) finding->file = "";  // not the fault of that file
}

static void add_tests(struct gathering *to, json_t *seen)
{
    const struct emit_tests tests = emit_tests_of(to->arena, to->lab, seen);
    const json_t *part = NULL;
    const char *told = NULL;
    for (dim i = 0; i < tests.count; i++) {
        const struct emit_test *test = &tests.all[i];
        if (!test->part || (test->class != EMIT_WRONG && test->class != EMIT_ERROR &&
                            test->class != EMIT_BROKEN))
            continue;
        const char *operation = field_text(test->check, "operation");
        if (test->part == part && told && strcmp(told, operation) == 0) continue;
        part = test->part;
        told = operation;
        add_test(to, test);
    }
}

struct emit_findings emit_findings_of(struct arena *arena, const json_t *record)
{
    struct gathering to = {.arena = arena, .record = record};
    struct emit_findings findings = {0};
    json_t *seen = json_object(), *lab;
    size_t i;
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        to.lab = lab;
        to.file = emit_source(arena, record, lab);
        add_build(&to);
        add_advice(&to);
        if (!field_is(lab, "build", "grader-error")) add_tests(&to, seen);
    }
    json_decref(seen);
    findings.all = arena_array(arena, (size_t)to.count + 1, sizeof *findings.all);
    for (int level = 0; level < EMIT_LEVELS; level++)
        for (dim j = 0; j < to.count; j++)
            if ((int)to.all[j].level == level) findings.all[findings.count++] = to.all[j];
    return findings;
}

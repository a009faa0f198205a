// tap.c: the Test Anything Protocol: version 13, or with --subtests version 14 and a subtest for
// each lab. A function that is not written yet is "not ok", marked as TAP marks what is still to
// be done, which is no failure; what hangs on a program that could not be built is skipped; the
// grader's own failure is "Bail out!" at the end.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

#include <string.h>

// A description: one line, in which # would open a directive. \ and # are escaped as TAP 14 has it.
static void write_description(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\\' || *text == '#') fputc('\\', out);
        fputc(*text == '\n' ? ' ' : *text, out);
    }
}

// A double-quoted scalar of YAML: a cleaned text has no other control character than newline.
static void write_scalar(FILE *out, const char *name, const char *text, int indent)
{
    if (!*text) return;
    fprintf(out, "%*s%s: \"", indent, "", name);
    for (; *text; text++) {
        if (*text == '\n') fputs("\\n", out);
        else if (*text == '"' || *text == '\\') fprintf(out, "\\%c", *text);
        else if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) {  // a byte order mark, told by its number
            fputs("\\uFEFF", out);
            text += 2;
        } else fputc(*text, out);
    }
    fputs("\"\n", out);
}

static void write_block(FILE *out, const struct emit_test *test, int indent)
{
    fprintf(out, "%*s---\n", indent, "");
    write_scalar(out, "verdict", test->verdict, indent);
    write_scalar(out, "function", field_text(test->check, "operation"), indent);
    write_scalar(out, "message", test->words, indent);
    fprintf(out, "%*s...\n", indent, "");
}

static void write_point(FILE *out, const struct emit_test *test, dim number, int indent)
{
    const bool bad = test->class != EMIT_PASS && test->class != EMIT_SKIPPED;
    fprintf(out, "%*s%s %td - ", indent, "", bad ? "not ok" : "ok", number);
    write_description(out, test->name);
    if (*test->title) {
        fputs(": ", out);
        write_description(out, test->title);
    }
    if (test->class == EMIT_NOT_WRITTEN) fputs(" # TODO not written yet", out);
    if (test->class == EMIT_SKIPPED) fputs(" # SKIP not run", out);
    fputc('\n', out);
    if (bad && test->class != EMIT_NOT_WRITTEN) write_block(out, test, indent + 2);
}

static bool lab_failed(const struct emit_tests *tests)
{
    return emit_count(tests, EMIT_WRONG) || emit_count(tests, EMIT_ERROR) ||
           emit_count(tests, EMIT_BROKEN);
}

static void write_subtest(FILE *out, const char *name, const struct emit_tests *tests, dim number)
{
    fputs("    # Subtest: ", out);
    write_description(out, name);
    fprintf(out, "\n    1..%td\n", tests->count);
    for (dim i = 0; i < tests->count; i++) write_point(out, &tests->all[i], i + 1, 4);
    fprintf(out, "%s %td - ", lab_failed(tests) ? "not ok" : "ok", number);
    write_description(out, name);
    fputc('\n', out);
}

int emit_tap(FILE *out, const json_t *record, const struct emit_options *options,
             struct arena *arena, char why[EMIT_WHY])
{
    const json_t *labs = json_object_get(record, "labs");
    const size_t count = json_array_size(labs);
    struct emit_tests *of = arena_array(arena, count + 1, sizeof *of);
    json_t *seen = json_object();
    dim points = 0, number = 0;
    (void)why;
    for (size_t i = 0; i < count; i++) {
        of[i] = emit_tests_of(arena, json_array_get(labs, i), seen);
        points += of[i].count;
    }
    fprintf(out, "TAP version %d\n1..%td\n", options->subtests ? 14 : 13,
            options->subtests ? (dim)count : points);
    for (size_t i = 0; i < count; i++) {
        if (options->subtests)
            write_subtest(out, emit_lab_name(arena, json_array_get(labs, i)), &of[i], (dim)i + 1);
        for (dim j = 0; j < of[i].count && !options->subtests; j++)
            write_point(out, &of[i].all[j], ++number, 0);
    }
    if (emit_any_broken(record)) fputs("Bail out! the grader failed: there is no score\n", out);
    json_decref(seen);
    return 0;
}

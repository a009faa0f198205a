// words.c: what is to be said of a part, in plain lines. See tests.h.
#include "emit/tests.h"

#include "fail.h"
#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_test(FILE *out, const struct emit_test *test)
{
    const char *operation = field_text(test->check, "operation");
    if (test->class == EMIT_NOT_WRITTEN) {
        fprintf(out, "%s is not written yet\n", *operation ? operation : test->name);
        return;
    }
    fprintf(out, "%s%s%s%s%s\n", *operation ? operation : test->name, ": ", test->verdict,
            *test->title ? ": " : "", test->title);
    if (*test->words) fprintf(out, "%s\n", test->words);
    const char *printed = field_text(json_object_get(test->part, "printed"), operation);
    if (*printed) fprintf(out, "your program printed:\n%s\n", printed);
}

static void write_more(FILE *out, int more)
{
    if (more) fprintf(out, "(%d more of its checks did not pass)\n", more);
}

// The first that did not pass of each function; the others often say the same.
static void write_tests(FILE *out, const struct emit_tests *tests, const json_t *part)
{
    const char *operation = "";
    int more = 0;
    bool told = false;
    for (dim i = 0; i < tests->count; i++) {
        const struct emit_test *test = &tests->all[i];
        if (test->part != part || test->class == EMIT_PASS || test->class == EMIT_SKIPPED) continue;
        const char *own = field_text(test->check, "operation");
        if (!told || strcmp(own, operation) != 0) {
            write_more(out, more);
            write_test(out, test);
            more = 0;
            told = true;
            operation = own;
        } else if (test->class != EMIT_NOT_WRITTEN) more++;
    }
    write_more(out, more);
}

const char *emit_part_words(struct arena *arena, const json_t *lab, const json_t *part)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    json_t *seen = json_object();
    const char *build = field_text(lab, "build"), *message = field_text(lab, "message");
    if (!out || !seen) fail_environment("memory: no room for the words of a part");
    const struct emit_tests tests = emit_tests_of(arena, lab, seen);
    if (emit_class_part(part) == EMIT_BROKEN)
        fputs("the grader failed here: nothing was counted, and it is no mistake of yours\n", out);
    if (*build && strcmp(build, "pass") != 0 && *message &&
        emit_class_part(part) != EMIT_PASS)
        fprintf(out, "%s\n", message);
    write_tests(out, &tests, part);
    if (fclose(out) != 0) fail_environment("memory: no room for the words of a part");
    while (bytes && text[bytes - 1] == '\n') text[--bytes] = 0;
    char *kept = memcpy(arena_alloc(arena, bytes + 1), text, bytes);
    free(text);
    json_decref(seen);
    return kept;
}

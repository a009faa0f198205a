// fuzz_record.c: any bytes as a result record, and as the texts of one; what is taken goes
// through every emitter. A record that is taken is well-formed to its last text, and JSON formats
// can be read.
#include "emit/emit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void expect(bool right)
{
    if (!right) abort();
}

static bool is_json(const char *name)
{
    static const char *const all[] = {"gradescope", "classroom50", "sarif", "shields", "check50"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(name, all[i]) == 0) return true;
    return false;
}

static void through_all(const json_t *record, const char *text)
{
    const struct emit_options options = {
        .classroom = text, .assignment = "a", .submission = "s", .commit = "c", .release = "r",
        .label = text, .slug = text, .subtests = text[0] & 1, .each_part = text[0] & 2,
        .stages = text[0] & 4, .scoreboard = text[0] & 8, .visibility = 1, .leaderboard = text};
    for (int i = 0; emit_names[i]; i++) {
        struct arena arena = {0};
        char *made = NULL, why[EMIT_WHY] = "";
        size_t size = 0;
        FILE *out = open_memstream(&made, &size);
        expect(out != NULL);
        const int code = emit_write(out, emit_names[i], record, &options, &arena, why);
        expect(fclose(out) == 0);
        expect(code == 0 || *why);
        if (code == 0 && is_json(emit_names[i])) {
            json_t *value = json_loadb(made, size, JSON_REJECT_DUPLICATES, NULL);
            expect(value != NULL);
            json_decref(value);
        }
        for (size_t k = 0; k < size; k++) expect((uint8_t)made[k] >= 0x20 || made[k] == '\n');
        free(made);
        arena_free(&arena);
    }
}

static void as_record(const char *text, size_t count)
{
    char why[EMIT_WHY] = "";
    json_t *record = emit_record_read(text, count, why);
    expect(record ? !*why : *why && !strchr(why, '\n'));
    if (record) through_all(record, "x");
    json_decref(record);
}

// The bytes up to the next NUL, as a text; to moves on.
static json_t *next(const char **to, const char *end)
{
    const char *from = *to, *zero = memchr(from, 0, (size_t)(end - from));
    *to = zero ? zero + 1 : end;
    return json_stringn_nocheck(from, (size_t)((zero ? zero : end) - from));
}

static void as_texts(const char *text, size_t count)
{
    static const char *const verdicts[] = {"pass", "wrong-value", "crash", "not-written-yet",
                                           "skipped", "compile-error"};
    char why[EMIT_WHY];
    const char *at = text, *end = text + count;
    const char *verdict = verdicts[(uint8_t)text[0] % 6], *build = verdicts[(uint8_t)text[0] & 4];
    json_t *operation = next(&at, end);
    json_t *value = json_pack(
        "{s:s,s:o,s:o,s:[{s:o,s:o,s:o,s:s,s:o,s:o,s:[{s:o,s:i,s:i,s:s,s:{},s:[{s:o,s:O,s:o,s:s,"
        "s:o}]}],s:[{s:o,s:i,s:o,s:o}]}]}",
        "schema", "crumb/result/v1", "from", next(&at, end), "when", next(&at, end), "labs",
        "number", next(&at, end), "topic", next(&at, end), "source", next(&at, end), "build", build,
        "message", next(&at, end), "notes", next(&at, end), "parts", "part", next(&at, end),
        "points", 4, "earned", 2, "verdict", verdict, "printed", "checks", "id", next(&at, end),
        "operation", operation, "law", next(&at, end), "verdict", verdict, "detail",
        next(&at, end), "advice", "kind", next(&at, end), "line", 3, "function", next(&at, end),
        "detail", next(&at, end));
    json_decref(operation);
    expect(value != NULL);
    json_t *record = emit_record_of(value, why);
    expect(record != NULL);
    through_all(record, text);
    json_decref(record);
    json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *text = malloc(count + 2);  // of its own, so that a step over its end is seen
    if (!text) return 0;
    if (count) memcpy(text, bytes, count);
    text[count] = text[count + 1] = 0;
    if (count && bytes[0] == '{') as_record(text, count);
    else as_texts(text, count);
    free(text);
    return 0;
}

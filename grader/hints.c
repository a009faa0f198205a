// hints.c: reads the hints of a topic. See hints.h.
#include "hints.h"

#include "fail.h"
#include "file.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MOST = 1 << 18, OPERATION_MOST = 40 };

struct reader {
    struct hints *hints;
    struct arena *arena;
    dim number;  // of the line
    char last;   // how the line before began: '?' may go on
};

static struct hint *current(struct reader *reader, const char *line)
{
    struct hints *hints = reader->hints;
    if (hints->count == 0)
        fail("%s:%td: \"%.20s\" stands before the first [function]; wanted a line such as "
             "[rope_forward] above it", hints->path, reader->number, line);
    return &hints->list[hints->count - 1];
}

static const char *appended(struct arena *arena, const char *text, const char *between,
                            const char *line)
{
    const size_t bytes = strlen(text) + strlen(between) + strlen(line) + 1;
    char *joined = arena_alloc(arena, bytes);
    snprintf(joined, bytes, "%s%s%s", text, between, line);
    return joined;
}

static void check_text(const struct reader *reader, const char *line)
{
    const char *path = reader->hints->path;
    if (!line[strspn(line, " ?=")])
        fail("%s:%td: nothing stands behind the sign; wanted text", path, reader->number);
    for (const char *at = line; *at; at++) {
        if (*at < 0x20 || *at > 0x7E)
            fail("%s:%td: a byte that is no plain ASCII in column %td; write it in letters", path,
                 reader->number, (dim)(at - line) + 1);
        if (strchr("{};", *at))
            fail("%s:%td: a \"%c\": hints show no code; write a formula", path, reader->number,
                 *at);
    }
}

// The hints before are complete when the next ones begin.
static void check_complete(const struct hints *hints)
{
    if (hints->count == 0) return;
    const struct hint *hint = &hints->list[hints->count - 1];
    const char *missing = !*hint->questions ? "question (a line with ? in front)"
                          : !*hint->formula ? "formula (lines with = in front)" : NULL;
    if (missing)
        fail("%s:%td: %s has no %s; every function has both", hints->path, hint->line,
             hint->operation, missing);
}

// "[rope_forward]" or "[attention_forward b]", cut in place.
static void take_head(struct reader *reader, char *line)
{
    struct hints *hints = reader->hints;
    char *close = strchr(line, ']'), *space = strchr(line, ' ');
    if (!close || close[1] || close == line + 1 || close - line > OPERATION_MOST)
        fail("%s:%td: \"%.60s\": wanted [function] or [function part], such as [rope_forward]",
             hints->path, reader->number, line);
    *close = 0;
    if (space) *space = 0;
    struct hint hint = {line + 1, space ? space + 1 : "", "", "", reader->number};
    check_complete(hints);
    for (dim i = 0; i < hints->count; i++)
        if (strcmp(hints->list[i].operation, hint.operation) == 0 &&
            strcmp(hints->list[i].part, hint.part) == 0)
            fail("%s:%td: %s stands in line %td already", hints->path, reader->number,
                 hint.operation, hints->list[i].line);
    hints->list[hints->count++] = hint;
}

static void take_question(struct reader *reader, const char *line, const char *between)
{
    struct hint *hint = current(reader, line);
    check_text(reader, line);
    hint->questions = appended(reader->arena, hint->questions, *hint->questions ? between : "",
                               line + 2);
}

static void take_formula(struct reader *reader, const char *line)
{
    struct hint *hint = current(reader, line);
    check_text(reader, line);
    if (strlen(line) > HINT_COLUMNS + 2)
        fail("%s:%td: %zu columns of formula; at most %d fit a report", reader->hints->path,
             reader->number, strlen(line) - 2, HINT_COLUMNS);
    hint->formula = appended(reader->arena, hint->formula, *hint->formula ? "\n" : "", line + 2);
}

static void take_line(struct reader *reader, char *line)
{
    const char first = line[0];
    const bool goes_on = strncmp(line, "  ", 2) == 0 && reader->last == '?';
    if (first == '#' || !line[strspn(line, " ")]) return;
    if (first == '[') take_head(reader, line);
    else if (strncmp(line, "? ", 2) == 0) take_question(reader, line, "\n");
    else if (goes_on) take_question(reader, line, " ");
    else if (strncmp(line, "= ", 2) == 0) take_formula(reader, line);
    else
        fail("%s:%td: \"%.40s\": wanted [function], \"? question\", \"  more of it\", "
             "\"= formula\" or \"# comment\"", reader->hints->path, reader->number, line);
    if (!goes_on) reader->last = first;
}

void hints_load(struct hints *hints, struct arena *arena, const char *path)
{
    size_t bytes;
    char *text = file_text(arena, path, FILE_MOST, &bytes);
    size_t heads = 1;
    for (size_t i = 0; i < bytes; i++) heads += text[i] == '[';
    *hints = (struct hints){path, arena_array(arena, heads, sizeof *hints->list), 0};
    if (strlen(text) != bytes) fail("%s: a byte of 0 in it; wanted plain text", path);
    struct reader reader = {hints, arena, 0, 0};
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = 0;
        reader.number++;
        take_line(&reader, line);
    }
    check_complete(hints);
    if (hints->count == 0) fail("%s: no hints in it; restore the file from git", path);
}

const struct hint *hints_find(const struct hints *hints, const char *part, const char *operation)
{
    const struct hint *found = NULL;
    for (dim i = 0; i < hints->count; i++) {
        const struct hint *hint = &hints->list[i];
        if (strcmp(hint->operation, operation) != 0) continue;
        if (strcmp(hint->part, part) == 0) return hint;
        if (!*hint->part) found = hint;
    }
    return found;
}

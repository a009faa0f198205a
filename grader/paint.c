// paint.c: colour and line breaks of reports. See paint.h.
#include "paint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool decided, decision;

static bool wants_colour(FILE *out)
{
    if (decided) return decision;
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (no && *no) return false;
    return terminal && strcmp(terminal, "dumb") != 0 && isatty(fileno(out)) == 1;
}

void paint_for(FILE *terminal)
{
    decided = false;
    decision = wants_colour(terminal);
    decided = true;
}

void paint_verdict(FILE *out, const char *verdict)
{
    static const char green[] = "32", yellow[] = "33", red[] = "31";
    bool missing = strcmp(verdict, "not-written-yet") == 0;
    bool passed = strcmp(verdict, "pass") == 0;
    bool neither = missing || strcmp(verdict, "skipped") == 0 ||
                   strcmp(verdict, "grader-error") == 0;
    const char *word = missing ? "not written yet" : verdict;
    if (wants_colour(out))
        fprintf(out, "\033[%sm%s\033[0m", passed ? green : neither ? yellow : red, word);
    else
        fputs(word, out);
}

void paint_indented(FILE *out, const char *before, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        fprintf(out, "%s%.*s\n", before, (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
}

// Bytes of line that fit width columns, up to a space where there is one; else one whole word.
static size_t fitting(const char *line, size_t length, size_t width)
{
    if (length <= width) return length;
    for (size_t end = width; end > 0; end--)
        if (line[end] == ' ') return end;
    size_t end = width;
    while (end < length && line[end] != ' ') end++;
    return end;
}

void paint_wrapped(FILE *out, const char *before, const char *lines)
{
    const size_t width = PAINT_COLUMNS - strlen(before);
    while (*lines) {
        size_t length = strcspn(lines, "\n"), end = fitting(lines, length, width);
        fprintf(out, "%s%.*s\n", before, (int)end, lines);
        lines += end;
        if (*lines == '\n' || *lines == ' ') lines++;
    }
}

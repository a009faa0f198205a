// diagnostics.c: a line belongs to the file that stands before its first colon; what follows
// without one (quoted code, a caret) belongs to the line before it. See diagnostics.h.
#include "diagnostics.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LEFT_OUT "(what the compiler says about other files is left out)\n"
enum about { ABOUT_OWN, ABOUT_HEADER, ABOUT_TOOL, ABOUT_OTHER, ABOUT_INCLUSION, ABOUT_BEFORE };

static bool starts(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

// Words that no file of a student can be mistaken for.
static bool is_tool(const char *line)
{
    static const char *const tools[] = {"cc1: ", "gcc: ", "cc: ", "clang: ", "clang-", "as: ",
                                        "{standard input}:", "compilation terminated.",
                                        "<command-line>: ", "<built-in>: "};
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (starts(line, tools[i])) return true;
    const char *behind = line + strspn(line, "0123456789");
    return behind > line && (starts(behind, " error") || starts(behind, " warning"));
}

// PATH: or PATH:12: at the start of a line, PATH being whatever has a slash, or a number behind it.
static bool names_file(const char *line)
{
    const size_t length = strcspn(line, ":\n");
    if (line[length] != ':' || isspace((unsigned char)line[0])) return false;
    return memchr(line, '/', length) || isdigit((unsigned char)line[length + 1]);
}

static bool is_header(const char *line, const char *headers)
{
    const size_t length = strlen(headers);
    if (strncmp(line, headers, length) != 0 || line[length] != '/') return false;
    const char *file = line + length + 1;
    return file[strcspn(file, "/:\n")] == ':';  // in that folder itself
}

static enum about about(const char *line, const char *name, const char *headers)
{
    const size_t length = strlen(name);
    if (starts(line, "In file included from ") ||
        starts(line + strspn(line, " "), "from ")) return ABOUT_INCLUSION;
    if (strncmp(line, name, length) == 0 && line[length] == ':') return ABOUT_OWN;
    if (is_header(line, headers)) return ABOUT_HEADER;
    if (is_tool(line)) return ABOUT_TOOL;
    return names_file(line) ? ABOUT_OTHER : ABOUT_BEFORE;
}

static void add(char *text, size_t size, size_t *used, const char *opening, const char *line,
                int count)
{
    if (*used + 1 >= size) return;
    const int wrote = snprintf(text + *used, size - *used, "%s%.*s\n", opening, count, line);
    *used += wrote > 0 ? (size_t)wrote : 0;
}

void diagnostics_own(char *text, size_t size, const char *said, const char *name,
                     const char *source, const char *headers)
{
    const size_t room = size - sizeof LEFT_OUT;
    size_t used = 0;
    bool shown = true, left_out = false;
    text[0] = 0;
    for (const char *line = said; line && *line;) {
        const int count = (int)strcspn(line, "\n");
        const enum about now = about(line, name, headers);
        if (now != ABOUT_INCLUSION && now != ABOUT_BEFORE) shown = now != ABOUT_OTHER;
        left_out = left_out || now == ABOUT_OTHER;
        const int skipped = now == ABOUT_OWN      ? (int)strlen(name)
                            : now == ABOUT_HEADER ? (int)strlen(headers)
                                                  : 0;
        const char *opening = now == ABOUT_OWN ? source
                              : now == ABOUT_HEADER ? "reference/include" : "";
        if (shown && now != ABOUT_INCLUSION)
            add(text, room, &used, opening, line + skipped, count - skipped);
        line += count + (line[count] == '\n');
    }
    if (used >= room) {
        strcpy(text + room - 5, "...\n");
        used = room - 1;
    }
    if (left_out) strcpy(text + used, LEFT_OUT);
}

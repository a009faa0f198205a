// symbols_line.c: which line a call stands in, from assembly. See symbols.h.
// ".file 1 "rope.c"" numbers the files, ".loc 1 33 5" says where the instructions behind it come
// from, and the name of the function stands in one of them: so compilers write it on every machine.
#include "symbols.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Does the .file directive name this file? Its last quoted text does (a checksum is not quoted).
static bool names_file(const char *line, const char *file)
{
    char quoted[100];
    const char *end = strrchr(line, '"');
    snprintf(quoted, sizeof quoted, "%.90s", file);
    const size_t length = strlen(quoted);
    if (!end || (size_t)(end - line) < length + 1) return false;
    const char *start = end - length;
    return strncmp(start, quoted, length) == 0 && (start[-1] == '"' || start[-1] == '/');
}

static bool of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

// name as a word of its own, or with the underscore that some systems put before it.
static bool mentions(const char *line, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = line; (at = strstr(at, name)); at++) {
        const char *start = at > line && at[-1] == '_' ? at - 1 : at;
        if ((start == line || !of_name(start[-1])) && !of_name(at[length])) return true;
    }
    return false;
}

int symbols_line(const char *assembly, const char *file, const char *name)
{
    char text[600];
    bool files[256] = {false};
    int number, line, now = 0, found = 0;
    FILE *in = fopen(assembly, "r");
    while (in && !found && fgets(text, sizeof text, in)) {
        const char *word = text + strspn(text, " \t");
        if (sscanf(word, ".file %d", &number) == 1 && number >= 0 && number < 256)
            files[number] = names_file(text, file);
        else if (sscanf(word, ".loc %d %d", &number, &line) == 2)
            now = number >= 0 && number < 256 && files[number] ? line : 0;
        else if (word > text && *word != '.' && *word != '#' && mentions(word, name)) found = now;
    }
    if (in) fclose(in);
    return found;
}

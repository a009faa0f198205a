// lines.c: files of "key: value" lines, and the items of a value. See kitchen.h.
#include "fail.h"
#include "file.h"
#include "kitchen.h"

#include <string.h>

static char *trim(char *text)
{
    while (*text == ' ') text++;
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ') n--;
    text[n] = 0;
    return text;
}

// One line that is neither empty nor a comment. NULL or what is wrong with it.
static const char *parse_line(struct line *line, char *text)
{
    if (strlen(text) > LINE_MOST) return "the line is longer than 1000 bytes; split it";
    for (const char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            return "a byte that is not plain ASCII (a tab?); use spaces and plain letters";
    line->field = *text == ' ';
    char *colon = strchr(text, ':');
    if (!colon) return "no colon; wanted \"name: ...\"";
    *colon = 0;
    line->key = trim(text);
    line->value = trim(colon + 1);
    if (!*line->key) return "nothing stands before the colon; wanted \"name: ...\"";
    if (strlen(line->key) > NAME_MOST) return "a name of more than 60 bytes; make it shorter";
    return NULL;
}

const char *lines_parse(struct lines *lines, struct arena *arena, const char *path, char *text)
{
    dim most = 1, number = 0;
    for (const char *c = text; *c; c++) most += *c == '\n';
    *lines = (struct lines){path, arena_array(arena, (size_t)most, sizeof *lines->all), 0};
    for (char *end; text; text = end) {
        end = strchr(text, '\n');
        if (end) *end++ = 0;
        number++;
        char *first = text + strspn(text, " ");
        if (!*first || *first == '#') continue;
        struct line *line = &lines->all[lines->count];
        line->number = number;
        const char *wrong = parse_line(line, text);
        if (!wrong && line->field && lines->count == 0)
            wrong = "an indented line comes before the first entry; begin one at the margin";
        if (wrong) return arena_print(arena, "%s:%td: %s", path, number, wrong);
        lines->count++;
    }
    return NULL;
}

void lines_load(struct lines *lines, struct arena *arena, const char *folder, const char *name)
{
    const char *path = arena_print(arena, "%s/%s", folder, name);
    size_t count;
    char *text = file_text(arena, path, 1 << 22, &count);
    if (strlen(text) != count) fail("%s: holds a zero byte; it is no text file", path);
    const char *wrong = lines_parse(lines, arena, path, text);
    if (wrong) fail("%s", wrong);
}

char *item_next(char **rest, char separator)
{
    if (!*rest) return NULL;
    char *item = *rest, *end = strchr(item, separator);
    if (end) *end = 0;
    *rest = end ? end + 1 : NULL;
    item = trim(item);
    return *item || *rest ? item : NULL;  // nothing behind the last separator is no item
}

char *item_after(char *item, const char *word)
{
    const size_t n = strlen(word);
    if (strncmp(item, word, n) != 0 || item[n] != ' ') return NULL;
    return trim(item + n);
}

bool name_find(const char *const *names, dim count, const char *name)
{
    for (dim i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

int whole_number(const char *text, int most)
{
    int value = 0;
    if (!*text) return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return -1;
        value = value * 10 + (*text - '0');
        if (value > most) return -1;
    }
    return value;
}

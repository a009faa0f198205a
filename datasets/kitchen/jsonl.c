// jsonl.c: files with one object of JSON on each line. See judge.h.
#include "judge.h"

#include "fail.h"
#include "file.h"

#include <string.h>

enum { FILE_MOST = 1 << 30 };

void json_lines_open(struct json_lines *lines, struct arena *arena, const char *path)
{
    size_t count;
    const char *text = file_text(arena, path, FILE_MOST, &count);
    *lines = (struct json_lines){path, text, text + count, 0};
}

json_t *json_lines_next(struct json_lines *lines)
{
    while (lines->next < lines->end) {
        const char *start = lines->next;
        const char *stop = memchr(start, '\n', (size_t)(lines->end - start));
        if (!stop) stop = lines->end;
        lines->next = stop + 1;
        lines->line++;
        if (stop == start) continue;  // an empty line is none
        json_error_t error;
        json_t *object = json_loadb(start, (size_t)(stop - start), JSON_REJECT_DUPLICATES, &error);
        if (!object)
            fail("%s:%td: no JSON (%s); wanted one object on each line", lines->path, lines->line,
                 error.text);
        if (!json_is_object(object))
            fail("%s:%td: no object; wanted {...} on each line", lines->path, lines->line);
        return object;
    }
    return NULL;
}

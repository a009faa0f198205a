// watch_text.c: see watch_text.h.
#include "watch_text.h"

#include "fail.h"
#include "fields.h"
#include "paint.h"
#include "report.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>

// The first part that does not pass, where nothing that was written is wrong.
static void write_next(FILE *out, const struct settings *settings, const json_t *lab)
{
    const struct topic_part *at = topics_find(&settings->topics, field_text(lab, "topic"));
    const struct topic_part *end = settings->topics.parts + settings->topics.count;
    const json_t *failed;
    size_t i;
    json_t *part;
    if (report_first_failure(&failed, lab)) return;
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        if (strcmp(field_text(part, "verdict"), "pass") == 0) continue;
        while (at && at < end && strcmp(at->part, field_text(part, "part")) != 0) at++;
        if (!at || at == end || strcmp(field_text(part, "verdict"), "not-written-yet") != 0) return;
        fprintf(out, "\n next: part %s of %s, %s (about %d minutes)\n", at->part, at->topic,
                at->title, at->minutes);
        fprintf(out, "       read labs/%s-%s/README.md\n       edit %s\n", at->number, at->topic,
                field_text(lab, "source"));
        return;
    }
}

void watch_text_report(FILE *out, const struct settings *settings, const json_t *record,
                       const char *said, const struct progress *progress)
{
    char shown[2000];
    const json_t *lab = json_array_get(json_object_get(record, "labs"), 0);
    progress_say_lost(out, progress);
    if (json_array_size(progress->lost)) fputc('\n', out);
    report_lab(out, record, lab);
    write_next(out, settings, lab);
    if (*said) {
        fputc('\n', out);
        paint_wrapped(out, " ", show(shown, sizeof shown, said, strlen(said)));
    }
    if (progress->note[0]) {
        fputc('\n', out);
        paint_wrapped(out, " ", progress->note);
    }
}

static const char *line_behind(const char *line)
{
    line += strcspn(line, "\n");
    return *line ? line + 1 : NULL;
}

static int count_lines(const char *body)
{
    int count = 0;
    for (const char *at = body; at && *at; at = line_behind(at)) count++;
    return count;
}

int watch_text_screen(const struct watch_terminal *terminal, const char *head, const char *body,
                      int from, const char *elsewhere, const char *foot)
{
    char more[300];
    const int rows = terminal->rows, room = rows > 3 ? rows - 3 : 0;
    const int left = count_lines(body) - from, whole = left <= room;
    const int shown = whole ? left : room - 1;
    const char **lines = malloc(((size_t)rows + 1) * sizeof *lines);
    if (!lines) fail_environment("memory: no room for a screen");
    int count = 0;
    for (; from > 0 && body && *body; from--) body = line_behind(body);
    lines[count++] = head;
    if (rows > 2) lines[count++] = "";
    for (int i = 0; i < shown; i++, body = line_behind(body)) lines[count++] = body;
    if (!whole && room) {
        snprintf(more, sizeof more, " ... %d more lines: press space, or %s", left - shown,
                 elsewhere);
        lines[count++] = more;
    }
    while (count + 1 < rows) lines[count++] = "";
    if (rows > 1) lines[count++] = foot;
    watch_terminal_draw(terminal, lines, count);
    free(lines);
    return shown > 0 ? shown : 0;
}

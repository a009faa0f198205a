// watch_view.c: the screen of the watch, or plain text where there is none. See watch_state.h.
#include "watch_state.h"

#include "converse.h"
#include "fail.h"
#include "show.h"
#include "submission.h"
#include "watch_text.h"

#include <stdlib.h>
#include <string.h>

// A grading that is quicker than this is not announced: the screen changes once.
static const double patience_seconds = 0.3;

static void source_of(char *path, size_t size, const struct watch *watch)
{
    char found[SUBMISSION_PATH_MAX];
    const struct topic_part *first = watch->work.first;
    submission_find(found, &watch->settings, first->number, first->topic);
    show(path, size, found, strlen(found));
}

static void write_head(char *head, size_t size, const struct watch *watch)
{
    char path[500];
    const double seconds = converse_now() - watch->moved;
    source_of(path, sizeof path, watch);
    if (watch_is_grading(watch) && (!watch->record || seconds > patience_seconds))
        snprintf(head, size, " %s   %s, grading for %.1f s", path, watch->when, seconds);
    else
        snprintf(head, size, " %s   %s, graded in %.2f s", path, watch->when, watch->took);
}

void watch_draw(struct watch *watch)
{
    static const char *const feet[] = {
        [WATCH_REPORT] = " h hint   n next part   l list   r replay with numbers   q quit",
        [WATCH_HINT] = " h next hint   n next part   l list   r replay with numbers   q quit",
        [WATCH_REPLAY] = " h hint   n next part   l list   r back to the report   q quit",
        [WATCH_LIST] = " h hint   n next part   l back to the report   r replay   q quit",
        [WATCH_NEXT] = " h hint   n next part   l list   r replay with numbers   q quit"};
    static const char *const commands[] = {"grade", "hint", "grade", "list", "next"};
    char head[700], elsewhere[200];
    if (!watch->terminal.screen) return;
    write_head(head, sizeof head, watch);
    snprintf(elsewhere, sizeof elsewhere, "make %s T=%s", commands[watch->view],
             watch->work.first->topic);
    watch->lines = watch_text_screen(&watch->terminal, head, watch->shown ? watch->shown : "",
                                     watch->from, elsewhere, feet[watch->view]);
}

void watch_draw_seconds(struct watch *watch)
{
    if (converse_now() - watch->moved > patience_seconds) watch_draw(watch);
}

void watch_show(struct watch *watch, enum watch_view view, char *text)
{
    char head[700];
    free(watch->shown);
    watch->shown = text;
    watch->view = view;
    watch->from = 0;
    watch_draw(watch);
    if (watch->terminal.screen) return;
    write_head(head, sizeof head, watch);
    printf("%s\n\n%s\n", head, text);
    if (fflush(stdout) != 0 || ferror(stdout))
        fail_environment("the report could not be written; is somebody reading it?");
}

void watch_page(struct watch *watch)
{
    int count = 0;
    for (const char *at = watch->shown; at && *at; at++) count += *at == '\n';
    watch->from += watch->lines;
    if (watch->from >= count || watch->lines == 0) watch->from = 0;
    watch_draw(watch);
}

void watch_show_report(struct watch *watch, const char *said, const struct progress *progress)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) fail_environment("memory: no room for a report");
    watch_text_report(out, &watch->settings, watch->record, said, progress);
    if (fclose(out) != 0) fail_environment("memory: no room for a report");
    watch_show(watch, WATCH_REPORT, text);
}

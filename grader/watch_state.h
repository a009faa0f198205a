// watch_state.h: what the parts of the watch share: watch.c (the loop), watch_view.c (the screen),
// watch_keys.c.
#ifndef CRUMB_WATCH_STATE_H
#define CRUMB_WATCH_STATE_H

#include "progress.h"
#include "watch_files.h"
#include "watch_job.h"
#include "watch_terminal.h"
#include "watch_work.h"

#include <jansson.h>

enum watch_view { WATCH_REPORT, WATCH_HINT, WATCH_REPLAY, WATCH_LIST, WATCH_NEXT };

struct watch {
    struct settings settings;  // .part: of --part, until another lab is chosen
    struct watch_terminal terminal;
    struct watch_files files;
    struct watch_job grading, side;  // side: a hint, numbers, the list
    struct watch_work work;          // .first: the lab of now; .record: its last result
    json_t *record;
    char *passed;  // [parts] of labs/topics.txt: 'y', 'n', or 0 where nothing was graded yet
    char inputs[200];  // what the waiting worker knows
    char when[16];     // the save's hour
    double moved, took;
    enum watch_view view, coming;  // coming: of side
    char *shown;             // the text of view
    int from, lines;         // the first line of it on the screen, and how many there are
    char key;                // waits for a result
    bool over;               // standard input has ended
};

// watch.c
bool watch_is_grading(const struct watch *watch);  // and nothing came back yet
// Grades the lab, instead of what is being graded. moved: when its save was seen.
void watch_begin(struct watch *watch, const struct topic_part *first, double moved);

// watch_view.c
void watch_draw(struct watch *watch);
void watch_draw_seconds(struct watch *watch);  // of a grading that takes its time
// text (of malloc) is taken over, and shown from its first line.
void watch_show(struct watch *watch, enum watch_view view, char *text);
void watch_show_report(struct watch *watch, const char *said, const struct progress *progress);
void watch_page(struct watch *watch);

// watch_keys.c
void watch_key(struct watch *watch, char byte);
void watch_take_keys(struct watch *watch);
// The part that comes next; NULL: every part passes.
const struct topic_part *watch_next_part(const struct watch *watch);

#endif

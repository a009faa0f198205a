// progress.h: what is remembered between calls, in .crumb/progress.json of the root: for each part
// its last result, the file it was for, tries, hints. Of --from labs only: other folders are not
// the student's own. Nothing here ends the program: what is off becomes one line, and the work goes
// on without a memory. CRUMB_PROGRESS=none in the environment switches it off.
#ifndef CRUMB_PROGRESS_H
#define CRUMB_PROGRESS_H

#include "settings.h"

#include <jansson.h>

#include <stdio.h>

struct progress {
    json_t *root;    // the file as docs/grader.md describes it; never NULL
    json_t *lost;    // {"part": "rope.a", "passed": when}: passed before, and no longer
    char note[600];  // "" or one sentence: why nothing is remembered
};

// What is remembered now. Without a file, or without a usable one: nothing, and a note.
void progress_read(struct progress *progress, const struct settings *settings);
// Takes in a result record (docs/result.md), under a lock; afterwards *progress is what the file
// says. What was remembered of labs and parts that the record does not speak of stays.
void progress_record(struct progress *progress, const struct settings *settings,
                     const json_t *record);
void progress_free(struct progress *progress);
void progress_say(const struct progress *progress);  // the note, on standard error
// "rope.a passed on 2026-11-27 and no longer does", for each that is lost.
void progress_say_lost(FILE *out, const struct progress *progress);

// The entry of a part ("verdict", "earned", "tries" ...), NULL: nothing is known of it.
json_t *progress_part(const struct progress *progress, const struct topic_part *part);
// The part that was worked on last; NULL: none.
const struct topic_part *progress_last(const struct progress *progress,
                                       const struct settings *settings);
// Is what is remembered of this part about the file and the goldens that are there now?
bool progress_fresh(const struct progress *progress, const struct settings *settings,
                    const struct topic_part *part);

// How many hints were taken for a function of a part; operation NULL: for all its functions.
// 0 where nothing is remembered.
int progress_hints(const struct settings *settings, const char *topic, const char *part,
                   const char *operation);
// One more. A note goes to standard error.
void progress_add_hint(const struct settings *settings, const char *topic, const char *part,
                       const char *operation);

#endif

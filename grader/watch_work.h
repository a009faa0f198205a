// watch_work.h: what the watch has done in processes of its own (watch_job.h).
#ifndef CRUMB_WATCH_WORK_H
#define CRUMB_WATCH_WORK_H

#include "settings.h"

#include <jansson.h>

#include <stdio.h>

struct watch_work {
    const struct settings *settings;
    const struct topic_part *first;  // of the lab
    const json_t *record;            // of hint and replay: the last result
};

// Prepares, waits for watch_job_go(), grades. Writes the lab's record on a line (docs/result.md);
// a further line, later, is the same with what took longer to find out.
void watch_work_grade(FILE *out, const void *work);
// The others write what a person reads.
void watch_work_hint(FILE *out, const void *work);
void watch_work_replay(FILE *out, const void *work);
void watch_work_list(FILE *out, const void *work);

// Changes when what watch_work_grade() prepares itself with does.
void watch_work_inputs(char *inputs, size_t size, const struct settings *settings,
                       const struct topic_part *first);

#endif

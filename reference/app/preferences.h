// preferences.h: a file of choices between two answers, a line each:
//   {"prompt": [messages], "chosen": "...", "rejected": "...", "when": "2026-11-28T09:00:00Z"}
// and, when neither was better, {"prompt": [messages], "tie": ["...", "..."], "when": "..."}
#ifndef CRUMB_PREFERENCES_H
#define CRUMB_PREFERENCES_H

#include "conversation.h"
#include "dim.h"

#include <jansson.h>
#include <stdbool.h>

struct preferences {
    const char *path;
    int file;
    json_t *rated;  // prompts that have a line already
};

// Opens or makes the file, and reads what it holds; a line that is no JSON is fail().
void preferences_open(struct preferences *preferences, const char *path);
bool preferences_has(const struct preferences *preferences, const struct conversation *question);
dim preferences_count(const struct preferences *preferences);
// One whole line behind the others, on the disk when this returns. An earlier line that was not
// ended is ended first; a line that cannot be written whole is taken back, and that is
// fail_environment.
void preferences_add(struct preferences *preferences, const struct conversation *question,
                     const char *chosen, const char *rejected, bool tie);
void preferences_close(struct preferences *preferences);

#endif

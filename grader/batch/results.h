// results.h: histories as a file of results, crumb/results/v1 (docs/instructor/batch.md).
#ifndef CRUMB_BATCH_RESULTS_H
#define CRUMB_BATCH_RESULTS_H

#include "batch/history.h"

// A file of either kind into history, which is empty or has some: whatever is off ends the program.
void results_take(struct history *history, struct arena *arena, const char *first,
                  const char *path);
// Ids [count] in order, in the arena.
const char **results_ids(dim *count, struct arena *arena, const struct history *history);
// Hashes [count] of what was graded under an id, in order, in the arena.
const char **results_submissions(dim *count, struct arena *arena, const json_t *entry);
// What an id is to have a result of and has not: NULL when there is nothing. *submission: its hash,
// or "" when it was never begun.
const char *results_missing(const char **submission, const json_t *entry);
// Written whole: the same bytes from the same results, in whatever order they came.
void results_write(struct arena *arena, const char *path, const struct history *history);

#endif

// journal.h: what a batch has done, line by line, on the disk before anything else happens.
#ifndef CRUMB_BATCH_JOURNAL_H
#define CRUMB_BATCH_JOURNAL_H

#include "batch/history.h"

#include <sys/types.h>

struct journal {
    const char *path;
    int descriptor;
    off_t bytes;  // of whole lines
    const char *why;  // NULL, or why no line can be written any more: the disk
};

// Opens or makes it, takes its lock, reads it, and drops a last line that was cut off. What is off
// ends the program with one sentence.
void journal_open(struct journal *journal, struct history *history, struct arena *arena,
                  const char *path);
// Adds schema, event and when to line (taken over) and appends it, in one write and one fsync.
// False: it is not there, and .why says why.
bool journal_append(struct journal *journal, struct arena *arena, const char *event, json_t *line);
// In a process that was forked: without the lock.
void journal_leave(const struct journal *journal);

#endif

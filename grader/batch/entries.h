// entries.h: the submissions of a batch: folders, their names, the order in which they are graded.
#ifndef CRUMB_BATCH_ENTRIES_H
#define CRUMB_BATCH_ENTRIES_H

#include "settings.h"

enum { ENTRY_ID_MAX = 1100 };  // bytes of a name, made safe to show

struct entry {
    const char *path;  // absolute
    const char *id;    // the folder's name, as show() writes it
    char order[65];    // SHA-256 of the name: by this they are sorted and dealt to shards
    char submission[65];
    int strikes;       // how often it ended its grading process, see run.c
    bool interrupted;  // it was being graded when the whole batch ended
    bool done, unreadable, broken;  // graded; not to be graded; no more than grader-error
    dim graded_before;  // how many others were, when the environment failed; -1: it did not
};

struct entries {
    struct entry *all;  // [count] in the order of their hashes
    dim count;
    dim total;  // of all shards
};

// Folders named by paths [count] (absolute), and those directly below all (NULL: none). Two of one
// name are a usage error. Kept: shard i of n, from 1 (n = 1: all).
void entries_find(struct entries *entries, struct arena *arena, char **paths, dim count,
                  const char *all, int shard, int shards);
// Why nothing can be graded there; NULL: it can. .submission is set where it can.
const char *entry_look(struct entry *entry, struct arena *arena, const struct settings *settings);

#endif

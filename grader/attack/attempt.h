// attempt.h: one attack at one tier, in a process of its own (workers.h).
#ifndef CRUMB_ATTACK_ATTEMPT_H
#define CRUMB_ATTACK_ATTEMPT_H

#include "attack/corpus.h"

#include <jansson.h>

enum { ATTEMPT_BARE = 0, ATTEMPT_SECONDS = 60 };

struct attempts {
    const struct settings *settings;
    const struct corpus *corpus;
    const char *program;  // grade itself, absolute
    const char *folder;   // of all runs
    int first;            // tier: what concerns no tier is looked at there only
    struct {
        const struct attack *attack;
        int tier;  // ATTEMPT_BARE: a plain program, without the grader, to see that it works
    } *list;  // [count]
    dim count;
};

// workers_job: an object, "skipped" why, or "effects" (bits of enum effect), "verdicts" of part a
// and b (enum verdict, or CORPUS_NO_RECORD), "seconds", "says" (the pattern is there), "report".
json_t *attempt(const void *attempts, dim number);

#endif

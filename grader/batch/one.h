// one.h: one submission, graded in a process of its own, and the record of one that cannot be.
#ifndef CRUMB_BATCH_ONE_H
#define CRUMB_BATCH_ONE_H

#include "batch/entries.h"
#include "batch/fingerprint.h"
#include "batch/journal.h"
#include "lab.h"

enum { ONE_LABS_MAX = 100, ONE_CHANGED_EXIT = 6 };

// All that the processes share, made before the first is forked.
struct bench {
    const struct settings *settings;
    const struct seeds *seeds;
    const struct entries *entries;
    const struct journal *journal;
    const struct topic_part *first[ONE_LABS_MAX];  // [count]
    struct lab_grading gradings[ONE_LABS_MAX];     // [count]
    dim count;
    pid_t parent;
};

// Reads the goldens of all wanted labs; without hidden seeds also fresh cases: the seed is
// everyone's.
void bench_prepare(struct bench *bench);
// A workers_job (workers.h): the result record of entry i. It ends with ONE_CHANGED_EXIT when
// the files are others afterwards.
json_t *one_grade(const void *bench, dim i);
// Every part grader-error, for why.
json_t *one_broken(const struct bench *bench, const struct entry *entry, const char *why);

#endif

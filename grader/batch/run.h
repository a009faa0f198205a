// run.h: what one call of grade batch holds, between run.c and prepare.c.
#ifndef CRUMB_BATCH_RUN_H
#define CRUMB_BATCH_RUN_H

#include "batch/batch.h"
#include "batch/entries.h"
#include "batch/journal.h"
#include "batch/meter.h"
#include "batch/one.h"
#include "workers.h"

struct run {
    struct batch *batch;
    struct bench *bench;
    struct entries entries;
    struct journal journal;
    struct meter meter;
    struct worker workers[WORKERS_MAX];
    double deadlines[WORKERS_MAX];
    dim running, changed;
    int storm;             // how many in a row the environment did not let be graded
    bool alone;            // one at a time, those that were left for the end
    const char *weather;   // NULL, or why the environment does not let anything be graded
};

// From the journal to all that is needed to start. What is off ends the program.
void run_prepare(struct run *run);
// What came of it, on standard output. Returns the exit code.
int run_report(struct run *run);

#endif

// workers.h: jobs side by side, each in a process of its own, so that whatever breaks one leaves
// the others alone. A job hands back one JSON value.
#ifndef CRUMB_WORKERS_H
#define CRUMB_WORKERS_H

#include "dim.h"

#include <jansson.h>

#include <stdbool.h>
#include <sys/types.h>

typedef json_t *(*workers_job)(const void *context, dim job);

// results [count] out: what job(context, i) returned; NULL when its process died, and then said[i]
// is what it wrote to standard error, made one line ("" for nothing). said has count rows. As many
// at a time as there are cores.
enum { WORKERS_SAID_MAX = 1000 };
void workers_run(json_t **results, char (*said)[WORKERS_SAID_MAX], dim count, workers_job job,
                 const void *context);
dim workers_cores(void);

// ---- the same one by one, for who starts jobs as they come -------------------------------------
enum { WORKERS_MAX = 64 };                            // places
enum { WORKER_RECORD, WORKER_SAID, WORKER_PIPES };
struct worker {
    dim job;
    pid_t process;           // 0: this place is free
    int ends[WORKER_PIPES];  // -1: closed
    char *record;
    size_t count, room, said_count;
    char said[WORKERS_SAID_MAX];
};
void worker_start(struct worker *worker, dim number, workers_job job, const void *context);
// Waits until some of workers [places] says something or ends, or also (-1: nothing) can be read,
// and takes what workers say. At most for that many milliseconds (-1: however long).
void workers_listen(struct worker *workers, dim places, int also, int milliseconds);
bool worker_is_over(const struct worker *worker);  // worker_finish would not wait
// Frees the place. NULL when the process died; status out: as waitpid gives it.
json_t *worker_finish(struct worker *worker, int *status);

#endif

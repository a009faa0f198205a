// workers.h: jobs side by side, as many at a time as there are cores, each in a process of its own,
// so that whatever breaks one leaves the others alone. A job hands back one JSON value.
#ifndef CRUMB_WORKERS_H
#define CRUMB_WORKERS_H

#include "dim.h"

#include <jansson.h>

typedef json_t *(*workers_job)(const void *context, dim job);

// results [count] out: what job(context, i) returned; NULL when its process died, and then said[i]
// is what it wrote to standard error, made one line ("" for nothing). said has count rows.
enum { WORKERS_SAID_MAX = 1000 };
void workers_run(json_t **results, char (*said)[WORKERS_SAID_MAX], dim count, workers_job job,
                 const void *context);

#endif

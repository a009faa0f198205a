// results.h: what was graded, from the files that grade merge writes, and when it was handed in.
#ifndef CRUMB_COURSE_RESULTS_H
#define CRUMB_COURSE_RESULTS_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

enum { RESULTS_MAX = 20000 };
#define RESULTS_BYTES_MAX ((size_t)1 << 30)

struct result {
    const char *account, *submission;  // the folder of the submission, its hash
    const json_t *record;
    bool timed;
    int64_t when;
};

struct results {
    struct result *all;  // [count] in the order they were given in
    dim count, room;
    json_t *files;  // holds the texts
};

// Adds the results of a file; what is wrong is one sentence and exit 1.
void results_read(struct results *results, struct arena *arena, const char *path);
// Times from a CSV file (id,when[,submission]) or a JSON one ({"id": "when"}); they go before those
// that the results bring. Sentences about those that cannot be used are added to warnings.
void results_times(struct results *results, struct arena *arena, const char *path,
                   json_t *warnings);
void results_free(struct results *results);

#endif

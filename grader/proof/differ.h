// differ.h: two records, field by field: those of a result (docs/result.md) that decide points, and
// the words beside them.
#ifndef CRUMB_DIFFER_H
#define CRUMB_DIFFER_H

#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

// where: "labs.rope.parts.a.checks.rope:forward-far.verdict". first, second: as compact JSON, safe
// to show, "" for a field that is not there. words: it is only what a program or a compiler said,
// or advice: it may differ from run to run and decides nothing.
typedef void differ_seen(void *context, const char *where, const char *first, const char *second,
                         bool words);

// Everything but where the files stood, when that was, and what provenance.h adds, which is not
// made by grading: names of files are compared as if both stood in the same place.
void differ_records(const json_t *first, const json_t *second, differ_seen *seen, void *context);

#endif

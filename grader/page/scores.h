// scores.h: what pages read of scores: is the whole as its schema says, and what is in one cell.
#ifndef CRUMB_PAGE_SCORES_H
#define CRUMB_PAGE_SCORES_H

#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

// Anything that is not as docs/instructor/score-page.md says is one sentence that begins with name.
void scores_check(const json_t *scores, const char *name);

// A student's score in one lab.
struct cell {
    const json_t *object, *record;  // NULL: nothing was graded
    bool scored;                    // there is a score
    bool fault;                     // some part is grader-error
    double score, points, earned;
};
struct cell scores_cell(const json_t *student, const json_t *lab);

// One column of scores, or of totals.
enum { SPREAD_TENTHS = 10, SPREAD_BINS = SPREAD_TENTHS + 1 };  // the last one: all points
struct spread {
    dim count, missing;
    double points;  // what can be reached
    double least, median, most;
    dim bins[SPREAD_BINS];
};
struct spread scores_spread(const json_t *scores, const json_t *lab);  // lab NULL: totals
const char *scores_kind(const json_t *scores);  // "official" or "preview"

#endif

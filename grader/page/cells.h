// cells.h: what pages read of scores: is the whole as its schema says, and what is in one cell.
#ifndef CRUMB_PAGE_CELLS_H
#define CRUMB_PAGE_CELLS_H

#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

// Anything that is not as docs/instructor/score-page.md says is one sentence that begins with name.
void page_check(const json_t *scores, const char *name);

// A student's score in one lab.
struct page_cell {
    const json_t *object, *record;  // NULL: nothing was graded
    bool scored;                    // there is a score
    bool fault;                     // some part is grader-error
    double score, points, earned;
    const char *why;  // what is to be said about it; "" when nothing is
};
struct page_cell page_cell(const json_t *student, const json_t *lab);

// One column of scores, or of totals.
enum { SPREAD_TENTHS = 10, SPREAD_BINS = SPREAD_TENTHS + 1 };  // the last one: all points
struct spread {
    dim count, missing;
    double points;  // what can be reached
    double least, median, most;
    dim bins[SPREAD_BINS];
};
struct spread page_spread(const json_t *scores, const json_t *lab);  // lab NULL: totals
const char *page_kind(const json_t *scores);  // "official" or "preview"

#endif

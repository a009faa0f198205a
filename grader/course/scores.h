// scores.h: from results to what each student has: tries, late rule, best or last, totals.
#ifndef CRUMB_COURSE_SCORES_H
#define CRUMB_COURSE_SCORES_H

#include "course/course.h"
#include "course/results.h"

// What came of one lab of one student.
struct cell {
    enum cell_state {
        CELL_NONE,   // nothing was handed in, or graded: never a zero
        CELL_BROKEN,  // a grader-error: nobody's zero either
        CELL_SCORED
    } state;
    const char *why;  // a few words
    int earned, tries, late_days, free_days;  // late_days: that cost, behind the free ones
    bool timed, preview;
    int64_t when, late;  // seconds behind the date; 0: in time
    double penalty, score;
    const char *submission;
    const json_t *lab;  // of the record
};

struct sheet {
    const struct course *course;
    struct cell *cells;  // [roster, labs]
    double *totals;      // [roster] in percent; negative: none
    int64_t now;
    const char *only;  // a topic, when only its lab is told; NULL: all
    json_t *warnings, *unmatched;  // sentences; {"account", "why"}
    dim broken, previews;
};

// warnings and unmatched grow. The strings of results are used as long as the sheet is.
void scores_make(struct sheet *sheet, struct arena *arena, const struct results *results);
const struct cell *scores_cell(const struct sheet *sheet, dim student, dim lab);
void scores_unmatched(struct sheet *sheet, const char *account, const char *why);
// crumb/scores/v1
json_t *scores_json(const struct sheet *sheet, struct arena *arena);
// For people: a row for each student, with text made safe for a spreadsheet.
void scores_csv(FILE *out, const struct sheet *sheet, struct arena *arena);

#endif

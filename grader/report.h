// report.h: the result record, and what a person reads of it.
#ifndef CRUMB_REPORT_H
#define CRUMB_REPORT_H

#include "settings.h"

#include <jansson.h>

#include <stdio.h>

// The whole record: schema, seed, from, totals, labs (taken over).
json_t *report_record(const struct settings *settings, json_t *labs);
void report_text(FILE *out, const json_t *record);
// One lab of the record in little room: all rows, then the first check that failed.
void report_lab(FILE *out, const json_t *record, const json_t *lab);
// The first check that is wrong, and its part; NULL: nothing that was written is wrong.
const json_t *report_first_failure(const json_t **part, const json_t *lab);
// The exit code: 2 some grader-error, 1 below --fail-under or a file that could not be read, else
// 0.
int report_code(const struct settings *settings, const json_t *record);

#endif

// report.h: the result record, and what a person reads of it.
#ifndef CRUMB_REPORT_H
#define CRUMB_REPORT_H

#include "settings.h"

#include <jansson.h>

#include <stdio.h>

// The whole record: schema, seed, from, totals, labs (taken over).
json_t *report_record(const struct settings *settings, json_t *labs);
void report_text(FILE *out, const json_t *record);
// One or two lines: what to do now. Follows Speak, then Learn.
void report_next(FILE *out, const struct settings *settings, const json_t *record);
int report_percent(const json_t *record);
bool report_has_grader_error(const json_t *record);

#endif

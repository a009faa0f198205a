// sheets.h: what one student reads: a page of text (Markdown) that explains each point.
#ifndef CRUMB_COURSE_SHEETS_H
#define CRUMB_COURSE_SHEETS_H

#include <jansson.h>

#include <stdio.h>

// scores: crumb/scores/v1, already reduced to what may be told; student: one of it.
void sheet_write(FILE *out, const json_t *scores, const json_t *student);

#endif

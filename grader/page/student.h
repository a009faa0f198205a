// student.h: the page of one student: every point explained, and what to do next.
#ifndef CRUMB_PAGE_STUDENT_H
#define CRUMB_PAGE_STUDENT_H

#include <jansson.h>

#include <stdio.h>

void student_write(FILE *out, const json_t *scores, const json_t *student);

#endif

// student_lab.h: one lab on a student's page.
#ifndef CRUMB_PAGE_STUDENT_LAB_H
#define CRUMB_PAGE_STUDENT_LAB_H

#include "page/cells.h"

#include <stdio.h>

void student_lab_write(FILE *out, const json_t *lab, const struct page_cell *cell);
// A sentence of what to do next in this lab, as an item of a list; returns false, and writes
// nothing, where there is nothing to do.
bool student_next_write(FILE *out, const json_t *lab, const struct page_cell *cell);

#endif

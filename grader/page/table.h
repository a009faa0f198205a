// table.h: the table of students and labs.
#ifndef CRUMB_PAGE_TABLE_H
#define CRUMB_PAGE_TABLE_H

#include <jansson.h>

#include <stdio.h>

void page_table_write(FILE *out, const json_t *scores);

#endif

// index.h: the page of the whole class, for instructors and for everybody.
#ifndef CRUMB_PAGE_INDEX_H
#define CRUMB_PAGE_INDEX_H

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>

// everybody: no name, no account, and nothing of fewer than five scores.
void page_index_write(FILE *out, const json_t *scores, bool everybody);
// Title, official or preview, and when: what a student's page begins with, too.
void page_index_kind(FILE *out, const json_t *scores);

#endif

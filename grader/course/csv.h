// csv.h: comma separated values (RFC 4180) as learning platforms export them, read so that what is
// not changed is written again byte for byte; and cells that a spreadsheet does not run.
#ifndef CRUMB_COURSE_CSV_H
#define CRUMB_COURSE_CSV_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stdio.h>

enum { CSV_BYTES_MAX = 4 << 20, CSV_COLUMNS_MAX = 2000 };

struct csv_cell {
    const char *raw;   // [size] as it stands in the file, with its quotes
    size_t size;
    const char *text;  // what it says
};

struct csv_row {
    struct csv_cell *cells;  // [count]
    dim count, line;         // line: where it begins
    const char *end;         // [end_size] "\r\n", "\n", or "" behind the last row
    size_t end_size;
};

struct csv {
    struct csv_row *rows;  // [count]; a row may have one empty cell: an empty line
    dim count;
    char separator;  // , ; or tab: what the first line has most of
    bool marked;     // a UTF-8 byte order mark stands in front
    struct arena *arena;
};

// bytes [count] stay where they are as long as csv is used. NULL, or what is wrong:
// "name:line: ...". Rows may differ in length; csv_even() says where.
const char *csv_parse(struct csv *csv, struct arena *arena, const char *name, const char *bytes,
                      size_t count);
// Every row that is no empty line has as many cells as the first. NULL, or a sentence.
const char *csv_even(const struct csv *csv, const char *name);
bool csv_is_empty(const struct csv_row *row);

// A cell anew. Text that a person or a student wrote: where a spreadsheet would take it for a
// formula, ' stands in front of it. Numbers and our own words: as they are.
void csv_set_text(struct csv *csv, dim row, dim column, const char *text);
void csv_set_plain(struct csv *csv, dim row, dim column, const char *text);
void csv_write(FILE *out, const struct csv *csv);

// The same for a file of our own: one cell, encoded.
const char *csv_text(struct arena *arena, const char *text);
const char *csv_plain(struct arena *arena, const char *text, char separator);

#endif

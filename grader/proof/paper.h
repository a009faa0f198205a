// paper.h: records as files: read with care, in the one form that is signed, written whole.
#ifndef CRUMB_PAPER_H
#define CRUMB_PAPER_H

#include "dim.h"

#include <jansson.h>

// An object of schema crumb/result/v1 or crumb/results/v1. Anything else is one fail() sentence.
json_t *paper_read(const char *path);
// What is signed: the value with its keys sorted and no blanks (docs/instructor/provenance.md).
// To be freed.
char *paper_canonical(const json_t *value);
// text in a file that appears whole or not at all; what is there is replaced.
void paper_write(const char *path, const char *text, size_t count);

// One record of a file: of a result it is the only one, with "" for its id.
struct paper_record {
    const char *id;
    const json_t *record;
};
dim paper_records(const json_t *paper);
struct paper_record paper_record(const json_t *paper, dim i);

#endif

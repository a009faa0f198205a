// fields.h: members of a JSON object that may be missing: the record and the memory are read by
// many.
#ifndef CRUMB_FIELDS_H
#define CRUMB_FIELDS_H

#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

const char *field_text(const json_t *object, const char *key);  // "" where there is none
int field_number(const json_t *object, const char *key);        // 0 where there is none
dim field_count(const json_t *object, const char *key);         // the same, however large
bool field_is(const json_t *object, const char *key, const char *value);

#endif

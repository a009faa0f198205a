// config_json.h: reading numbers out of the JSON files of a model folder; for config.c and
// generation_config.c.
#ifndef CRUMB_CONFIG_JSON_H
#define CRUMB_CONFIG_JSON_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

struct config_reader {
    struct arena *arena;  // sentences
    const json_t *root;
};

// fallback when missing or null; NAN: then *wrong says so. *wrong set before: nothing is done.
double config_number(const struct config_reader *reader, const json_t *object, const char *key,
                     double fallback, const char **wrong);
dim config_size(const struct config_reader *reader, const json_t *object, const char *key,
                double fallback, const char **wrong);

#endif

// config_save.h: the JSON files of a model folder, written; for checkpoint_save.c.
#ifndef CRUMB_CONFIG_SAVE_H
#define CRUMB_CONFIG_SAVE_H

#include "checkpoint.h"

#include <jansson.h>

json_t *config_json(const struct model_config *config, const char *type);  // type: "float32", ...
json_t *generation_json(const struct generation_config *generation);
void json_save(const char *path, json_t *root);  // atomically; takes root

#endif

// fields.c: members of a JSON object. See fields.h.
#include "fields.h"

#include <string.h>

const char *field_text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

int field_number(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

bool field_is(const json_t *object, const char *key, const char *value)
{
    return strcmp(field_text(object, key), value) == 0;
}

dim field_count(const json_t *object, const char *key)
{
    return (dim)json_integer_value(json_object_get(object, key));
}

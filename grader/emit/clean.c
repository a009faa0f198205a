// clean.c: every text of a record as it may be shown. See record.h.
#include "emit/record.h"

#include "fail.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>

// U+FFFE and U+FFFF are no characters, and XML has no way to write them.
static char *without_noncharacters(const char *text)
{
    char *safe = malloc(4 * strlen(text) + 1), *to = safe;
    if (!safe) fail_environment("memory: no room for %zu bytes", 4 * strlen(text) + 1);
    for (; *text; text++) {
        if (memcmp(text, "\xEF\xBF\xBE", 3) == 0 || memcmp(text, "\xEF\xBF\xBF", 3) == 0) {
            to = strcpy(to, text[2] == '\xBE' ? "\\xef\\xbf\\xbe" : "\\xef\\xbf\\xbf") + 12;
            text += 2;
        } else *to++ = *text;
    }
    *to = 0;
    return safe;
}

static char *clean(const char *text, size_t count)
{
    char shown[EMIT_TEXT_MOST];
    char *safe = without_noncharacters(show(shown, sizeof shown, text, count));
    if (strlen(safe) < sizeof shown) return safe;
    show(shown, sizeof shown, safe, strlen(safe));  // it grew: cut it again
    free(safe);
    return without_noncharacters(shown);
}

static json_t *clean_object(const json_t *value)
{
    json_t *copy = json_object(), *member;
    const char *key;
    json_object_foreach((json_t *)value, key, member) {
        char *name = clean(key, strlen(key));
        json_object_set_new(copy, name, emit_clean(member));
        free(name);
    }
    return copy;
}

static json_t *clean_list(const json_t *value)
{
    json_t *copy = json_array(), *member;
    size_t i;
    json_array_foreach(value, i, member) json_array_append_new(copy, emit_clean(member));
    return copy;
}

json_t *emit_clean(const json_t *value)
{
    if (json_is_object(value)) return clean_object(value);
    if (json_is_array(value)) return clean_list(value);
    if (!json_is_string(value)) return json_copy((json_t *)value);
    char *text = clean(json_string_value(value), json_string_length(value));
    json_t *copy = json_string(text);
    free(text);
    return copy;
}

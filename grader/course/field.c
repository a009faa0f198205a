// field.c: checked members. See field.h.
#include "course/field.h"

#include "course/moment.h"
#include "fail.h"
#include "show.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { WORDS_MOST = 200, SHOWN = 120 };

_Noreturn void field_fail(const struct spot *spot, const char *key, const char *format, ...)
{
    char what[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fail("%s: %s%s%s%s%s", spot->file, spot->where, *spot->where && *key ? "." : "", key,
         *spot->where || *key ? ": " : "", what);
}

json_t *field_file(struct arena *arena, const char *path, size_t limit, const char *schema)
{
    struct stat status;
    json_error_t error;
    char shown[SHOWN];
    if (stat(path, &status) != 0) fail("%s: no such file; check its name", path);
    if (!S_ISREG(status.st_mode)) fail("%s: this is no file", path);
    if ((size_t)status.st_size > limit)
        fail("%s: %lld bytes, at most %zu are expected in such a file", path,
             (long long)status.st_size, limit);
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail("%s:%d:%d: %s", path, error.line, error.column,
             show(shown, sizeof shown, error.text, strlen(error.text)));
    const struct spot spot = {arena, path, "", root};
    if (!json_is_object(root)) fail("%s: wanted an object, { ... }", path);
    if (strcmp(field_words(&spot, "schema", NULL), schema) != 0)
        field_fail(&spot, "schema", "wanted \"%s\"", schema);
    return root;
}

void field_only(const struct spot *spot, const char *const *names)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)spot->object, key, value) {
        char known[400] = "", shown[SHOWN];
        size_t used = 0;
        int i = 0;
        while (names[i] && strcmp(names[i], key) != 0) i++;
        if (names[i]) continue;
        for (i = 0; names[i] && used < sizeof known; i++)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "",
                                     names[i]);
        field_fail(spot, show(shown, sizeof shown, key, strlen(key)),
                   "no such member; there may be %s", known);
    }
}

struct spot field_object(const struct spot *spot, const char *key, dim index)
{
    struct spot inner = {spot->arena, spot->file, spot->where, json_object_get(spot->object, key)};
    const char *dot = *spot->where ? "." : "";
    inner.where = arena_print(spot->arena, "%s%s%s", spot->where, dot, key);
    if (index >= 0) {
        inner.object = json_array_get(inner.object, (size_t)index);
        inner.where = arena_print(spot->arena, "%s[%td]", inner.where, index);
    }
    if (!json_is_object(inner.object)) field_fail(&inner, "", "wanted an object, { ... }");
    return inner;
}

dim field_list(const struct spot *spot, const char *key, dim most)
{
    const json_t *list = json_object_get(spot->object, key);
    if (!list) return 0;
    if (!json_is_array(list)) field_fail(spot, key, "wanted a list, [ ... ]");
    const dim count = (dim)json_array_size(list);
    if (count > most) field_fail(spot, key, "%td items, at most %td are read", count, most);
    return count;
}

const char *field_words(const struct spot *spot, const char *key, const char *fallback)
{
    char shown[4 * WORDS_MOST + 8];
    const json_t *value = json_object_get(spot->object, key);
    if (!value && fallback) return fallback;
    if (!value) field_fail(spot, key, "missing; wanted text");
    const char *text = json_string_value(value);
    if (!text) field_fail(spot, key, "wanted text, in quotes");
    if (!*text) field_fail(spot, key, "it is empty; wanted text, or leave it out");
    if (strlen(text) > WORDS_MOST)
        field_fail(spot, key, "%zu bytes, at most %d", strlen(text), WORDS_MOST);
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            field_fail(spot, key, "a control character (byte %d); wanted plain text on one line",
                       *at);
    if (strcmp(show(shown, sizeof shown, text, strlen(text)), text) != 0)
        field_fail(spot, key, "a character that turns the direction of writing; wanted plain "
                   "text: %.100s", shown);
    return text;
}

double field_real(const struct spot *spot, const char *key, double fallback, double most)
{
    const json_t *value = json_object_get(spot->object, key);
    if (!value) return fallback;
    const double number = json_number_value(value);
    if (!json_is_number(value) || !isfinite(number) || number < 0.0 || number > most)
        field_fail(spot, key, "wanted a number from 0 to %g", most);
    return number;
}

int field_whole(const struct spot *spot, const char *key, int fallback, int most)
{
    const json_t *value = json_object_get(spot->object, key);
    if (!value) return fallback;
    const json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > most)
        field_fail(spot, key, "wanted a whole number from 0 to %d", most);
    return (int)number;
}

bool field_flag(const struct spot *spot, const char *key, bool fallback)
{
    const json_t *value = json_object_get(spot->object, key);
    if (!value) return fallback;
    if (!json_is_boolean(value)) field_fail(spot, key, "wanted true or false");
    return json_is_true(value);
}

int field_choice(const struct spot *spot, const char *key, int fallback, const char *const *words)
{
    char all[200] = "";
    size_t used = 0;
    const json_t *value = json_object_get(spot->object, key);
    if (!value && fallback >= 0) return fallback;
    for (int i = 0; words[i]; i++) {
        if (json_is_string(value) && strcmp(json_string_value(value), words[i]) == 0) return i;
        if (used < sizeof all)
            used += (size_t)snprintf(all + used, sizeof all - used, "%s\"%s\"", i ? ", " : "",
                                     words[i]);
    }
    field_fail(spot, key, "wanted one of %s", all);
}

bool field_moment(int64_t *seconds, const struct spot *spot, const char *key)
{
    const json_t *value = json_object_get(spot->object, key);
    if (!value || json_is_null(value)) return false;
    if (!json_is_string(value) || !moment_parse(seconds, json_string_value(value)))
        field_fail(spot, key, MOMENT_WANTED);
    return true;
}

// field.h: members of a JSON file that a person wrote: what is wrong is one sentence with the file
// and the place, such as "course.json: roster[3].id: wanted text".
#ifndef CRUMB_COURSE_FIELD_H
#define CRUMB_COURSE_FIELD_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct spot {  // an object in a file
    struct arena *arena;
    const char *file, *where;  // "roster[3]"; "" for the whole file
    const json_t *object;
};

// The file as an object whose "schema" is as wanted. Freed with json_decref.
json_t *field_file(struct arena *arena, const char *path, size_t limit, const char *schema);
_Noreturn void field_fail(const struct spot *spot, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Nothing but these members. names: NULL at the end.
void field_only(const struct spot *spot, const char *const *names);
// Item i of a list at key, or the object itself at key (index < 0): an object, or a sentence.
struct spot field_object(const struct spot *spot, const char *key, dim index);
dim field_list(const struct spot *spot, const char *key, dim most);  // 0: absent

// Text of 1 to 200 bytes without control characters; fallback where it is absent, a sentence where
// that is NULL.
const char *field_words(const struct spot *spot, const char *key, const char *fallback);
double field_real(const struct spot *spot, const char *key, double fallback, double most);
int field_whole(const struct spot *spot, const char *key, int fallback, int most);
bool field_flag(const struct spot *spot, const char *key, bool fallback);
int field_choice(const struct spot *spot, const char *key, int fallback, const char *const *words);
bool field_moment(int64_t *seconds, const struct spot *spot, const char *key);  // false: absent

#endif

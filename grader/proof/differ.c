// differ.c: a walk through two values at once. See differ.h.
#include "proof/differ.h"

#include "fail.h"
#include "fields.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHERE = 400, VALUE = 300, GROUP = 60, DEPTH = 20 };

struct walk {
    differ_seen *seen;
    void *context;
    char where[WHERE];
    bool words;
};

static bool is_in(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0) return true;
    return false;
}

static void value_of(char *text, const json_t *value)
{
    char *dump = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
    show(text, json_is_string(value) ? VALUE : GROUP, dump ? dump : "", dump ? strlen(dump) : 0);
    free(dump);
}

static void tell(struct walk *walk, const json_t *first, const json_t *second)
{
    char one[VALUE], two[VALUE];
    value_of(one, first);
    value_of(two, second);
    walk->seen(walk->context, walk->where, one, two, walk->words);
}

static void compare(struct walk *walk, const json_t *first, const json_t *second, int depth);

static void step(struct walk *walk, const char *name, const json_t *first, const json_t *second,
                 int depth)
{
    static const char *const words[] = {"printed", "notes", "advice", "checked", "tier",
                                        NULL};
    const size_t used = strlen(walk->where);
    const bool before = walk->words;
    char shown[120];
    show(shown, sizeof shown, name, strlen(name));
    snprintf(walk->where + used, WHERE - used, "%s%s", used ? "." : "", shown);
    walk->words |= is_in(name, words);
    compare(walk, first, second, depth + 1);
    walk->words = before;
    walk->where[used] = 0;
}

static void compare_objects(struct walk *walk, const json_t *first, const json_t *second, int depth)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)first, key, value)
        step(walk, key, value, json_object_get(second, key), depth);
    json_object_foreach((json_t *)second, key, value)
        if (!json_object_get(first, key)) step(walk, key, NULL, value, depth);
}

// What an entry of a list is known by: labs, parts and checks have names.
static const char *name_of(const json_t *entry)
{
    static const char *const keys[] = {"topic", "part", "id"};
    for (int i = 0; i < 3; i++)
        if (*field_text(entry, keys[i])) return field_text(entry, keys[i]);
    return "";
}

// The entry with that name; of those without a name the one at the same place.
static const json_t *partner(const json_t *list, const char *name, size_t place)
{
    size_t i;
    json_t *entry;
    if (!*name) return json_array_get(list, place);
    if (strcmp(name_of(json_array_get(list, place)), name) == 0) return json_array_get(list, place);
    json_array_foreach(list, i, entry)
        if (strcmp(name_of(entry), name) == 0) return entry;
    return NULL;
}

static void compare_lists(struct walk *walk, const json_t *first, const json_t *second, int depth)
{
    size_t i;
    json_t *entry;
    char place[24];
    json_array_foreach(first, i, entry) {
        const char *name = name_of(entry);
        snprintf(place, sizeof place, "%zu", i);
        step(walk, *name ? name : place, entry, partner(second, name, i), depth);
    }
    json_array_foreach(second, i, entry) {
        const char *name = name_of(entry);
        snprintf(place, sizeof place, "%zu", i);
        if (!partner(first, name, i)) step(walk, *name ? name : place, NULL, entry, depth);
    }
}

static void compare(struct walk *walk, const json_t *first, const json_t *second, int depth)
{
    if (first && second && depth < DEPTH && json_is_object(first) && json_is_object(second))
        compare_objects(walk, first, second, depth);
    else if (first && second && depth < DEPTH && json_is_array(first) && json_is_array(second))
        compare_lists(walk, first, second, depth);
    else if (!first || !second || !json_equal(first, second)) tell(walk, first, second);
}

// ---- the same place for both --------------------------------------------------------------------

// text with every from replaced by to, to be freed.
static char *replaced(const char *text, const char *from, const char *to)
{
    const size_t length = strlen(from);
    size_t times = 0;
    for (const char *at = text; (at = strstr(at, from)); at += length) times++;
    char *result = malloc(strlen(text) + times * strlen(to) + 1), *end = result;
    if (!result) fail_environment("memory: no room for a record");
    for (const char *found; (found = strstr(text, from)); text = found + length)
        end += sprintf(end, "%.*s%s", (int)(found - text), text, to);
    strcpy(end, text);
    return result;
}

// A copy of value in which every text says to instead of from.
static json_t *moved(const json_t *value, const char *from, const char *to, int depth)
{
    const char *key;
    size_t i;
    json_t *one, *copy;
    if (depth < DEPTH && json_is_string(value) && *from) {
        char *text = replaced(json_string_value(value), from, to);
        copy = json_string(text);
        free(text);
    } else if (depth < DEPTH && json_is_object(value)) {
        copy = json_object();
        json_object_foreach((json_t *)value, key, one)
            json_object_set_new(copy, key, moved(one, from, to, depth + 1));
    } else if (depth < DEPTH && json_is_array(value)) {
        copy = json_array();
        json_array_foreach(value, i, one)
            json_array_append_new(copy, moved(one, from, to, depth + 1));
    } else copy = json_deep_copy(value);
    return copy;
}

// The part of a record that grading makes, wherever its files stood.
static json_t *made_by_grading(const json_t *record)
{
    static const char *const beside[] = {"from", "when", "kind", "submission", "commit", "grader",
                                         "goldens", "flags", "seed", "seed_commitment", "labs",
                                         NULL};
    const char *key;
    size_t i;
    json_t *value, *made = json_object(), *labs = json_array();
    json_object_foreach((json_t *)record, key, value)
        if (!is_in(key, beside)) json_object_set(made, key, value);
    json_array_foreach(json_object_get(record, "labs"), i, value) {
        char name[120];
        snprintf(name, sizeof name, "%.100s.c", field_text(value, "topic"));
        json_array_append_new(labs, moved(value, field_text(value, "source"), name, 0));
    }
    json_object_set_new(made, "labs", labs);
    return made;
}

void differ_records(const json_t *first, const json_t *second, differ_seen *seen, void *context)
{
    struct walk walk = {.seen = seen, .context = context};
    json_t *one = made_by_grading(first), *two = made_by_grading(second);
    compare(&walk, one, two, 0);
    json_decref(one);
    json_decref(two);
}

// schema.h: a validator for the keywords of JSON Schema 2020-12 that docs/result.schema.json
// uses. A keyword that it does not know is an error of the schema: nothing is passed over.
#ifndef CRUMB_TESTS_SCHEMA_H
#define CRUMB_TESTS_SCHEMA_H

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SCHEMA_PLACE = 200, SCHEMA_WHY = 400 };

struct schema_at {
    const json_t *root;  // for $ref
    char place[SCHEMA_PLACE];
    char why[SCHEMA_WHY];  // the first fault
};

static bool schema_holds(struct schema_at *at, const json_t *schema, const json_t *value);

static bool schema_fault(struct schema_at *at, const char *what)
{
    if (!at->why[0]) snprintf(at->why, sizeof at->why, "%s: %s", at->place, what);
    return false;
}

// "#/$defs/count"
static const json_t *schema_target(const json_t *root, const char *reference)
{
    if (strncmp(reference, "#/$defs/", 8) != 0) return NULL;
    return json_object_get(json_object_get(root, "$defs"), reference + 8);
}

static bool schema_is_type(const json_t *value, const char *type)
{
    return strcmp(type, "object") == 0    ? json_is_object(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
           : strcmp(type, "string") == 0  ? json_is_string(value)
           : strcmp(type, "integer") == 0 ? json_is_integer(value)
           : strcmp(type, "number") == 0  ? json_is_number(value)
           : strcmp(type, "null") == 0    ? json_is_null(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value) : false;
}

static size_t schema_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) count += ((unsigned char)*text >> 6) != 2;
    return count;
}

// With the place lengthened by what stands below; put back afterwards.
static bool schema_below(struct schema_at *at, const json_t *schema, const json_t *value,
                         const char *name)
{
    const size_t length = strlen(at->place);
    snprintf(at->place + length, sizeof at->place - length, "/%s", name);
    const bool holds = schema_holds(at, schema, value);
    at->place[length] = 0;
    return holds;
}

static bool schema_members(struct schema_at *at, const json_t *schema, const json_t *value)
{
    const json_t *known = json_object_get(schema, "properties");
    const json_t *others = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member) {
        const json_t *own = json_object_get(known, name);
        if (!own && json_is_false(others)) return schema_fault(at, name);
        if (!own && !others) continue;
        if (!schema_below(at, own ? own : others, member, name)) return false;
    }
    return true;
}

static bool schema_items(struct schema_at *at, const json_t *items, const json_t *value)
{
    char name[24];
    size_t i;
    json_t *one;
    json_array_foreach(value, i, one) {
        snprintf(name, sizeof name, "%zu", i);
        if (!schema_below(at, items, one, name)) return false;
    }
    return true;
}

static bool schema_required(struct schema_at *at, const json_t *names, const json_t *value)
{
    size_t i;
    json_t *name;
    json_array_foreach(names, i, name)
        if (json_is_object(value) && !json_object_get(value, json_string_value(name)))
            return schema_fault(at, json_string_value(name));
    return true;
}

static bool schema_any(struct schema_at *at, const json_t *all, const json_t *value)
{
    size_t i;
    json_t *one;
    char before[SCHEMA_WHY];
    memcpy(before, at->why, sizeof before);
    json_array_foreach(all, i, one) {
        if (!schema_holds(at, one, value)) continue;
        memcpy(at->why, before, sizeof before);
        return true;
    }
    return schema_fault(at, "none of anyOf");
}

static bool schema_one_of(const json_t *all, const json_t *value)
{
    size_t i;
    json_t *one;
    json_array_foreach(all, i, one) if (json_equal(one, value)) return true;
    return false;
}

static bool schema_is_note(const char *word)
{
    static const char *const notes[] = {"$schema", "title", "description", "$defs", "properties",
                                        "additionalProperties"};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (strcmp(word, notes[i]) == 0) return true;
    return false;
}

static bool schema_size(const char *word, const json_t *limit, const json_t *value, bool *known)
{
    const double most = json_number_value(limit), number = json_number_value(value);
    const bool text = json_is_string(value);
    const double length = text ? (double)schema_characters(json_string_value(value)) : 0.0;
    *known = true;
    if (strcmp(word, "minimum") == 0) return !json_is_number(value) || number >= most;
    if (strcmp(word, "maximum") == 0) return !json_is_number(value) || number <= most;
    if (strcmp(word, "minLength") == 0) return !text || length >= most;
    if (strcmp(word, "maxLength") == 0) return !text || length <= most;
    if (strcmp(word, "maxItems") == 0) return (double)json_array_size(value) <= most;
    *known = false;
    return false;
}

static bool schema_word(struct schema_at *at, const char *word, const json_t *rule,
                        const json_t *value)
{
    bool known;
    if (schema_is_note(word)) return true;
    if (strcmp(word, "$ref") == 0)
        return schema_holds(at, schema_target(at->root, json_string_value(rule)), value);
    if (strcmp(word, "type") == 0)
        return schema_is_type(value, json_string_value(rule)) ||
               schema_fault(at, json_string_value(rule));
    if (strcmp(word, "const") == 0) return json_equal(rule, value) || schema_fault(at, "const");
    if (strcmp(word, "enum") == 0) return schema_one_of(rule, value) || schema_fault(at, "enum");
    if (strcmp(word, "anyOf") == 0) return schema_any(at, rule, value);
    if (strcmp(word, "required") == 0) return schema_required(at, rule, value);
    if (strcmp(word, "items") == 0) return schema_items(at, rule, value);
    if (schema_size(word, rule, value, &known)) return true;
    return schema_fault(at, known ? word : "a keyword that this validator does not know");
}

static bool schema_holds(struct schema_at *at, const json_t *schema, const json_t *value)
{
    const char *word;
    json_t *rule;
    if (!json_is_object(schema)) return schema_fault(at, "a rule that is not there");
    json_object_foreach((json_t *)schema, word, rule)
        if (!schema_word(at, word, rule, value)) return false;
    return !json_is_object(value) || schema_members(at, schema, value);
}

#endif

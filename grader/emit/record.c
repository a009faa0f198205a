// record.c: what a record must be before it is made into anything else. See record.h.
#include "emit/record.h"

#include "fields.h"
#include "show.h"
#include "verdict.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum kind { TEXT, COUNT, NUMBER, TRUTH, LIST, OBJECT, VERDICT };
enum { POINTS_MOST = 1000000, PLACE = 80 };

struct member {
    const char *name;
    enum kind kind;
    bool needed;
};

// What docs/result.md says of each; a member that is unknown here is let be.
static const struct member of_record[] = {
    {"schema", TEXT, true}, {"from", TEXT, false}, {"seed", COUNT, false}, {"tier", COUNT, false},
    {"points", COUNT, false}, {"earned", COUNT, false}, {"labs", LIST, true},
    {"kind", TEXT, false}, {"submission", TEXT, false}, {"grader", TEXT, false},
    {"goldens", TEXT, false}, {"seed_commitment", TEXT, false}, {"when", TEXT, false}, {0}};
static const struct member of_lab[] = {
    {"number", TEXT, true}, {"topic", TEXT, true}, {"source", TEXT, false},
    {"sha256", TEXT, false}, {"build", VERDICT, false}, {"message", TEXT, false},
    {"notes", TEXT, false}, {"fresh", TEXT, false}, {"parts", LIST, true},
    {"checked", TEXT, false}, {"advice", LIST, false}, {0}};
static const struct member of_advice[] = {
    {"kind", TEXT, true}, {"line", COUNT, false}, {"column", COUNT, false},
    {"function", TEXT, false}, {"detail", TEXT, false}, {0}};
static const struct member of_part[] = {
    {"part", TEXT, true}, {"title", TEXT, false}, {"track", TEXT, false},
    {"minutes", COUNT, false}, {"points", COUNT, true}, {"earned", COUNT, true},
    {"verdict", VERDICT, false}, {"fresh", TEXT, false}, {"checks", LIST, false},
    {"printed", OBJECT, false}, {"recognised", OBJECT, false}, {"id", TEXT, false}, {0}};
static const struct member of_check[] = {
    {"id", TEXT, true}, {"operation", TEXT, false}, {"law", TEXT, false},
    {"verdict", VERDICT, true}, {"detail", TEXT, false}, {"times", NUMBER, false},
    {"live", TRUTH, false}, {0}};
static const struct member of_recognised[] = {
    {"sure", TEXT, true}, {"name", TEXT, false}, {"says", TEXT, false}, {"in", TEXT, false},
    {"case", TEXT, false}, {"place", TEXT, false}, {"got", TEXT, false},
    {"expected", TEXT, false}, {"mistake", TEXT, false}, {"pattern", TEXT, false},
    {"unread", TEXT, false}, {"matched", COUNT, false}, {"wrong", COUNT, false},
    {"compared", COUNT, false}, {"or", LIST, false}, {"also", OBJECT, false}, {0}};

static const char *const wanted[] = {
    [TEXT] = "a text", [COUNT] = "a whole number that is not negative", [NUMBER] = "a number",
    [TRUTH] = "true or false", [LIST] = "a list", [OBJECT] = "an object",
    [VERDICT] = "a verdict of the list in docs/result.md (is the record of a newer grader?)"};

static bool is_kind(const json_t *value, enum kind kind)
{
    switch (kind) {
    case TEXT: return json_is_string(value);
    case COUNT: return json_is_integer(value) && json_integer_value(value) >= 0;
    case NUMBER: return json_is_number(value);
    case TRUTH: return json_is_boolean(value);
    case LIST: return json_is_array(value);
    case OBJECT: return json_is_object(value);
    case VERDICT: return json_is_string(value) && verdict_of(json_string_value(value)) != VERDICTS;
    }
    return false;
}

// place: "labs[3].", where the object stands in the record.
static bool check_members(const json_t *object, const struct member *members, const char *place,
                          char why[EMIT_WHY])
{
    if (!json_is_object(object)) {
        snprintf(why, EMIT_WHY, "%.*s: wanted an object", (int)strlen(place) - (*place != 0),
                 place);
        return false;
    }
    for (; members->name; members++) {
        const json_t *value = json_object_get(object, members->name);
        if (!members->needed && json_is_null(value)) continue;  // the seed of official grading
        if (value ? is_kind(value, members->kind) : !members->needed) continue;
        snprintf(why, EMIT_WHY, "%s%s: %s%s", place, members->name,
                 value ? "wanted " : "is missing; wanted ", wanted[members->kind]);
        return false;
    }
    return true;
}

static bool check_list(const json_t *list, const struct member *members, const char *before,
                       char why[EMIT_WHY])
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        char place[PLACE];
        snprintf(place, sizeof place, "%s[%zu].", before, i);
        if (!check_members(one, members, place, why)) return false;
    }
    return true;
}

static bool check_recognised(const json_t *all, const char *place, char why[EMIT_WHY])
{
    const char *key;
    json_t *one;
    json_object_foreach((json_t *)all, key, one) {
        size_t i;
        json_t *text;
        if (!check_members(one, of_recognised, place, why)) return false;
        json_array_foreach(json_object_get(one, "or"), i, text)
            if (!json_is_string(text)) {
                snprintf(why, EMIT_WHY, "%sor[%zu]: wanted a text", place, i);
                return false;
            }
        const json_t *second = json_object_get(one, "also");
        if (second && !check_members(second, of_recognised, place, why)) return false;
    }
    return true;
}

static bool check_printed(const json_t *printed, const char *place, char why[EMIT_WHY])
{
    const char *key;
    json_t *text;
    json_object_foreach((json_t *)printed, key, text) {
        if (json_is_string(text)) continue;
        snprintf(why, EMIT_WHY, "%sprinted: wanted texts in it", place);
        return false;
    }
    return true;
}

static bool check_part(const json_t *part, const char *place, char why[EMIT_WHY])
{
    char below[PLACE];
    if (!check_members(part, of_part, place, why)) return false;
    const json_int_t points = json_integer_value(json_object_get(part, "points"));
    const json_int_t earned = json_integer_value(json_object_get(part, "earned"));
    if (points > POINTS_MOST || earned > points) {
        snprintf(why, EMIT_WHY, "%searned: %" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT
                 " points; wanted at most all of them, and those at most %d", place, earned, points,
                 POINTS_MOST);
        return false;
    }
    snprintf(below, sizeof below, "%schecks", place);
    if (!check_list(json_object_get(part, "checks"), of_check, below, why)) return false;
    snprintf(below, sizeof below, "%srecognised.", place);
    return check_recognised(json_object_get(part, "recognised"), below, why) &&
           check_printed(json_object_get(part, "printed"), place, why);
}

static bool check_lab(const json_t *lab, size_t i, char why[EMIT_WHY])
{
    char place[PLACE], below[PLACE];
    size_t j;
    json_t *part;
    snprintf(place, sizeof place, "labs[%zu].", i);
    if (!check_members(lab, of_lab, place, why)) return false;
    snprintf(below, sizeof below, "%sadvice", place);
    if (!check_list(json_object_get(lab, "advice"), of_advice, below, why)) return false;
    json_array_foreach(json_object_get(lab, "parts"), j, part) {
        snprintf(below, sizeof below, "labs[%zu].parts[%zu].", i, j);
        if (!check_part(part, below, why)) return false;
    }
    return true;
}

// The sum that the record names is that of its parts; where it names none it is set.
static bool check_sum(json_t *record, const char *name, char why[EMIT_WHY])
{
    json_int_t sum = 0;
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            sum += json_integer_value(json_object_get(part, name));
    const json_t *said = json_object_get(record, name);
    if (sum > POINTS_MOST || (said && json_integer_value(said) != sum)) {
        snprintf(why, EMIT_WHY, "%s: %" JSON_INTEGER_FORMAT " in all, and %" JSON_INTEGER_FORMAT
                 " in the parts together; wanted the same, and at most %d", name,
                 said ? json_integer_value(said) : sum, sum, POINTS_MOST);
        return false;
    }
    if (!said) json_object_set_new(record, name, json_integer(sum));
    return true;
}

static bool check_schema(const json_t *value, char why[EMIT_WHY])
{
    char shown[60];
    const char *schema = field_text(value, "schema");
    if (strcmp(schema, "crumb/result/v1") == 0) return true;
    show(shown, sizeof shown, schema, strlen(schema));
    if (!*schema) snprintf(why, EMIT_WHY, "this is no result record: it has no schema; "
                           "grade --format json writes one");
    else if (strncmp(schema, "crumb/result/v", 14) == 0)
        snprintf(why, EMIT_WHY, "schema: \"%s\" is of another grader; this one reads "
                 "crumb/result/v1, so use the grader that wrote the record", shown);
    else snprintf(why, EMIT_WHY, "schema: \"%s\" is no result record; wanted crumb/result/v1",
                  shown);
    return false;
}

json_t *emit_record_of(const json_t *value, char why[EMIT_WHY])
{
    size_t i;
    json_t *lab;
    if (!check_schema(value, why) || !check_members(value, of_record, "", why)) return NULL;
    json_array_foreach(json_object_get(value, "labs"), i, lab)
        if (!check_lab(lab, i, why)) return NULL;
    json_t *record = emit_clean(value);
    if (check_sum(record, "points", why) && check_sum(record, "earned", why)) return record;
    json_decref(record);
    return NULL;
}

json_t *emit_record_read(const char *text, size_t count, char why[EMIT_WHY])
{
    json_error_t error;
    char shown[200];
    json_t *value = json_loadb(text, count, JSON_REJECT_DUPLICATES, &error);
    if (!value) {
        show(shown, sizeof shown, error.text, strlen(error.text));
        for (char *c = shown; *c; c++)
            if (*c == '\n') *c = ' ';
        snprintf(why, EMIT_WHY, "line %d: this is no JSON (%s)", error.line, shown);
        return NULL;
    }
    json_t *record = emit_record_of(value, why);
    json_decref(value);
    return record;
}

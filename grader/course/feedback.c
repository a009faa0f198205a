// feedback.c: for each level the members that may be told. See feedback.h.
#include "course/feedback.h"

#include "fields.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *const feedback_names[FEEDBACK_LEVELS + 1] = {"points", "verdict", "index", "full",
                                                         NULL};

struct member {
    const char *name;
    enum feedback_level from;  // told at this level and above
};

// Members that stand in no table are told at FEEDBACK_FULL only.
static const struct member of_record[] = {
    {"schema", FEEDBACK_POINTS}, {"kind", FEEDBACK_POINTS}, {"tier", FEEDBACK_POINTS},
    {"points", FEEDBACK_POINTS}, {"earned", FEEDBACK_POINTS}, {"submission", FEEDBACK_POINTS},
    {"grader", FEEDBACK_POINTS}, {"goldens", FEEDBACK_POINTS}, {"when", FEEDBACK_POINTS},
    {"seed_commitment", FEEDBACK_POINTS}, {NULL, FEEDBACK_FULL}};
// What the compiler says is no value of a test, and a student can have it at home: at "index".
static const struct member of_lab[] = {
    {"number", FEEDBACK_POINTS}, {"topic", FEEDBACK_POINTS}, {"sha256", FEEDBACK_POINTS},
    {"build", FEEDBACK_VERDICT}, {"fresh", FEEDBACK_VERDICT}, {"source", FEEDBACK_INDEX},
    {"message", FEEDBACK_INDEX}, {"notes", FEEDBACK_INDEX}, {"checked", FEEDBACK_INDEX},
    {NULL, FEEDBACK_FULL}};
static const struct member of_part[] = {
    {"part", FEEDBACK_POINTS}, {"title", FEEDBACK_POINTS}, {"track", FEEDBACK_POINTS},
    {"minutes", FEEDBACK_POINTS}, {"points", FEEDBACK_POINTS}, {"earned", FEEDBACK_POINTS},
    {"verdict", FEEDBACK_VERDICT}, {"fresh", FEEDBACK_VERDICT}, {NULL, FEEDBACK_FULL}};
static const struct member of_check[] = {
    {"id", FEEDBACK_VERDICT}, {"operation", FEEDBACK_VERDICT}, {"law", FEEDBACK_VERDICT},
    {"verdict", FEEDBACK_VERDICT}, {"live", FEEDBACK_VERDICT}, {NULL, FEEDBACK_FULL}};
static const struct member of_advice[] = {
    {"kind", FEEDBACK_INDEX}, {"line", FEEDBACK_INDEX}, {"column", FEEDBACK_INDEX},
    {"function", FEEDBACK_INDEX}, {NULL, FEEDBACK_FULL}};

static json_t *picked(const json_t *object, const struct member *members,
                      enum feedback_level level)
{
    if (level == FEEDBACK_FULL) return json_deep_copy(object);
    json_t *left = json_object();
    for (; members->name; members++) {
        const json_t *value = json_object_get(object, members->name);
        if (value && members->from <= level && !json_is_object(value) && !json_is_array(value))
            json_object_set_new(left, members->name, json_deep_copy(value));
    }
    return left;
}

// ---- a check -----------------------------------------------------------------------------------

// The place that a detail begins with, as "dx[0,3]" or "loss": its length; 0: there is none.
static int place_of(const char *detail)
{
    int at = 0;
    while (isalnum((unsigned char)detail[at]) || detail[at] == '_') at++;
    if (at == 0 || isdigit((unsigned char)detail[0])) return 0;
    if (detail[at] != '[') return strncmp(detail + at, " = ", 3) == 0 ? at : 0;
    const int from = at + 1;
    at = from + (int)strspn(detail + from, "0123456789,");
    return at > from && detail[at] == ']' ? at + 1 : 0;
}

// Details that speak of memory, time, sizes and files: there are no values in them.
static bool has_no_values(const char *verdict)
{
    static const char *const verdicts[] = {"changed-input", "crash", "stack", "timeout", "memory",
                                           "output-limit", "protocol", "not-written-yet",
                                           "wrong-shape", "forbidden-symbol", "compile-error",
                                           "unwritten", "nondeterministic", "too-much-work",
                                           NULL};
    for (int i = 0; verdicts[i]; i++)
        if (strcmp(verdict, verdicts[i]) == 0) return true;
    return false;
}

static void tell_index(json_t *left, const json_t *check)
{
    char text[400] = "", much[80] = "";
    const char *detail = field_text(check, "detail"), *verdict = field_text(check, "verdict");
    const double times = json_number_value(json_object_get(check, "times"));
    const int place = place_of(detail);
    if (has_no_values(verdict)) {
        json_object_set(left, "detail", json_object_get(check, "detail"));
        return;
    }
    // two digits: with more, and the bound, a value could be worked out
    if (times > 0.0) snprintf(much, sizeof much, "; the worst by %.2g times the bound", times);
    if (place > 0 && place < 128)
        snprintf(text, sizeof text, "%.*s is the first that is wrong%s", place, detail, much);
    json_object_set_new(left, "detail", json_string(text));
}

static json_t *check_reduced(const json_t *check, enum feedback_level level)
{
    json_t *left = picked(check, of_check, level);
    if (level == FEEDBACK_INDEX) tell_index(left, check);
    return left;
}

// ---- parts, labs, the whole --------------------------------------------------------------------

static json_t *part_reduced(const json_t *part, enum feedback_level level)
{
    size_t i;
    json_t *check, *left = picked(part, of_part, level), *checks = json_array();
    json_array_foreach(json_object_get(part, "checks"), i, check)
        if (level >= FEEDBACK_VERDICT) json_array_append_new(checks, check_reduced(check, level));
    json_object_set_new(left, "checks", checks);
    json_object_set_new(left, "feedback", json_string(feedback_names[level]));
    return left;
}

json_t *feedback_reduce_lab(const json_t *lab,
                            enum feedback_level (*level)(const char *part, const void *context),
                            const void *context)
{
    size_t i;
    json_t *part, *one, *parts = json_array(), *advice = json_array();
    enum feedback_level lowest = FEEDBACK_FULL;
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        const enum feedback_level told = level(field_text(part, "part"), context);
        if (told < lowest) lowest = told;
        json_array_append_new(parts, part_reduced(part, told));
    }
    json_t *left = picked(lab, of_lab, lowest);
    json_array_foreach(json_object_get(lab, "advice"), i, one)
        if (lowest >= FEEDBACK_INDEX)
            json_array_append_new(advice, picked(one, of_advice, lowest));
    json_object_set_new(left, "parts", parts);
    json_object_set_new(left, "advice", advice);
    return left;
}

static enum feedback_level same(const char *part, const void *context)
{
    (void)part;
    return *(const enum feedback_level *)context;
}

json_t *feedback_reduce(const json_t *record, enum feedback_level level)
{
    size_t i;
    json_t *lab, *left = picked(record, of_record, level), *labs = json_array();
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_append_new(labs, feedback_reduce_lab(lab, same, &level));
    json_object_set_new(left, "labs", labs);
    json_object_set_new(left, "feedback", json_string(feedback_names[level]));
    return left;
}

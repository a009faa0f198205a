// results.c: reads crumb/results/v1, and times of submission. See results.h.
#include "course/results.h"

#include "course/csv.h"
#include "course/field.h"
#include "course/moment.h"
#include "fail.h"
#include "fields.h"
#include "file.h"
#include "show.h"

#include <string.h>

enum { SHOWN = 120 };

static void check_record(const struct spot *spot, const json_t *record)
{
    size_t i, j;
    json_t *lab, *part;
    if (!field_is(record, "schema", "crumb/result/v1"))
        field_fail(spot, "record", "wanted a record of schema crumb/result/v1");
    const json_t *labs = json_object_get(record, "labs");
    if (!json_is_array(labs)) field_fail(spot, "record", "it has no list \"labs\"");
    json_array_foreach(labs, i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part) {
            const json_int_t earned = json_integer_value(json_object_get(part, "earned"));
            const json_int_t points = json_integer_value(json_object_get(part, "points"));
            if (!*field_text(part, "part") || !*field_text(part, "verdict") || earned < 0 ||
                earned > points)
                field_fail(spot, "record", "part %zu of lab %.20s has no name, no verdict, or "
                           "more earned than its points", j, field_text(lab, "number"));
        }
}

static void add(struct results *results, struct arena *arena, struct result one)
{
    if (results->count == results->room) {
        struct result *old = results->all;
        results->room = results->room ? 2 * results->room : 64;
        results->all = arena_array(arena, (size_t)results->room, sizeof *old);
        if (old) memcpy(results->all, old, (size_t)results->count * sizeof *old);
    }
    results->all[results->count++] = one;
}

void results_read(struct results *results, struct arena *arena, const char *path)
{
    json_t *root = field_file(arena, path, RESULTS_BYTES_MAX, "crumb/results/v1");
    const struct spot top = {arena, path, "", root};
    const dim first = results->count, count = field_list(&top, "results", RESULTS_MAX);
    if (!results->files) results->files = json_array();
    json_array_append_new(results->files, root);
    if (!json_object_get(root, "results")) field_fail(&top, "results", "missing; wanted a list");
    for (dim i = 0; i < count; i++) {
        const struct spot spot = field_object(&top, "results", i);
        struct result one = {.account = field_words(&spot, "id", NULL),
                             .submission = field_words(&spot, "submission", ""),
                             .record = json_object_get(spot.object, "record")};
        check_record(&spot, one.record);
        one.timed = field_moment(&one.when, &spot, "when");
        for (dim j = first; j < results->count; j++)
            if (strcmp(one.account, results->all[j].account) == 0 &&
                strcmp(one.submission, results->all[j].submission) == 0)
                field_fail(&spot, "id", "results[%td] has the same id and submission; grade merge "
                           "makes one result of each", j - first);
        add(results, arena, one);
    }
}

void results_free(struct results *results)
{
    json_decref(results->files);
    *results = (struct results){0};
}

// ---- times -------------------------------------------------------------------------------------

struct times {
    struct results *results;
    struct arena *arena;
    const char *path;
    json_t *warnings;
};

static void warn(const struct times *times, const char *sentence)
{
    json_array_append_new(times->warnings, json_string(sentence));
}

static const char *shown(const struct times *times, const char *text)
{
    return show(arena_alloc(times->arena, SHOWN), SHOWN, text, strlen(text));
}

// One time for results of several submissions fits at most one of them.
static bool is_vague(const struct times *times, const char *account)
{
    const char *first = NULL;
    for (dim i = 0; i < times->results->count; i++) {
        const struct result *one = &times->results->all[i];
        if (strcmp(one->account, account) != 0) continue;
        if (first && strcmp(first, one->submission) != 0) return true;
        first = one->submission;
    }
    return false;
}

static void take(const struct times *times, const char *where, const char *account,
                 const char *when, const char *submission)
{
    int64_t seconds;
    bool found = false;
    if (!moment_parse(&seconds, when))
        fail("%s: %s: \"%s\" for %s: " MOMENT_WANTED, times->path, where, shown(times, when),
             shown(times, account));
    if (!*submission && is_vague(times, account)) {
        warn(times, arena_print(times->arena, "times: %s has several submissions and one time; "
                                "a third column, submission, tells which", shown(times, account)));
        return;
    }
    for (dim i = 0; i < times->results->count; i++) {
        struct result *one = &times->results->all[i];
        if (strcmp(one->account, account) != 0) continue;
        if (*submission && strcmp(one->submission, submission) != 0) continue;
        one->timed = found = true;
        one->when = seconds;
    }
    if (!found)
        warn(times, arena_print(times->arena, "times: %s has a time and no result",
                                shown(times, account)));
}

static void take_json(const struct times *times, const char *text, size_t count)
{
    const char *account;
    json_error_t error;
    json_t *value, *root = json_loadb(text, count, JSON_REJECT_DUPLICATES, &error);
    if (!root) fail("%s:%d: %s", times->path, error.line, shown(times, error.text));
    if (!json_is_object(root)) fail("%s: wanted {\"account\": \"time\", ...}", times->path);
    json_object_foreach(root, account, value) {
        if (!json_is_string(value))
            fail("%s: %s: " MOMENT_WANTED, times->path, shown(times, account));
        take(times, "a time", account, json_string_value(value), "");
    }
    json_decref(root);
}

static void take_csv(const struct times *times, const char *text, size_t count)
{
    struct csv csv;
    const char *wrong = csv_parse(&csv, times->arena, times->path, text, count);
    if (!wrong) wrong = csv_even(&csv, times->path);
    if (wrong) fail("%s", wrong);
    const struct csv_row *head = csv.rows;
    if (csv.count == 0 || head->count < 2 || head->count > 3 ||
        strcmp(head->cells[0].text, "id") != 0 || strcmp(head->cells[1].text, "when") != 0 ||
        (head->count == 3 && strcmp(head->cells[2].text, "submission") != 0))
        fail("%s: wanted a first row id,when or id,when,submission", times->path);
    for (dim i = 1; i < csv.count; i++) {
        const struct csv_row *row = &csv.rows[i];
        if (csv_is_empty(row)) continue;
        take(times, arena_print(times->arena, "line %td", row->line), row->cells[0].text,
             row->cells[1].text, row->count == 3 ? row->cells[2].text : "");
    }
}

void results_times(struct results *results, struct arena *arena, const char *path,
                   json_t *warnings)
{
    size_t count;
    const struct times times = {results, arena, path, warnings};
    const char *text = file_text(arena, path, CSV_BYTES_MAX, &count);
    if (text[strspn(text, " \t\r\n")] == '{') take_json(&times, text, count);
    else take_csv(&times, text, count);
}

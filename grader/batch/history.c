// history.c: reads journals, an event at a time, and results. See history.h.
#include "batch/history.h"

#include "fields.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_BYTES = 1100, DIGITS = 64 };

struct reading {
    struct history *history;
    struct arena *arena;
    const char *name;
};

static const char *off(const struct reading *reading, const char *what)
{
    return arena_print(reading->arena, "%s:%td: %s", reading->name, reading->history->lines, what);
}

static bool is_digest(const char *text)
{
    return text && strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

static bool is_id(const char *text)
{
    char shown[ID_BYTES + 8];
    if (!text || !*text || strlen(text) > ID_BYTES || strchr(text, '\n')) return false;
    return strcmp(show(shown, sizeof shown, text, strlen(text)), text) == 0;
}

json_t *history_entry(struct history *history, const char *id)
{
    json_t *entry = json_object_get(history->ids, id);
    if (entry) return entry;
    entry = json_pack("{s:s,s:s,s:i,s:b,s:s,s:{},s:{}}", "submission", "", "open", "", "strikes",
                      0, "interrupted", 0, "why", "", "begun", "results");
    json_object_set_new(history->ids, id, entry);
    return entry;
}

static void set_text(json_t *entry, const char *key, const char *value)
{
    json_object_set_new(entry, key, json_string(value));
}

static void strike(json_t *entry)
{
    json_object_set_new(entry, "strikes", json_integer(field_number(entry, "strikes") + 1));
}

// It was being graded, and nothing more was heard of it. Alone, it is the one to suspect.
static void interrupted(json_t *entry)
{
    if (field_is(entry, "open", "alone")) strike(entry);
    else if (field_is(entry, "open", "beside"))
        json_object_set_new(entry, "interrupted", json_true());
    set_text(entry, "open", "");
}

// Other files than before: what the earlier ones did says nothing of them.
static void take_submission(json_t *entry, const char *submission)
{
    if (field_is(entry, "submission", submission)) return;
    set_text(entry, "submission", submission);
    set_text(entry, "open", "");
    json_object_set_new(entry, "strikes", json_integer(0));
    json_object_set_new(entry, "interrupted", json_false());
}

// [text, where] of a record, if it is one of this submission.
static json_t *kept_record(const struct reading *reading, const json_t *record,
                           const char *submission)
{
    if (!field_is(record, "schema", "crumb/result/v1") || !json_is_array(
            json_object_get(record, "labs")) || !field_is(record, "submission", submission))
        return NULL;
    char *text = json_dumps(record, JSON_COMPACT);
    json_t *kept = text ? json_pack("[ss]", text, reading->name) : NULL;
    free(text);
    return kept;
}

// Of each id the files that were begun last are to have a result.
static void note_begun(json_t *entry)
{
    const char *submission = field_text(entry, "submission");
    if (*submission) json_object_set_new(json_object_get(entry, "begun"), submission, json_true());
}

// Do two records say the same, except for when?
static bool same_but_time(const char *one, const char *other)
{
    if (strcmp(one, other) == 0) return true;
    json_t *a = json_loads(one, 0, NULL), *b = json_loads(other, 0, NULL);
    json_object_del(a, "when");
    json_object_del(b, "when");
    const bool same = a && b && json_equal(a, b);
    json_decref(a);
    json_decref(b);
    return same;
}

static const char *text_of(const json_t *kept)
{
    return json_string_value(json_array_get(kept, 0));
}

const char *history_put(struct arena *arena, json_t *entry, const char *id, const char *submission,
                        json_t *kept)
{
    json_t *results = json_object_get(entry, "results"), *old = json_object_get(results,
                                                                                submission);
    const char *wrong = NULL;
    if (old && !same_but_time(text_of(old), text_of(kept)))
        wrong = arena_print(arena, "%s: two different results for the same files (%.12s), in %s "
                            "and in %s; leave one of these files out, or grade it again (grade "
                            "regrade)", id, submission, json_string_value(json_array_get(old, 1)),
                            json_string_value(json_array_get(kept, 1)));
    if (!wrong && (!old || strcmp(text_of(kept), text_of(old)) < 0))
        json_object_set(results, submission, kept);
    json_decref(kept);
    return wrong;
}

// ---- events ------------------------------------------------------------------------------------

static const char *take_plan(const struct reading *reading, const json_t *line)
{
    size_t i;
    json_t *id;
    const json_t *ids = json_object_get(line, "ids");
    if (!json_is_array(ids)) return off(reading, "a plan without ids");
    json_array_foreach(ids, i, id) {
        if (!is_id(json_string_value(id))) return off(reading, "a plan with an id that is none");
        history_entry(reading->history, json_string_value(id));
    }
    return NULL;
}

static const char *take_about_one(const struct reading *reading, const json_t *line)
{
    const char *event = field_text(line, "event"), *id = field_text(line, "id");
    const char *submission = field_text(line, "submission"), *why = field_text(line, "why");
    const bool failed = strcmp(event, "failed") == 0;
    if (!is_id(id)) return off(reading, "an event without a proper id");
    if (!is_digest(submission) && !(failed && !*submission))
        return off(reading, "an event without the hash of a submission");
    json_t *entry = history_entry(reading->history, id);
    if (strcmp(event, "start") == 0) {
        interrupted(entry);
        take_submission(entry, submission);
        const bool alone = json_is_true(json_object_get(line, "alone"));
        set_text(entry, "open", alone ? "alone" : "beside");
        return NULL;
    }
    set_text(entry, "open", "");
    if (failed) {
        char shown[1000];
        set_text(entry, "why", show(shown, sizeof shown, why, strlen(why)));
        if (field_is(line, "cause", "died")) strike(entry);
        return NULL;
    }
    take_submission(entry, submission);
    set_text(entry, "why", "");
    json_t *kept = kept_record(reading, json_object_get(line, "record"), submission);
    if (!kept) return off(reading, "a result without a result record of its submission");
    return history_put(reading->arena, entry, id, submission, kept);
}

static const char *take_begin(const struct reading *reading, const json_t *line)
{
    const json_t *fingerprint = json_object_get(line, "fingerprint");
    if (reading->history->fingerprint) return off(reading, "begun a second time");
    if (!json_is_object(fingerprint)) return off(reading, "begun without a fingerprint");
    reading->history->fingerprint = json_deep_copy(fingerprint);
    return NULL;
}

static const char *take_event(const struct reading *reading, const json_t *line)
{
    const char *event = field_text(line, "event");
    if (!field_is(line, "schema", JOURNAL_SCHEMA))
        return off(reading, "no line of a journal (schema \"" JOURNAL_SCHEMA "\")");
    if (strcmp(event, "begin") == 0) return take_begin(reading, line);
    if (!reading->history->fingerprint) return off(reading, "an event before the journal begins");
    if (strcmp(event, "plan") == 0) return take_plan(reading, line);
    if (strcmp(event, "end") == 0) return NULL;
    if (strcmp(event, "start") != 0 && strcmp(event, "result") != 0 &&
        strcmp(event, "failed") != 0)
        return off(reading, "an event of a kind that is not known here; a newer grader wrote it");
    return take_about_one(reading, line);
}

// Is this what a first line of ours looks like, as far as it goes? No other file is cut.
static bool is_opening(const char *text, size_t count)
{
    static const char opening[] = "{\"schema\":\"" JOURNAL_SCHEMA "\"";
    const size_t length = sizeof opening - 1;
    return strncmp(text, opening, count < length ? count : length) == 0;
}

static const char *read_journal(const struct reading *reading, const char *text, size_t count)
{
    struct history *history = reading->history;
    const char *wrong = NULL, *id;
    json_t *entry;
    for (size_t at = 0; at < count && !wrong;) {
        const char *end = memchr(text + at, '\n', count - at);
        const size_t length = end ? (size_t)(end - text) - at : count - at;
        const bool last = !end || at + length + 1 == count;
        history->lines++;
        json_t *line = end && length <= HISTORY_LINE_MAX
                       ? json_loadb(text + at, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
        if (!line && last && (at > 0 || is_opening(text, count))) {  // a kill, or a full disk
            history->torn = count - at;
            break;
        }
        wrong = json_is_object(line)
                ? take_event(reading, line)
                : off(reading, "not a line of JSON; the file is damaged. Begin a new journal, or "
                               "cut the file before this line");
        json_decref(line);
        at += length + 1;
        history->whole = at;
    }
    json_object_foreach(history->ids, id, entry) {
        interrupted(entry);
        note_begun(entry);
    }
    return wrong;
}

// ---- results -----------------------------------------------------------------------------------

static const char *read_result(const struct reading *reading, const json_t *one)
{
    const char *id = field_text(one, "id"), *submission = field_text(one, "submission");
    if (!is_id(id) || !is_digest(submission))
        return off(reading, "a result without id or submission");
    json_t *kept = kept_record(reading, json_object_get(one, "record"), submission);
    if (!kept) return off(reading, "a result without a result record of its submission");
    json_t *entry = history_entry(reading->history, id);
    set_text(entry, "submission", submission);
    note_begun(entry);
    return history_put(reading->arena, entry, id, submission, kept);
}

static const char *read_missing(const struct reading *reading, const json_t *one)
{
    const char *id = field_text(one, "id"), *submission = field_text(one, "submission");
    const char *why = field_text(one, "why");
    char shown[1000];
    if (!is_id(id) || (*submission && !is_digest(submission)))
        return off(reading, "a missing submission without an id");
    json_t *entry = history_entry(reading->history, id);
    set_text(entry, "submission", submission);
    note_begun(entry);
    set_text(entry, "why", show(shown, sizeof shown, why, strlen(why)));
    return NULL;
}

static const char *read_results(const struct reading *reading, const json_t *whole)
{
    const char *wrong = NULL;
    size_t i;
    json_t *one;
    const json_t *fingerprint = json_object_get(whole, "fingerprint");
    if (!json_is_object(fingerprint) || !json_is_array(json_object_get(whole, "results")))
        return off(reading, "results without a fingerprint or a list");
    reading->history->fingerprint = json_deep_copy(fingerprint);
    json_array_foreach(json_object_get(whole, "results"), i, one)
        if (!wrong) wrong = read_result(reading, one);
    json_array_foreach(json_object_get(whole, "missing"), i, one)
        if (!wrong) wrong = read_missing(reading, one);
    return wrong;
}

const char *history_read(struct history *history, struct arena *arena, const char *name,
                         const char *text, size_t count)
{
    const struct reading reading = {history, arena, name};
    *history = (struct history){.ids = json_object()};
    const char *end = count ? memchr(text, '\n', count) : NULL;
    const size_t first = end ? (size_t)(end - text) : count;
    json_t *line = json_loadb(text, first, 0, NULL);
    const bool journal = !count || !end || field_is(line, "schema", JOURNAL_SCHEMA);
    json_decref(line);
    json_t *whole = journal && end ? NULL : json_loadb(text, count, JSON_REJECT_DUPLICATES, NULL);
    const char *wrong;
    history->lines = 1;
    if (field_is(whole, "schema", RESULTS_SCHEMA)) {
        wrong = read_results(&reading, whole);
    } else if (journal && (!whole || field_is(whole, "schema", JOURNAL_SCHEMA))) {
        history->lines = 0;
        wrong = read_journal(&reading, text, count);
    } else {
        wrong = off(&reading, "neither a journal nor results; wanted what grade batch or grade "
                              "merge wrote");
    }
    json_decref(whole);
    return wrong;
}

void history_close(struct history *history)
{
    json_decref(history->fingerprint);
    json_decref(history->ids);
    *history = (struct history){0};
}

bool history_is_done(const json_t *entry)
{
    return history_record(entry, field_text(entry, "submission")) != NULL;
}

const char *history_record(const json_t *entry, const char *submission)
{
    return text_of(json_object_get(json_object_get(entry, "results"), submission));
}

// progress.c: results in, entries of parts out. See progress.h; memory.h keeps the file.
#include "progress.h"

#include "fields.h"
#include "memory.h"
#include "sha256.h"
#include "submission.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HASH_CHARACTERS = 64, FILE_BYTES_MAX = 1 << 20 };

static bool is_kept(const struct settings *settings)
{
    const char *wish = getenv("CRUMB_PROGRESS");
    return strcmp(settings->from, "labs") == 0 && !(wish && strcmp(wish, "none") == 0);
}

static struct memory memory_of(struct progress *progress, const struct settings *settings)
{
    static char folder[SUBMISSION_PATH_MAX];
    snprintf(folder, sizeof folder, "%.4000s/.crumb", settings->root);
    return (struct memory){.folder = folder, .name = "progress", .schema = "crumb/progress/v1",
                           .why = progress->note, .why_size = sizeof progress->note};
}

static void start(struct progress *progress)
{
    *progress = (struct progress){.lost = json_array()};
}

void progress_read(struct progress *progress, const struct settings *settings)
{
    bool damaged;
    start(progress);
    const struct memory memory = memory_of(progress, settings);
    if (is_kept(settings)) progress->root = memory_read(&memory, &damaged);
    if (!progress->root) progress->root = json_object();
}

void progress_free(struct progress *progress)
{
    json_decref(progress->root);
    json_decref(progress->lost);
    *progress = (struct progress){.root = NULL};
}

void progress_say(const struct progress *progress)
{
    if (progress->note[0]) fprintf(stderr, "grade: %s\n", progress->note);
}

void progress_say_lost(FILE *out, const struct progress *progress)
{
    size_t i;
    json_t *lost;
    json_array_foreach(progress->lost, i, lost)
        fprintf(out, " %s passed on %.10s and no longer does\n", field_text(lost, "part"),
                field_text(lost, "passed"));
}

// ---- entries -----------------------------------------------------------------------------------

// The object at key, made when it is not there (or is not an object).
static json_t *object_at(json_t *root, const char *key)
{
    json_t *found = json_object_get(root, key);
    if (!json_is_object(found)) {
        found = json_object();
        json_object_set_new(root, key, found);
    }
    return found;
}

static void part_key(char *key, size_t size, const char *topic, const char *part)
{
    snprintf(key, size, "%s.%s", topic, part);
}

static json_t *find_entry(const json_t *root, const char *topic, const char *part)
{
    char key[120];
    part_key(key, sizeof key, topic, part);
    json_t *entry = json_object_get(json_object_get(root, "parts"), key);
    return json_is_object(entry) ? entry : NULL;
}

json_t *progress_part(const struct progress *progress, const struct topic_part *part)
{
    json_t *entry = find_entry(progress->root, part->topic, part->part);
    return *field_text(entry, "verdict") ? entry : NULL;  // hints may come before a result
}

const struct topic_part *progress_last(const struct progress *progress,
                                       const struct settings *settings)
{
    char key[120];
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++) {
        part_key(key, sizeof key, topics->parts[i].topic, topics->parts[i].part);
        if (field_is(progress->root, "last", key)) return &topics->parts[i];
    }
    return NULL;
}

// ---- what is there now -------------------------------------------------------------------------

static void golden_hash(char hash[HASH_CHARACTERS + 1], const struct settings *settings,
                        const char *topic)
{
    char path[SUBMISSION_PATH_MAX + 32], line[400], name[120];
    snprintf(path, sizeof path, "%s/manifest.txt", settings->golden);
    snprintf(name, sizeof name, "  %s.safetensors\n", topic);
    hash[0] = 0;
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
        if (strlen(line) > HASH_CHARACTERS && strcmp(line + HASH_CHARACTERS, name) == 0)
            snprintf(hash, HASH_CHARACTERS + 1, "%s", line);
    if (in) fclose(in);
}

static bool file_hash(char hash[HASH_CHARACTERS + 1], const struct settings *settings,
                      const struct topic_part *part)
{
    static char bytes[FILE_BYTES_MAX];
    char path[SUBMISSION_PATH_MAX];
    submission_find(path, settings, part->number, part->topic);
    FILE *in = fopen(path, "rb");
    if (!in) return false;
    size_t count = fread(bytes, 1, sizeof bytes, in);
    bool whole = !ferror(in) && count < sizeof bytes;
    fclose(in);
    sha256_hex(hash, bytes, count);
    return whole;
}

bool progress_fresh(const struct progress *progress, const struct settings *settings,
                    const struct topic_part *part)
{
    char file[HASH_CHARACTERS + 1], golden[HASH_CHARACTERS + 1];
    const json_t *entry = progress_part(progress, part);
    if (!entry || !file_hash(file, settings, part)) return false;
    golden_hash(golden, settings, part->topic);
    return field_is(entry, "file", file) && field_is(entry, "golden", golden);
}

// ---- taking in a result ------------------------------------------------------------------------

struct taking {
    struct progress *progress;
    const struct settings *settings;
    const json_t *record;
    char when[40];
};

static bool is_settled(const json_t *part)
{
    return !field_is(part, "verdict", "grader-error") && !field_is(part, "verdict", "skipped");
}

// Another file was graded, and something was written for this part: a try. Where nothing could be
// built, it is the first part that did not pass before that was being worked on.
static bool is_try(const json_t *entry, const json_t *lab, const json_t *part, bool first_open)
{
    if (field_is(part, "verdict", "not-written-yet") ||
        field_is(entry, "file", field_text(lab, "sha256")))
        return false;
    if (field_is(entry, "verdict", "pass") && field_is(part, "verdict", "pass")) return false;
    return field_is(lab, "build", "pass") || first_open;
}

static void take_part(struct taking *taking, json_t *entry, const json_t *lab, const json_t *part,
                      bool tried)
{
    char golden[HASH_CHARACTERS + 1];
    golden_hash(golden, taking->settings, field_text(lab, "topic"));
    bool passed = field_is(part, "verdict", "pass");
    if (!passed && *field_text(entry, "passed") && field_is(lab, "build", "pass")) {
        char key[120];
        part_key(key, sizeof key, field_text(lab, "topic"), field_text(part, "part"));
        json_array_append_new(taking->progress->lost,
                              json_pack("{s:s,s:s}", "part", key, "passed",
                                        field_text(entry, "passed")));
    }
    bool same = field_is(entry, "file", field_text(lab, "sha256")) &&
                field_is(entry, "golden", golden) &&
                field_is(entry, "verdict", field_text(part, "verdict"));
    if (same) return;  // when and passed stay: they say when this came about
    json_object_set_new(entry, "verdict", json_string(field_text(part, "verdict")));
    json_object_set(entry, "earned", json_object_get(part, "earned"));
    json_object_set(entry, "points", json_object_get(part, "points"));
    json_object_set(entry, "file", json_object_get(lab, "sha256"));
    json_object_set_new(entry, "golden", json_string(golden));
    json_object_set_new(entry, "when", json_string(taking->when));
    if (passed) json_object_set_new(entry, "passed", json_string(taking->when));
    json_object_set_new(entry, "tries",
                        json_integer(json_integer_value(json_object_get(entry, "tries")) + tried));
}

// Code to write, not questions of size.
static bool is_listed(const struct settings *settings, const json_t *lab, const json_t *part)
{
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++)
        if (field_is(lab, "topic", topics->parts[i].topic) &&
            field_is(part, "part", topics->parts[i].part))
            return true;
    return false;
}

// The part that a lab's file was last about: the last one with something written; where nothing
// could be built, the first that did not pass before.
static void take_last(json_t *root, const struct settings *settings, const json_t *lab,
                      const char *open)
{
    char key[120] = "";
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        if (is_listed(settings, lab, part) &&
            (i == 0 || !field_is(part, "verdict", "not-written-yet")))
            part_key(key, sizeof key, field_text(lab, "topic"), field_text(part, "part"));
    if (!field_is(lab, "build", "pass") && *open)
        part_key(key, sizeof key, field_text(lab, "topic"), open);
    if (*key) json_object_set_new(root, "last", json_string(key));
}

static void take_lab(json_t *root, struct taking *taking, const json_t *lab, bool asked_for)
{
    bool worked_on = asked_for;
    const char *open = "";
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        char key[120];
        if (!is_settled(part)) return;  // says nothing about the file
        part_key(key, sizeof key, field_text(lab, "topic"), field_text(part, "part"));
        json_t *entry = object_at(object_at(root, "parts"), key);
        bool first_open = !*open && !field_is(entry, "verdict", "pass");
        if (first_open) open = field_text(part, "part");
        bool tried = is_try(entry, lab, part, first_open);
        worked_on = worked_on || tried;
        take_part(taking, entry, lab, part, tried);
    }
    if (worked_on) take_last(root, taking->settings, lab, open);
}

static void take_record(json_t *root, void *context)
{
    struct taking *taking = context;
    const json_t *labs = json_object_get(taking->record, "labs");
    size_t i;
    json_t *lab;
    json_array_foreach(labs, i, lab)
        take_lab(root, taking, lab, json_array_size(labs) == 1);
}

static void now(char *when, size_t size)
{
    time_t seconds = time(NULL);
    struct tm utc;
    when[0] = 0;
    if (gmtime_r(&seconds, &utc)) strftime(when, size, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

void progress_record(struct progress *progress, const struct settings *settings,
                     const json_t *record)
{
    start(progress);
    const struct memory memory = memory_of(progress, settings);
    struct taking taking = {.progress = progress, .settings = settings, .record = record};
    now(taking.when, sizeof taking.when);
    if (is_kept(settings)) progress->root = memory_change(&memory, take_record, &taking);
    if (!progress->root) progress->root = json_object();
}

// ---- hints -------------------------------------------------------------------------------------

int progress_hints(const struct settings *settings, const char *topic, const char *part,
                   const char *operation)
{
    struct progress progress;
    int count = 0;
    const char *name;
    json_t *taken;
    progress_read(&progress, settings);
    json_t *entry = find_entry(progress.root, topic, part);
    json_object_foreach(json_object_get(entry, "hints"), name, taken)
        if (!operation || strcmp(name, operation) == 0) count += (int)json_integer_value(taken);
    progress_free(&progress);
    return count;
}

struct hint_taking {
    const char *topic, *part, *operation;
};

static void take_hint(json_t *root, void *context)
{
    const struct hint_taking *taking = context;
    char key[120];
    part_key(key, sizeof key, taking->topic, taking->part);
    json_t *hints = object_at(object_at(object_at(root, "parts"), key), "hints");
    json_int_t taken = json_integer_value(json_object_get(hints, taking->operation));
    json_object_set_new(hints, taking->operation, json_integer(taken + 1));
}

void progress_add_hint(const struct settings *settings, const char *topic, const char *part,
                       const char *operation)
{
    struct progress progress;
    struct hint_taking taking = {topic, part, operation};
    start(&progress);
    const struct memory memory = memory_of(&progress, settings);
    if (is_kept(settings)) progress.root = memory_change(&memory, take_hint, &taking);
    progress_say(&progress);
    progress_free(&progress);
}

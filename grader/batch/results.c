// results.c: sorted, and written at once. See results.h.
#include "batch/results.h"

#include "batch/store.h"
#include "fail.h"
#include "fields.h"
#include "file.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void results_take(struct history *history, struct arena *arena, const char *first,
                  const char *path)
{
    struct history own;
    const char *why;
    const struct file_bytes file = file_map(path);
    if (file.count > (size_t)STORE_BYTES_MAX) fail("%s: larger than 2 GiB", path);
    why = history_read(&own, arena, path, (const char *)file.bytes, file.count);
    file_unmap(file);
    if (why) fail("%s", why);
    if (own.torn)
        fprintf(stderr, "grade: %s: its last line was cut off (%zu bytes); it is left out\n", path,
                own.torn);
    if (!own.fingerprint) fprintf(stderr, "grade: %s: nothing is in it yet\n", path);
    if (!history->ids) history->ids = json_object();
    why = history_add(history, arena, &own, first, path);
    if (why) fail("%s", why);
    history_close(&own);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted_keys(dim *count, struct arena *arena, const json_t *object)
{
    const char **list = arena_array(arena, json_object_size(object) + 1, sizeof *list), *key;
    json_t *value;
    *count = 0;
    json_object_foreach((json_t *)(uintptr_t)object, key, value) list[(*count)++] = key;
    qsort(list, (size_t)*count, sizeof *list, by_text);
    return list;
}

const char **results_ids(dim *count, struct arena *arena, const struct history *history)
{
    return sorted_keys(count, arena, history->ids);
}

const char **results_submissions(dim *count, struct arena *arena, const json_t *entry)
{
    return sorted_keys(count, arena, json_object_get(entry, "results"));
}

// Of several the first in order, so that the order of journals does not show.
const char *results_missing(const char **submission, const json_t *entry)
{
    const char *begun, *why = field_text(entry, "why"), *least = NULL;
    json_t *yes;
    json_object_foreach(json_object_get(entry, "begun"), begun, yes)
        if (!history_record(entry, begun) && (!least || strcmp(begun, least) < 0)) least = begun;
    *submission = least ? least : "";
    if (!least && json_object_size(json_object_get(entry, "results"))) return NULL;
    return *why ? why : least ? "begun and not ended" : "never begun";
}

static void put_text(FILE *out, const char *text)
{
    json_t *value = json_string(text);
    json_dumpf(value, out, JSON_ENCODE_ANY);
    json_decref(value);
}

struct written {
    struct arena *arena;
    const struct history *history;
};

static void write_results(FILE *out, const struct written *what, const char **ids, dim count)
{
    const char *between = "\n";
    for (dim i = 0; i < count; i++) {
        dim graded;
        const json_t *entry = json_object_get(what->history->ids, ids[i]);
        const char **submissions = results_submissions(&graded, what->arena, entry);
        for (dim s = 0; s < graded; s++, between = ",\n") {
            fprintf(out, "%s{\"id\": ", between);
            put_text(out, ids[i]);
            fprintf(out, ", \"submission\": \"%s\", \"record\": %s}", submissions[s],
                    history_record(entry, submissions[s]));
        }
    }
}

static void write_missing(FILE *out, const struct written *what, const char **ids, dim count)
{
    const char *between = "\n";
    for (dim i = 0; i < count; i++) {
        const char *submission, *why;
        why = results_missing(&submission, json_object_get(what->history->ids, ids[i]));
        if (!why) continue;
        fprintf(out, "%s{\"id\": ", between);
        put_text(out, ids[i]);
        fprintf(out, ", \"submission\": \"%s\", \"why\": ", submission);
        put_text(out, why);
        putc('}', out);
        between = ",\n";
    }
}

static void write_all(FILE *out, const struct written *what)
{
    dim count;
    const char **ids = results_ids(&count, what->arena, what->history);
    fputs("{\"schema\": \"" RESULTS_SCHEMA "\",\n\"fingerprint\": ", out);
    json_dumpf(what->history->fingerprint, out, JSON_SORT_KEYS);
    fputs(",\n\"results\": [", out);
    write_results(out, what, ids, count);
    fputs("\n],\n\"missing\": [", out);
    write_missing(out, what, ids, count);
    fputs("\n]}\n", out);
}

void results_write(struct arena *arena, const char *path, const struct history *history)
{
    const struct written what = {arena, history};
    struct file_writer writer;
    file_begin(&writer, path);
    write_all(writer.stream, &what);
    file_commit(&writer);
}

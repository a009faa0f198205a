// fuzz_journal.c: any bytes as a journal or as results: one sentence, or a history that is whole;
// read again together with itself it stays the same.
#include "batch/history.h"

#include "fields.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void check_entry(const json_t *entry)
{
    const char *submission;
    json_t *kept;
    if (field_number(entry, "strikes") < 0 || *field_text(entry, "open")) abort();
    json_object_foreach(json_object_get(entry, "results"), submission, kept) {
        json_t *record = json_loads(history_record(entry, submission), 0, NULL);
        if (strlen(submission) != 64 || !field_is(record, "submission", submission)) abort();
        json_decref(record);
    }
}

static void check_history(const struct history *history, size_t count)
{
    const char *id;
    json_t *entry;
    if (history->whole > count || history->torn > count - history->whole) abort();
    if (!history->fingerprint && json_object_size(history->ids)) abort();
    json_object_foreach(history->ids, id, entry) {
        if (!*id || strchr(id, '\n')) abort();
        check_entry(entry);
    }
}

// A history added to itself is the same history.
static void check_again(struct arena *arena, struct history *history)
{
    struct history sum = {.ids = json_object()};
    if (history_add(&sum, arena, history, "a", "a")) abort();
    const size_t ids = json_object_size(sum.ids);
    if (history_add(&sum, arena, history, "a", "a")) abort();
    if (history->fingerprint && (json_object_size(sum.ids) != ids ||
                                 ids != json_object_size(history->ids)))
        abort();
    history_close(&sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct history history;
    const char *wrong = history_read(&history, &arena, "journal", (const char *)bytes, count);
    if (wrong && (!*wrong || strchr(wrong, '\n'))) abort();
    if (!wrong) {
        check_history(&history, count);
        check_again(&arena, &history);
    }
    history_close(&history);
    arena_free(&arena);
    return 0;
}

// history.h: what journals and results say, line by line (docs/instructor/batch.md). Their text
// comes from outside: bounded, checked, one sentence for whatever is off.
#ifndef CRUMB_BATCH_HISTORY_H
#define CRUMB_BATCH_HISTORY_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

#define JOURNAL_SCHEMA "crumb/journal/v1"
#define RESULTS_SCHEMA "crumb/results/v1"
enum { HISTORY_LINE_MAX = 16 << 20 };

// ids: name -> {"submission": the last one that was begun, "open": "" "alone" "beside",
//               "strikes", "interrupted", "why": of what failed last,
//               "begun": {submission: true} of those that are to have a result,
//               "results": {submission: [compact text of the record, file it stands in]}}
struct history {
    json_t *fingerprint;  // what it was begun with; NULL: an empty journal
    json_t *ids;
    size_t whole;   // bytes of the text before a last line that was cut off
    size_t torn;    // bytes of that line; 0: there is none
    dim lines;
};

// The text of one file, a journal or results. NULL, or a sentence in the arena, with name in it.
// Close it in both cases.
const char *history_read(struct history *history, struct arena *arena, const char *name,
                         const char *text, size_t count);
void history_close(struct history *history);
// All of from into history. NULL, or why they contradict each other.
const char *history_add(struct history *history, struct arena *arena, const struct history *from,
                        const char *name, const char *from_name);
// Names of the parts of two fingerprints that differ: "grader, seed".
const char *history_differs(struct arena *arena, const json_t *one, const json_t *other);

// The same, but what from has of a submission stands in place of what history had.
void history_replace(struct history *history, const struct history *from);

// ---- an entry of ids ---------------------------------------------------------------------------
// Has what was begun last been graded? For an entry that no line of a result belongs to: false.
bool history_is_done(const json_t *entry);
// What there is of a submission: compact text of its record, NULL where it was not graded.
const char *history_record(const json_t *entry, const char *submission);

// ---- between history.c and combine.c -----------------------------------------------------------
json_t *history_entry(struct history *history, const char *id);  // made when there is none
// Takes over kept: [text, where]. Of two that say the same the one that sorts first stays, so that
// the order in which they come does not show. NULL, or why both cannot be.
const char *history_put(struct arena *arena, json_t *entry, const char *id, const char *submission,
                        json_t *kept);

#endif

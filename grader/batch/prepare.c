// prepare.c: what a journal says before anything is graded, and what is said after. See run.h.
#include "batch/run.h"

#include "converse.h"
#include "fail.h"
#include "fields.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PLANNED_AT_ONCE = 1000 };

static void refuse_other(const struct run *run, const json_t *before, const json_t *now)
{
    const char *differs = history_differs(run->batch->arena, before, now);
    if (!*differs) return;
    fail("%s: begun with something else than now (%s differs); go on with what it was begun with, "
         "or begin a new journal and compare (grade regrade)", run->journal.path, differs);
}

// A seed that nobody asked for is the one the journal was begun with.
static json_t *settle_seed(struct run *run, const struct history *history)
{
    struct batch *batch = run->batch;
    const json_t *seed = json_object_get(history->fingerprint, "seed");
    if (!batch->seeded && !batch->seeds.given && json_is_integer(seed))
        batch->settings->seed = (uint64_t)json_integer_value(seed);
    json_t *now = fingerprint_make(batch->settings, &batch->seeds);
    if (history->fingerprint) refuse_other(run, history->fingerprint, now);
    return now;
}

// What the journal knows of the folders, looked at anew: other files are another submission.
static void take_history(struct run *run, const struct history *history)
{
    struct arena *arena = run->batch->arena;
    for (dim i = 0; i < run->entries.count; i++) {
        struct entry *entry = &run->entries.all[i];
        const json_t *known = json_object_get(history->ids, entry->id);
        if (!known || !*field_text(known, "submission")) continue;
        if (entry_look(entry, arena, run->batch->settings)) continue;  // told when it is its turn
        const char *text = history_record(known, entry->submission);
        entry->done = text != NULL;
        run->meter.broken += text && strstr(text, "\"build\":\"grader-error\"");
        if (!field_is(known, "submission", entry->submission)) continue;
        entry->strikes = field_number(known, "strikes");
        entry->interrupted = json_is_true(json_object_get(known, "interrupted")) ||
                             entry->strikes > 0;
    }
}

static void write_plan(struct run *run, const struct history *history)
{
    json_t *ids = json_array();
    for (dim i = 0; i < run->entries.count; i++) {
        const char *id = run->entries.all[i].id;
        if (!json_object_get(history->ids, id)) json_array_append_new(ids, json_string(id));
        if (json_array_size(ids) < PLANNED_AT_ONCE && i + 1 < run->entries.count) continue;
        if (json_array_size(ids))
            journal_append(&run->journal, run->batch->arena, "plan",
                           json_pack("{s:O}", "ids", ids));
        json_array_clear(ids);
    }
    json_decref(ids);
}

static void open_bench(struct run *run)
{
    struct bench *bench = run->bench;
    *bench = (struct bench){.settings = run->batch->settings, .seeds = &run->batch->seeds,
                            .entries = &run->entries, .journal = &run->journal,
                            .parent = getpid()};
}

void run_prepare(struct run *run)
{
    struct batch *batch = run->batch;
    struct history history;
    journal_open(&run->journal, &history, batch->arena, batch->journal);
    json_t *now = settle_seed(run, &history);
    open_bench(run);
    take_history(run, &history);
    const dim broken = run->meter.broken;
    dim done = 0, open = 0;
    for (dim i = 0; i < run->entries.count; i++) done += run->entries.all[i].done;
    open = run->entries.count - done;
    if (open) bench_prepare(run->bench);
    if (!history.fingerprint)
        journal_append(&run->journal, batch->arena, "begin",
                       json_pack("{s:O}", "fingerprint", now));
    write_plan(run, &history);
    meter_start(&run->meter, run->entries.count, done);
    run->meter.broken = broken;
    json_decref(now);
    history_close(&history);
}

static const char *plural(dim count)
{
    return count == 1 ? "" : "s";
}

int run_report(struct run *run)
{
    const struct meter *meter = &run->meter;
    const dim left = meter->total - meter->done - meter->unreadable - run->changed;
    const double seconds = converse_now() - meter->began;
    meter_clear(meter);
    printf(" %td submission%s", meter->total, plural(meter->total));
    if (run->batch->shards > 1)
        printf(" (shard %d of %d, of %td)", run->batch->shard, run->batch->shards,
               run->entries.total);
    printf(": %td graded, %td of them now, in %.1f s", meter->done, meter->done - meter->before,
           seconds);
    if (meter->done - meter->before > 0 && seconds > 0)
        printf(" (%.0f a minute)", 60.0 * (double)(meter->done - meter->before) / seconds);
    putchar('\n');
    if (meter->broken)
        printf(" grader-error: %td, which is nobody's zero; grade regrade tries again\n",
               meter->broken);
    if (meter->unreadable + run->changed)
        printf(" not graded: %td, see above; the same command tries again\n",
               meter->unreadable + run->changed);
    if (left > 0) printf(" left: %td; the same command goes on where this one stopped\n", left);
    return meter->broken ? 2 : left > 0 || meter->unreadable + run->changed ? 1 : 0;
}

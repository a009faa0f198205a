// merge.c: journals and results into one file of results. See batch.h.
#include "batch/batch.h"

#include "batch/results.h"
#include "fail.h"
#include "fields.h"
#include "flags.h"

#include <stdio.h>

enum { TOLD_MAX = 20 };

// Each that has no result, or not of what was begun last. Returns how many.
static dim tell_missing(struct arena *arena, const struct history *history)
{
    dim count, missing = 0;
    const char **ids = results_ids(&count, arena, history);
    for (dim i = 0; i < count; i++) {
        const char *submission;
        const char *why = results_missing(&submission, json_object_get(history->ids, ids[i]));
        if (!why) continue;
        if (missing++ < TOLD_MAX) fprintf(stderr, "grade: no result of %s: %s\n", ids[i], why);
    }
    if (missing > TOLD_MAX)
        fprintf(stderr, "grade: and %td more\n", missing - TOLD_MAX);
    return missing;
}

static dim count_results(const struct history *history)
{
    const char *id;
    json_t *entry;
    dim count = 0;
    json_object_foreach(history->ids, id, entry)
        count += (dim)json_object_size(json_object_get(entry, "results"));
    return count;
}

int merge_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv)
{
    const char *out = NULL;
    bool partial = false;
    const struct flag table[] = {{"--out", FLAG_PATH, &out, 0, NULL},
                                 {"--partial", FLAG_SET, &partial, 0, NULL},
                                 {NULL, FLAG_SET, NULL, 0, NULL}};
    const int count = flags_read(arena, "merge", table, argc, argv);
    struct history history = {0};
    (void)settings, (void)program;  // nothing is graded: no root, no probes
    if (!out) fail_usage("grade merge: wanted --out FILE");
    if (!count) fail_usage("grade merge: wanted journals, or results that were merged before");
    for (int i = 0; i < count; i++) results_take(&history, arena, argv[0], argv[i]);
    if (!history.fingerprint) fail("%s: nothing to merge; run grade batch first", argv[0]);
    const dim missing = tell_missing(arena, &history);
    if (missing && !partial)
        fail("%td submission%s without a result, so nothing is written; let grade batch end (the "
             "same command goes on), or say --partial", missing, missing == 1 ? "" : "s");
    results_write(arena, out, &history);
    const dim results = count_results(&history);
    printf(" %td result%s of %zu submission%s in %s\n", results, results == 1 ? "" : "s",
           json_object_size(history.ids), json_object_size(history.ids) == 1 ? "" : "s", out);
    history_close(&history);
    return 0;
}

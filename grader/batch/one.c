// one.c: a seed, the labs, a record. See one.h.
#include "batch/one.h"

#include "fail.h"
#include "orphans.h"
#include "proof/provenance.h"
#include "report.h"
#include "submission_hash.h"
#include "workers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct labs {
    struct bench *bench;
    const struct settings *settings;
};

void bench_prepare(struct bench *bench)
{
    const struct settings *settings = bench->settings;
    const struct topics *topics = &settings->topics;
    const struct topic_part *only = settings->lab ? topics_find(topics, settings->lab) : NULL;
    bench->count = 0;
    for (dim i = 0; i < topics->count && bench->count < ONE_LABS_MAX; i++) {
        const struct topic_part *first = &topics->parts[i];
        if (i > 0 && strcmp(first->topic, topics->parts[i - 1].topic) == 0) continue;
        if (only && first != only) continue;
        struct lab_grading *grading = &bench->gradings[bench->count];
        bench->first[bench->count++] = first;
        lab_prepare_recorded(grading, settings, first);
        works_count_plain(&grading->works);
        if (!bench->seeds->given) lab_prepare_fresh(grading, settings, first);
    }
}

static json_t *grade_lab(const void *context, dim i)
{
    const struct labs *labs = context;
    struct bench *bench = labs->bench;
    struct lab_grading *grading = &bench->gradings[i];
    if (bench->seeds->given) lab_prepare_fresh(grading, labs->settings, bench->first[i]);
    json_t *lab = lab_grade_numbers(grading, labs->settings, bench->first[i]);
    lab_grade_advice(grading, lab);
    return lab;
}

// Each lab in a process of its own, tried twice, so that one costs the others nothing. One after
// the other: it is submissions that go side by side.
static json_t *grade_labs(const struct labs *labs)
{
    const struct bench *bench = labs->bench;
    static struct worker worker;
    json_t *list = json_array();
    for (dim i = 0; i < bench->count; i++) {
        json_t *lab = NULL;
        for (int attempt = 0; attempt < 2 && !lab; attempt++) {
            int status;
            worker_start(&worker, i, grade_lab, labs);
            while (!worker_is_over(&worker)) workers_listen(&worker, 1, -1, -1);
            lab = worker_finish(&worker, &status);
        }
        const char *why = worker.said[0] ? worker.said : "the grading process died, twice";
        json_array_append_new(list, lab ? lab : lab_broken(labs->settings, bench->first[i], why));
    }
    return list;
}

static json_t *whole_record(const struct bench *bench, const struct settings *settings,
                            const struct entry *entry, const char *commitment, json_t *labs)
{
    json_t *record = report_record(settings, labs);
    // bench's: all labs but the wanted one are left out of what they name
    provenance_stamp(record, bench->settings, entry->path, entry->submission, commitment);
    return record;
}

// settings of one submission. lab is left out: what would be built ahead for a single lab costs
// time where all cores are busy.
static struct settings own_settings(char *commitment, const struct bench *bench,
                                    const struct entry *entry)
{
    struct settings own = *bench->settings;
    own.from = entry->path;
    own.lab = NULL;
    commitment[0] = 0;
    if (bench->seeds->given)
        own.seed = seeds_of(commitment, bench->seeds, entry->submission);
    return own;
}

static void leave_batch(const struct bench *bench)
{
    orphans_follow_parent();
    if (getppid() != bench->parent) _exit(FAIL_ENVIRONMENT);  // it was gone before
    signal(SIGINT, SIG_IGN);  // a terminal sends it to all; what runs is to end well
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    journal_leave(bench->journal);
}

json_t *one_grade(const void *context, dim i)
{
    const struct bench *bench = context;
    const struct entry *entry = &bench->entries->all[i];
    char commitment[65], after[65];
    leave_batch(bench);
    const struct settings own = own_settings(commitment, bench, entry);
    const struct labs labs = {(struct bench *)(uintptr_t)bench, &own};  // a copy: we were forked
    json_t *list = bench->count == 1 ? json_pack("[o]", grade_lab(&labs, 0)) : grade_labs(&labs);
    submission_hash(after, &own);
    if (strcmp(after, entry->submission) != 0) {
        fputs("its files changed while they were graded\n", stderr);
        exit(ONE_CHANGED_EXIT);
    }
    return whole_record(bench, &own, entry, commitment, list);
}

json_t *one_broken(const struct bench *bench, const struct entry *entry, const char *why)
{
    char commitment[65];
    const struct settings own = own_settings(commitment, bench, entry);
    json_t *labs = json_array();
    for (dim i = 0; i < bench->count; i++)
        json_array_append_new(labs, lab_broken(&own, bench->first[i], why));
    return whole_record(bench, &own, entry, commitment, labs);
}

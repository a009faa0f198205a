// watch_work.c: grading, hints, numbers, the list. See watch_work.h.
#include "watch_work.h"

#include "fail.h"
#include "fields.h"
#include "hint.h"
#include "lab.h"
#include "list.h"
#include "progress.h"
#include "replay.h"
#include "report.h"
#include "watch_job.h"

#include <string.h>
#include <sys/stat.h>

static void write_record(FILE *out, json_t *lab)
{
    if (json_dumpf(lab, out, JSON_COMPACT) != 0 || fputc('\n', out) == EOF || fflush(out) != 0)
        fail_environment("the result could not be handed over");
}

void watch_work_grade(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    struct lab_grading grading;
    struct settings one = *work->settings;
    one.lab = work->first->topic;  // the checking build is for one lab
    lab_prepare(&grading, &one, work->first);
    watch_job_wait();
    json_t *lab = lab_grade_numbers(&grading, &one, work->first);
    write_record(out, lab);
    lab_grade_advice(&grading, lab);
    if (json_array_size(json_object_get(lab, "advice"))) write_record(out, lab);
    json_decref(lab);
}

void watch_work_hint(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    hint_climb(out, work->settings, work->record, work->first->topic);
}

// The first failed check with numbers to repeat: questions of size have none.
static const char *replayed(const json_t *lab)
{
    size_t i, j;
    json_t *part, *check;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        json_array_foreach(json_object_get(part, "checks"), j, check)
            if (!field_is(part, "part", "q") && !field_is(check, "verdict", "pass") &&
                !field_is(check, "verdict", "skipped") &&
                !field_is(check, "verdict", "not-written-yet"))
                return field_text(check, "id");
    return NULL;
}

void watch_work_replay(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    const char *id = replayed(json_array_get(json_object_get(work->record, "labs"), 0));
    if (id) replay(work->settings, id);
    else fprintf(out, " no case of %s fails: there are no numbers to show\n", work->first->topic);
}

void watch_work_list(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    struct progress progress;
    progress_read(&progress, work->settings);
    list_write(out, work->settings, &progress);
    progress_say(&progress);
    progress_free(&progress);
}

void watch_work_inputs(char *inputs, size_t size, const struct settings *settings,
                       const struct topic_part *first)
{
    static const char *const places[] = {".probe.o", ".o", ".reference"};
    char path[SUBMISSION_PATH_MAX + 100];
    size_t used = 0;
    for (int i = -1; i < (int)(sizeof places / sizeof *places); i++) {
        struct stat status;
        if (i < 0) snprintf(path, sizeof path, "%s/%s.safetensors", settings->golden, first->topic);
        else snprintf(path, sizeof path, "%s/%s%s", settings->objects, first->topic, places[i]);
        if (stat(path, &status) != 0) status = (struct stat){.st_size = -1};
        if (used < size)
            used += (size_t)snprintf(inputs + used, size - used, "%lld:%lld:%lld ",
                                     (long long)status.st_size, (long long)status.st_mtime,
                                     (long long)status.st_ino);
    }
}

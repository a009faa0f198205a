// watch_work.c: grading, hints, numbers, the list. See watch_work.h.
#include "watch_work.h"

#include "fail.h"
#include "hint.h"
#include "lab.h"
#include "paint.h"
#include "progress.h"
#include "replay.h"
#include "report.h"
#include "watch_job.h"

#include <string.h>
#include <sys/stat.h>

// ---- to be connected ----------------------------------------------------------------------------

// What takes longer than the numbers, such as the words of a checking build: is given the lab's
// record, which has been shown, and returns a new one with more in it; NULL: nothing to add. It is
// begun before the grading, and asked at its end.
struct advice {
    void (*begin)(const struct settings *settings, const struct topic_part *first);
    json_t *(*finish)(const struct settings *settings, const struct topic_part *first,
                      const json_t *lab);
};
static const struct advice advice = {NULL, NULL};

static void write_lab_line(FILE *out, const struct settings *settings,
                           const struct progress *progress, const struct topic_part *first)
{
    const struct topic_part *end = settings->topics.parts + settings->topics.count;
    fprintf(out, " %s  %-10s", first->number, first->topic);
    for (; first < end && strcmp(first->topic, first[0].topic) == 0; first++) {
        const json_t *entry = progress_part(progress, first);
        const char *verdict = json_string_value(json_object_get(entry, "verdict"));
        fprintf(out, "  %s ", first->part);
        if (verdict) paint_verdict(out, verdict);
        else fputs("-", out);
        if (first + 1 < end && strcmp(first[1].topic, first->topic) != 0) break;
    }
    fputc('\n', out);
}

// All labs with what is remembered of their parts.
static void write_list(FILE *out, const struct settings *settings, const struct progress *progress)
{
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++)
        if (i == 0 || strcmp(topics->parts[i].topic, topics->parts[i - 1].topic) != 0)
            write_lab_line(out, settings, progress, &topics->parts[i]);
}

// -------------------------------------------------------------------------------------------------

static void write_record(FILE *out, json_t *lab)
{
    if (json_dumpf(lab, out, JSON_COMPACT) != 0 || fputc('\n', out) == EOF || fflush(out) != 0)
        fail_environment("the result could not be handed over");
}

void watch_work_grade(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    struct lab_ready ready;
    lab_prepare(&ready, work->settings, work->first);
    watch_job_wait();
    if (advice.begin) advice.begin(work->settings, work->first);
    json_t *lab = lab_finish(&ready, work->settings, work->first);
    write_record(out, lab);
    json_t *more = advice.finish ? advice.finish(work->settings, work->first, lab) : NULL;
    if (more) write_record(out, more);
    json_decref(more);
    json_decref(lab);
}

void watch_work_hint(FILE *out, const void *context)
{
    const struct watch_work *work = context;
    hint_climb(out, work->settings, work->record, work->first->topic);
}

// The first failed check that is a case: a law has no numbers of its own to repeat.
static const char *replayed(const json_t *lab)
{
    size_t i, j;
    json_t *part, *check;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        json_array_foreach(json_object_get(part, "checks"), j, check) {
            const char *id = json_string_value(json_object_get(check, "id"));
            const char *verdict = json_string_value(json_object_get(check, "verdict"));
            if (strcmp(verdict, "pass") != 0 && strcmp(verdict, "skipped") != 0 &&
                strcmp(verdict, "not-written-yet") != 0 && !strstr(id, ":law-"))
                return id;
        }
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
    write_list(out, work->settings, &progress);
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

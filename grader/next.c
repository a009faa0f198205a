// next.c: which part comes next, and what is done. See next.h.
#include "next.h"

#include "fields.h"
#include "lab.h"
#include "paint.h"
#include "report.h"
#include "submission.h"

#include <string.h>

static const json_t *find_lab(const json_t *record, const char *topic)
{
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (field_is(lab, "topic", topic)) return lab;
    return NULL;
}

static const json_t *find_part(const json_t *record, const struct topic_part *wanted)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(find_lab(record, wanted->topic), "parts"), i, part)
        if (field_is(part, "part", wanted->part)) return part;
    return NULL;
}

static bool is_own(const struct settings *settings)
{
    return strcmp(settings->from, "labs") == 0;
}

enum state { DONE, OPEN, BROKEN, UNSPOKEN };

// What was graded now counts, else what is remembered; nothing is remembered of other trees than
// labs, so of those only what was graded is spoken of.
static enum state state_of(const struct settings *settings, const struct progress *progress,
                           const json_t *record, const struct topic_part *part)
{
    const json_t *now = find_part(record, part);
    if (!now && !is_own(settings)) return UNSPOKEN;
    if (!now) now = progress_part(progress, part);
    if (field_is(now, "verdict", "grader-error")) return BROKEN;
    return field_is(now, "verdict", "pass") ? DONE : OPEN;
}

// The first open part of the track at or behind start, going round.
static const struct topic_part *first_open(const struct settings *settings,
                                           const struct progress *progress, const json_t *record,
                                           int track, dim start)
{
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[(start + i) % topics->count];
        if (part->track == track && state_of(settings, progress, record, part) == OPEN) return part;
    }
    return NULL;
}

// Parts of a topic build on each other: the first one of its topic that is open goes before.
static const struct topic_part *before(const struct settings *settings,
                                       const struct progress *progress, const json_t *record,
                                       const struct topic_part *part)
{
    const struct topic_part *at = part ? topics_find(&settings->topics, part->topic) : NULL;
    while (at && at < part && state_of(settings, progress, record, at) != OPEN) at++;
    return at;
}

// The first part of a topic that is written and wrong: it goes before anything new.
static const struct topic_part *first_wrong(const struct settings *settings,
                                            const struct progress *progress, const json_t *record,
                                            const char *topic)
{
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        if (strcmp(part->topic, topic) != 0) continue;
        const json_t *now = find_part(record, part);
        if (!now) now = progress_part(progress, part);
        if (now && !field_is(now, "verdict", "not-written-yet") &&
            state_of(settings, progress, record, part) == OPEN)
            return part;
    }
    return NULL;
}

const struct topic_part *next_part(const struct settings *settings,
                                   const struct progress *progress, const json_t *record)
{
    const struct topic_part *last = progress_last(progress, settings);
    const struct topic_part *wrong =
        last ? first_wrong(settings, progress, record, last->topic) : NULL;
    if (wrong) return wrong;
    const int track = last ? last->track : TRACK_SPEAK;
    const int other = track == TRACK_SPEAK ? TRACK_LEARN : TRACK_SPEAK;
    const dim start = last ? last - settings->topics.parts : 0;
    const struct topic_part *next = first_open(settings, progress, record, track, start);
    if (!next) next = first_open(settings, progress, record, other, 0);
    return before(settings, progress, record, next);
}

// ---- words -------------------------------------------------------------------------------------

static const struct topic_part *broken_part(const struct settings *settings,
                                            const struct progress *progress, const json_t *record)
{
    const struct topics *topics = &settings->topics;
    for (dim i = 0; i < topics->count; i++)
        if (state_of(settings, progress, record, &topics->parts[i]) == BROKEN)
            return &topics->parts[i];
    return NULL;
}

static bool track_done(const struct settings *settings, const struct progress *progress,
                       const json_t *record, int track)
{
    return is_own(settings) && !first_open(settings, progress, record, track, 0);
}

// Where one continues: said when it is not simply the next row of the list.
static void write_where_from(FILE *out, const struct topic_part *last,
                             const struct topic_part *part)
{
    if (last && strcmp(last->topic, part->topic) != 0)
        fprintf(out, "; you were at %s last", last->topic);
}

static void write_step(FILE *out, const struct settings *settings, const struct progress *progress,
                       const struct topic_part *part)
{
    char from[SUBMISSION_PATH_MAX + 8] = "", source[SUBMISSION_PATH_MAX];
    if (!is_own(settings)) snprintf(from, sizeof from, " FROM=%s", settings->from);
    submission_find(source, settings, part->number, part->topic);
    fprintf(out, " next: part %s of %s, %s\n", part->part, part->topic, part->title);
    fprintf(out, "       about %d minutes", part->minutes);
    write_where_from(out, progress_last(progress, settings), part);
    fprintf(out, "\n       read labs/%s-%s/README.md\n", part->number, part->topic);
    fprintf(out, "       edit %s\n", source);
    fprintf(out, "       then make grade T=%s%s\n", part->topic, from);
}

static void write_broken(FILE *out, const struct topic_part *part, const json_t *record)
{
    const char *message = field_text(find_lab(record, part->topic), "message");
    fprintf(out, " next: the grader stopped at %s, which is not your doing:\n", part->topic);
    paint_wrapped(out, "       ", *message ? message : "make grade shows the sentence");
}

// Questions of size come when there is no code left to write. False when they are done, too.
static bool write_quiz(FILE *out, const struct settings *settings, const json_t *record)
{
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part) {
            if (!field_is(part, "part", "q") || field_is(part, "verdict", "pass")) continue;
            const char *topic = field_text(lab, "topic");
            fprintf(out, " next: the questions of size of %s\n       make quiz T=%s%s%s\n", topic,
                    topic, is_own(settings) ? "" : " FROM=",
                    is_own(settings) ? "" : settings->from);
            return true;
        }
    return false;
}

void next_write(FILE *out, const struct settings *settings, const struct progress *progress,
                const json_t *record)
{
    const struct topic_part *next = next_part(settings, progress, record);
    const struct topic_part *broken = broken_part(settings, progress, record);
    const bool speaks = track_done(settings, progress, record, TRACK_SPEAK);
    const bool learns = track_done(settings, progress, record, TRACK_LEARN);
    if (speaks && !broken)
        fprintf(out, " Speak is done: from keypress to answer in your own code. Talk to it:\n"
                     "       make chat FROM=labs\n");
    if (learns && !broken)
        fprintf(out, " Learn is done: your own code trains a model. Watch it learn:\n"
                     "       make crumb FROM=labs; build/crumb pretrain --help\n");
    if (next) write_step(out, settings, progress, next);
    else if (broken) write_broken(out, broken, record);
    else if (write_quiz(out, settings, record)) return;
    else if (is_own(settings)) fprintf(out, " done: every part of the course is complete\n");
    else fprintf(out, " done: every part that was graded is complete\n");
}

// ---- grade next --------------------------------------------------------------------------------

static bool has_changed(const struct settings *settings, const struct topic_part *first,
                        const void *context)
{
    const struct topics *topics = &settings->topics;
    const struct topic_part *end = topics->parts + topics->count;
    const struct topic_part *at = first;
    for (; at < end && strcmp(at->topic, first->topic) == 0; at++)
        if (!progress_fresh(context, settings, at)) return true;
    return false;
}

int next_command(const struct settings *settings, const char *argument)
{
    struct progress progress;
    (void)argument;
    progress_read(&progress, settings);
    struct settings quick = *settings;
    quick.checked = CHECKED_NEVER;  // its findings would not be shown
    json_t *record = report_record(settings, labs_grade_where(&quick, has_changed, &progress));
    if (json_array_size(json_object_get(record, "labs")) > 0) {
        progress_free(&progress);
        progress_record(&progress, settings, record);
    }
    progress_say_lost(stdout, &progress);
    next_write(stdout, settings, &progress, record);
    progress_say(&progress);
    const int code = report_code(settings, record);
    progress_free(&progress);
    json_decref(record);
    return code;
}

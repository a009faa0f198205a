// watch.c: the loop of grade --watch. See watch.h.
// A save goes to watch_files.c, its grading to a process (watch_job.c, watch_work.c), the result to
// watch_text.c and watch_terminal.c. When a result is there, the next worker prepares itself for
// the same lab and waits, so that a save costs no more than the student's own file.
#include "watch.h"

#include "converse.h"
#include "fail.h"
#include "lab.h"
#include "paint.h"
#include "report.h"
#include "show.h"
#include "watch_state.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool is_at_work(const struct watch *watch)
{
    return watch->grading.process && watch->grading.started;
}

bool watch_is_grading(const struct watch *watch)
{
    return is_at_work(watch) && !watch->grading.answered;
}

// ---- grading ------------------------------------------------------------------------------------

static void prepare(struct watch *watch)
{
    watch_work_inputs(watch->inputs, sizeof watch->inputs, &watch->settings, watch->work.first);
    watch_job_start(&watch->grading, watch_work_grade, &watch->work);
}

static void hour(char when[16])
{
    const time_t seconds = time(NULL);
    struct tm local;
    when[0] = 0;
    if (localtime_r(&seconds, &local)) strftime(when, 16, "%H:%M:%S", &local);
}

static bool is_prepared(const struct watch *watch, const struct topic_part *first)
{
    char inputs[sizeof watch->inputs];
    if (!watch->grading.process || watch->grading.started || watch->work.first != first)
        return false;
    watch_work_inputs(inputs, sizeof inputs, &watch->settings, first);
    return strcmp(inputs, watch->inputs) == 0;
}

void watch_begin(struct watch *watch, const struct topic_part *first, double moved)
{
    watch_job_drop(&watch->side);
    if (watch->work.first != first) {
        json_decref(watch->record);
        watch->record = NULL;
        watch->work.record = NULL;
        free(watch->shown);
        watch->shown = NULL;
        watch->view = WATCH_REPORT;
    }
    watch->settings.lab = first->topic;  // the one lab that is graded
    if (!is_prepared(watch, first)) {
        watch->work.first = first;
        prepare(watch);
    }
    watch->moved = moved;
    hour(watch->when);
    watch_job_go(&watch->grading);
}

static void note_parts(struct watch *watch, const json_t *lab)
{
    const struct topics *topics = &watch->settings.topics;
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        for (dim p = 0; p < topics->count; p++) {
            const char *name = json_string_value(json_object_get(part, "part"));
            const char *verdict = json_string_value(json_object_get(part, "verdict"));
            if (strcmp(topics->parts[p].topic, watch->work.first->topic) == 0 &&
                strcmp(topics->parts[p].part, name) == 0)
                watch->passed[p] = strcmp(verdict, "pass") == 0 ? 'y' : 'n';
        }
}

// lab is taken over. Shown first and remembered then: the disk may be slow.
static void take_result(struct watch *watch, json_t *lab, bool first)
{
    struct progress progress = {.root = NULL};
    const char *said = watch->grading.said;
    json_t *labs = json_array();
    note_parts(watch, lab);
    json_array_append_new(labs, lab);
    json_decref(watch->record);
    watch->record = report_record(&watch->settings, labs);
    watch->work.record = watch->record;
    if (first) watch->took = converse_now() - watch->moved;
    if (watch->terminal.screen) watch_show_report(watch, said, &progress);
    if (first) progress_record(&progress, &watch->settings, watch->record);
    const bool more = progress.note[0] || json_array_size(progress.lost);
    if (!watch->terminal.screen || more) watch_show_report(watch, said, &progress);
    progress_free(&progress);
}

static void look_at_grading(struct watch *watch)
{
    struct watch_job *job = &watch->grading;
    const char *line;
    while (job->process && (line = watch_job_line(job))) {
        json_t *lab = json_loads(line, 0, NULL);
        const bool first = !job->answered;
        job->answered = true;
        if (lab) take_result(watch, lab, first);
    }
    if (!watch_job_ended(job) || !job->started) return;
    if (!job->answered) {
        const char *why = job->said[0] ? job->said : "the grading process died";
        take_result(watch, lab_broken(&watch->settings, watch->work.first, why), true);
    }
    if (!watch->over) prepare(watch);
    const char waiting = watch->key;
    watch->key = 0;
    if (waiting) watch_key(watch, waiting);
}

static void look_at_side(struct watch *watch)
{
    struct watch_job *job = &watch->side;
    if (!watch_job_ended(job)) return;
    const size_t room = job->count + 5 * job->said_count + 10;
    char *text = calloc(room, 1);
    if (!text) fail_environment("memory: no room for what a worker wrote");
    if (job->count) memcpy(text, job->text, job->count);
    if (job->said_count)
        show(text + job->count, room - job->count, job->said, job->said_count);
    watch_show(watch, watch->coming, text);
}

// ---- the loop -----------------------------------------------------------------------------------

static void quit(struct watch *watch)
{
    watch_job_free(&watch->grading);
    watch_job_free(&watch->side);
    watch_terminal_leave();
    if (watch->terminal.screen && watch->record)
        printf("%s: %lld of %lld points; make grade T=%s shows the report\n",
               watch->work.first->topic,
               (long long)json_integer_value(json_object_get(watch->record, "earned")),
               (long long)json_integer_value(json_object_get(watch->record, "points")),
               watch->work.first->topic);
}

static void take_signals(struct watch *watch)
{
    char number;
    while (read(watch->terminal.signals, &number, 1) == 1) {
        const bool busy = watch_is_grading(watch);
        if (number == SIGINT || number == SIGTERM || number == SIGHUP) {
            watch_job_free(&watch->grading);
            watch_job_free(&watch->side);
            watch_terminal_die(number);
        }
        if (number == SIGTSTP) {  // the limits of a grading count on while it stands still
            watch_job_drop(&watch->grading);
            watch_job_drop(&watch->side);
            watch_terminal_stop();
        }
        watch_terminal_enter(&watch->terminal);
        watch_terminal_measure(&watch->terminal);
        watch->from = 0;
        watch_draw(watch);
        if (number != SIGTSTP) continue;
        if (busy) watch_begin(watch, watch->work.first, converse_now());
        else prepare(watch);
    }
}

static void wait_a_while(struct watch *watch)
{
    enum { KEYS, SIGNALS, EVENTS, JOBS, ALL = JOBS + 2 * WATCH_JOB_ENDS };
    struct watch_job *const jobs[] = {&watch->grading, &watch->side};
    struct pollfd sockets[ALL];
    int ends[ALL] = {watch->over ? -1 : STDIN_FILENO, watch->terminal.signals, watch->files.events};
    for (int i = JOBS; i < ALL; i++) {
        const struct watch_job *job = jobs[(i - JOBS) / WATCH_JOB_ENDS];
        ends[i] = job->process ? job->ends[(i - JOBS) % WATCH_JOB_ENDS] : -1;
    }
    for (int i = 0; i < ALL; i++) sockets[i] = (struct pollfd){.fd = ends[i], .events = POLLIN};
    const double left = watch_files_wait(&watch->files);
    if (poll(sockets, ALL, (int)(1000.0 * left) + 1) < 0) return;  // a signal, to be read next time
    for (int i = JOBS; i < ALL; i++)
        if (sockets[i].revents)
            watch_job_take(jobs[(i - JOBS) / WATCH_JOB_ENDS], (i - JOBS) % WATCH_JOB_ENDS);
    look_at_grading(watch);
    look_at_side(watch);
    if (sockets[KEYS].revents) watch_take_keys(watch);
    if (sockets[SIGNALS].revents) take_signals(watch);
}

static void look_at_files(struct watch *watch)
{
    const struct topic_part *saved;
    double moved;
    while ((saved = watch_files_look(&watch->files, &moved))) watch_begin(watch, saved, moved);
}

// The lab to begin with: the one that was asked for, or worked on last, or what comes next.
static const struct topic_part *first_lab(const struct watch *watch)
{
    const struct topics *topics = &watch->settings.topics;
    struct progress progress;
    if (watch->settings.lab) return topics_find(topics, watch->settings.lab);
    progress_read(&progress, &watch->settings);
    const struct topic_part *last = progress_last(&progress, &watch->settings);
    progress_free(&progress);
    if (!last) last = watch_next_part(watch);
    return last ? topics_find(topics, last->topic) : topics->parts;
}

static void check_wishes(const struct settings *settings)
{
    if (settings->json) fail_usage("--watch: it is for a person to read; leave --format json out");
    if (settings->fail_under) fail_usage("--watch: it ends with q; leave --fail-under out");
    if (strcmp(settings->from, "reference") == 0)
        fail_usage("--watch --from reference: wanted labs, solutions or a folder to edit files in");
}

int watch(const struct settings *settings)
{
    struct watch watch = {.settings = *settings, .grading = {.ends = {-1, -1}},
                          .side = {.ends = {-1, -1}}};
    check_wishes(settings);
    watch.passed = calloc((size_t)settings->topics.count + 1, 1);
    if (!watch.passed) fail_environment("memory: no room for the parts");
    const struct topic_part *first = first_lab(&watch);
    watch.work = (struct watch_work){.settings = &watch.settings};
    watch_terminal_open(&watch.terminal);
    if (watch.terminal.screen) paint_for(stdout);
    watch_files_open(&watch.files, &watch.settings, settings->lab ? first : NULL);
    watch_terminal_enter(&watch.terminal);
    watch_begin(&watch, first, converse_now());
    watch_draw(&watch);
    // What does not sit at a terminal still gets the result it waits for.
    while (!watch.over || (!watch.terminal.keys &&
                           (is_at_work(&watch) || !watch_files_still(&watch.files)))) {
        wait_a_while(&watch);
        look_at_files(&watch);
        if (watch_is_grading(&watch)) watch_draw_seconds(&watch);
    }
    quit(&watch);
    free(watch.passed);
    free(watch.shown);
    json_decref(watch.record);
    return 0;
}

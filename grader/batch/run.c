// run.c: starts, listens, writes down. See batch.h.
// What a submission did to its process is remembered in the journal. It is struck when its process
// dies, and when the whole batch dies while it is graded alone. After the first it is left for the
// end, where one is graded at a time; after the second it is grader-error. A batch that is killed
// with several at work strikes none of them: they are graded again, alone.
#include "batch/run.h"

#include "batch/place.h"
#include "converse.h"
#include "fail.h"
#include "fields.h"
#include "orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STRIKES = 2, STORM = 8, LISTEN_MILLISECONDS = 500, LAB_SECONDS = 300 };

// ---- signals: the first lets what runs end, the second ends it ---------------------------------
static volatile sig_atomic_t signals;
static int wake[2];

static void on_signal(int number)
{
    (void)number;
    const int error = errno;
    signals++;
    if (write(wake[1], "", 1) < 0) signals += 0;  // full: it wakes all the same
    errno = error;
}

static void catch_signals(void)
{
    const int list[] = {SIGINT, SIGTERM, SIGHUP};
    if (pipe(wake) != 0) fail_environment("pipe: %s", strerror(errno));
    for (int side = 0; side < 2; side++) {
        fcntl(wake[side], F_SETFL, O_NONBLOCK);
        fcntl(wake[side], F_SETFD, FD_CLOEXEC);
    }
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        struct sigaction before, action = {.sa_handler = on_signal};
        sigemptyset(&action.sa_mask);
        if (sigaction(list[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(list[i], &action, NULL);
    }
}

// ---- lines of the journal ----------------------------------------------------------------------

static json_t *about(const struct entry *entry)
{
    json_t *line = json_pack("{s:s,s:s,s:s,s:i}", "id", entry->id, "submission",
                             entry->submission, "path", "", "attempt", entry->strikes + 1);
    json_t *path = json_string(entry->path);
    json_object_set_new(line, "path", path ? path : json_string(entry->id));  // ill-formed UTF-8
    return line;
}

static void write_failed(struct run *run, const struct entry *entry, const char *cause,
                         const char *why)
{
    json_t *line = about(entry), *text = json_string(why);
    json_object_set_new(line, "cause", json_string(cause));
    json_object_set_new(line, "why", text ? text : json_string("it wrote bytes that are no text"));
    journal_append(&run->journal, run->batch->arena, "failed", line);
    meter_clear(&run->meter);
    fprintf(stderr, "grade: %s: %s\n", entry->id, why);
}

static void write_result(struct run *run, struct entry *entry, json_t *record)
{
    size_t i;
    json_t *lab;
    bool broken = false;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        broken = broken || field_is(lab, "build", "grader-error");
    json_t *line = about(entry);
    json_object_set_new(line, "record", record);
    if (!journal_append(&run->journal, run->batch->arena, "result", line)) return;
    entry->done = true;
    run->meter.done++;
    run->meter.broken += broken;
}

static void write_broken(struct run *run, struct entry *entry, const char *why)
{
    char text[WORKERS_SAID_MAX + 100];
    snprintf(text, sizeof text, "the grading process died twice: %s", why);
    write_result(run, entry, one_broken(run->bench, entry, text));
}

// ---- one submission ----------------------------------------------------------------------------

// False when there is nothing to start: it cannot be read, or all that can be said has been.
static bool begin(struct run *run, struct entry *entry)
{
    struct arena *arena = run->batch->arena;
    const char *why = entry_look(entry, arena, run->batch->settings);
    entry->unreadable = why != NULL;
    if (why) {
        run->meter.unreadable++;
        write_failed(run, entry, "unreadable", arena_print(arena, "%s: %s", entry->path, why));
    } else if (entry->strikes >= STRIKES) {
        write_broken(run, entry, "or the whole batch with it");
    }
    if (why || entry->strikes >= STRIKES) return false;
    json_t *line = about(entry);
    json_object_set_new(line, "alone", json_boolean(run->alone));
    return journal_append(&run->journal, arena, "start", line);
}

static void died(struct run *run, struct entry *entry, const char *why)
{
    entry->strikes++;
    write_failed(run, entry, "died", why);
    if (entry->strikes >= STRIKES) write_broken(run, entry, why);
}

// The environment's fault, not the submission's: unless others can be graded, and it never can.
static void weather(struct run *run, struct entry *entry, const char *why)
{
    const dim done = run->meter.done;
    run->storm++;
    write_failed(run, entry, "environment", why);
    if (entry->graded_before < 0) entry->graded_before = done;
    else if (entry->graded_before < done) write_broken(run, entry, why);
    else run->weather = arena_print(run->batch->arena, "%s", why);
}

// What lost its parent came to us; it ends with it.
static void end_strangers(const struct run *run, dim places)
{
    struct orphans orphans;
    size_t used = (size_t)snprintf(orphans.before, sizeof orphans.before, " ");
    for (dim i = 0; i < places; i++)
        if (run->workers[i].process)
            used += (size_t)snprintf(orphans.before + used, sizeof orphans.before - used, "%ld ",
                                     (long)run->workers[i].process);
    orphans_end(&orphans);
}

static void finish(struct run *run, dim place, dim places)
{
    struct worker *worker = &run->workers[place];
    struct entry *entry = &run->entries.all[worker->job];
    const bool late = converse_now() > run->deadlines[place];
    int status;
    json_t *record = worker_finish(worker, &status);
    char why[WORKERS_SAID_MAX + 60];
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    run->running--;
    if (record) {
        run->storm = 0;
        write_result(run, entry, record);
        return;
    }
    end_strangers(run, places);
    const char *said = worker->said;
    if (strncmp(said, "grade: ", 7) == 0) said += 7;  // the sentence will stand behind one more
    if (said[0]) snprintf(why, sizeof why, "%s", said);
    else if (late) snprintf(why, sizeof why, "its grading did not end in time");
    else if (code) snprintf(why, sizeof why, "its grading process ended with code %d", code);
    else snprintf(why, sizeof why, "its grading process was ended by signal %d", WTERMSIG(status));
    for (char *at = why; (at = strchr(at, '\n'));) *at = ' ';
    if (code == FAIL_ENVIRONMENT) weather(run, entry, why);
    else if (code != ONE_CHANGED_EXIT) died(run, entry, why);
    if (code != ONE_CHANGED_EXIT) return;
    run->changed++;
    entry->unreadable = true;  // until the next call
    write_failed(run, entry, "changed", why);
}

// ---- all of them -------------------------------------------------------------------------------

static bool may_start(const struct run *run)
{
    return !signals && !run->weather && !run->journal.why && (run->alone || run->storm < STORM);
}

static bool is_due(const struct run *run, const struct entry *entry)
{
    if (entry->done || entry->unreadable) return false;
    const bool left = entry->strikes > 0 || entry->interrupted || entry->graded_before >= 0;
    return run->alone == left;
}

static void start_next(struct run *run, dim *next, dim place)
{
    const double seconds = run->batch->settings->seconds ? run->batch->settings->seconds : 10;
    while (*next < run->entries.count && may_start(run) && !run->workers[place].process) {
        const dim i = (*next)++;
        struct entry *entry = &run->entries.all[i];
        if (!is_due(run, entry) || !begin(run, entry)) continue;
        worker_start(&run->workers[place], i, one_grade, run->bench);
        run->deadlines[place] = converse_now() +
                                (double)run->bench->count * (LAB_SECONDS + 30.0 * seconds);
        run->running++;
    }
}

// A process that does not end by itself, and what holds its pipes open.
static void end_late(struct run *run, dim places, bool all)
{
    for (dim i = 0; i < places; i++) {
        struct worker *worker = &run->workers[i];
        if (!worker->process || (!all && converse_now() <= run->deadlines[i])) continue;
        kill(worker->process, SIGKILL);
        for (int p = 0; p < WORKER_PIPES; p++)
            if (worker->ends[p] >= 0) close(worker->ends[p]);
        worker->ends[WORKER_RECORD] = worker->ends[WORKER_SAID] = -1;
    }
}

// At once, and nothing is written down: it counts as interrupted.
static void drop_all(struct run *run, dim places)
{
    end_late(run, places, true);
    for (dim i = 0; i < places; i++) {
        int status;
        if (run->workers[i].process) json_decref(worker_finish(&run->workers[i], &status));
    }
    run->running = 0;
    end_strangers(run, places);
}

static void grade_all(struct run *run, bool alone)
{
    const dim places = alone ? 1 : run->batch->jobs;
    dim next = 0;
    run->alone = alone;
    for (;;) {
        for (dim i = 0; i < places; i++) start_next(run, &next, i);
        if (!run->running) return;
        meter_show(&run->meter, run->running);
        workers_listen(run->workers, places, signals ? -1 : wake[0], LISTEN_MILLISECONDS);
        end_late(run, places, false);
        for (dim i = 0; i < places; i++)
            if (worker_is_over(&run->workers[i])) finish(run, i, places);
        if (signals > 1 || run->journal.why) drop_all(run, places);
    }
}

int batch_run(struct batch *batch)
{
    static struct run run;
    static struct bench bench;
    memset(&run, 0, sizeof run);
    run.batch = batch;
    run.bench = &bench;
    entries_find(&run.entries, batch->arena, batch->paths, batch->count, batch->all, batch->shard,
                 batch->shards);
    run_prepare(&run);
    const char *place = place_make(batch->arena, batch->journal);
    catch_signals();
    grade_all(&run, false);
    if (!signals && !run.journal.why) grade_all(&run, true);
    place_remove(place);
    const char *why = signals ? "stopped" : run.weather ? "environment" : "done";
    journal_append(&run.journal, batch->arena, "end",
                   json_pack("{s:s,s:I,s:I}", "why", why, "graded", (json_int_t)run.meter.done,
                             "of", (json_int_t)run.meter.total));
    const int code = run_report(&run);
    fflush(stdout);
    if (run.journal.why)
        fail_environment("%s; every result before this one is safe. Make room, and run the same "
                         "command again", run.journal.why);
    if (run.weather)
        fail_environment("nothing can be graded here: %s", run.weather);
    journal_leave(&run.journal);
    free(run.entries.all);
    return code;
}

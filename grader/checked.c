// checked.c: when there is a checking build, and the process that makes and runs it beside the
// grading. See checked.h.
#include "checked.h"

#include "fail.h"
#include "orphans.h"
#include "show.h"
#include "topics.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECKED_FLAGS "-O1 -g -w -fno-omit-frame-pointer " LAB_SANITIZE

enum { RUN = 'r', RUN_FOR_LEAKS = 'l', DESCRIPTORS_CLOSED = 256, BEHIND = 3 };

// What the process knows of the lab.
struct work {
    const struct settings *settings;
    const struct submission *submission;
    const char *topic;
    const struct golden_case *list;
    dim count;
};

// Only the first line of what a compiler or linker says that speaks of a mistake.
static json_t *not_built(const char *what, const char *said)
{
    char why[260];
    const char *line = said;
    for (const char *at = said; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
        const size_t length = strcspn(at, "\n");
        const char *found = strstr(at, "__asan_default_options");
        if (!found || (size_t)(found - at) >= length) found = strstr(at, "__ubsan_default_options");
        if (found && (size_t)(found - at) < length)
            return checked_not_run("the file defines the sanitizer's own options "
                                   "(__asan_default_options); take that away");
    }
    snprintf(why, sizeof why, "%s: %.*s", what, (int)strcspn(line, "\n"), line);
    return checked_not_run(why);
}

// Builds at once; NULL when there is a program to run, else the record.
static json_t *build(char *program, const struct work *work)
{
    char said[SUBMISSION_NOTES_MAX], common[SUBMISSION_PATH_MAX];
    snprintf(common, sizeof common, "%s/checked.o", work->settings->objects);
    if (access(common, R_OK) != 0) return not_built("not there (make build makes it)", common);
    snprintf(program, SUBMISSION_PATH_MAX, "%.4000s/" SUBMISSION_CHECKED, work->submission->folder);
    if (submission_compile(said, work->submission, work->settings, work->topic,
                           SUBMISSION_CHECKED ".o", CHECKED_FLAGS) != SUBMISSION_BUILT)
        return not_built("it does not compile with the sanitizers", said);
    const struct submission_parts parts = {.object = SUBMISSION_CHECKED ".o",
                                           .common = "checked.o", .needed = ".o",
                                           .flags = LAB_SANITIZE, .program = program};
    if (submission_link(said, work->submission, work->settings, work->topic, &parts) !=
        SUBMISSION_BUILT)
        return not_built("it does not link with the sanitizers", said);
    return NULL;
}

// The process. What it says goes into the record only; where the grader itself fails, silence.
_Noreturn static void check(const struct work *work, int go, int out)
{
    char program[SUBMISSION_PATH_MAX], word = 0;
    int nothing = open("/dev/null", O_RDWR);
    orphans_follow_parent();
    if (nice(BEHIND) < 0) errno = 0;  // the grading goes first, but this must not starve
    for (int i = 0; i <= 2; i++) dup2(nothing, i);
    for (int i = 3; i < DESCRIPTORS_CLOSED; i++)  // the grader waits until its pipes are closed
        if (i != go && i != out) close(i);
    json_t *record = build(program, work);
    if (read(go, &word, 1) != 1) _exit(0);  // it may not run, or nobody waits any more
    const struct checked_run what = {work->settings, work->list, work->count, program,
                                     work->submission->folder, work->topic,
                                     LAB_LEAKS && word == RUN_FOR_LEAKS};
    if (!record) record = checked_run(&what);
    FILE *file = fdopen(out, "w");
    if (file && json_dumpf(record, file, JSON_COMPACT) == 0) fflush(file);
    _exit(0);
}

static void begin(struct checked *checked, const struct work *work)
{
    int go[2], record[2];
    if (pipe(go) != 0 || pipe(record) != 0) fail_environment("pipe: %s", strerror(errno));
    fflush(NULL);  // nothing is left in a buffer that the process would write again
    checked->process = fork();
    if (checked->process < 0) fail_environment("fork: %s", strerror(errno));
    if (checked->process == 0) {
        close(go[1]);
        close(record[0]);
        check(work, go[0], record[1]);
    }
    close(go[0]);
    close(record[1]);
    checked->go = go[1];
    checked->record = record[0];
    fcntl(checked->go, F_SETFD, FD_CLOEXEC);
    fcntl(checked->record, F_SETFD, FD_CLOEXEC);
}

static const char *why_not_at_all(const struct settings *settings)
{
    if (settings->checked == CHECKED_NEVER) return "not asked for";
    if (strcmp(settings->from, "reference") == 0) return "the reference is not checked";
    if (!LAB_SANITIZE[0]) return "the compiler " LAB_CC " has no sanitizers that work here";
    return NULL;
}

void checked_start(struct checked *checked, const struct settings *settings,
                   const struct submission *submission, const char *topic,
                   const struct golden_case *list, dim count)
{
    const struct work work = {settings, submission, topic, list, count};
    *checked = (struct checked){.go = -1, .record = -1, .why = why_not_at_all(settings)};
    if (checked->why) return;
    if (settings->checked == CHECKED_AUTO && !settings->lab)
        checked->why = "done for one lab (--lab), or after a crash; --checked always asks for it";
    else if (submission->outcome.verdict != VERDICT_PASS)
        checked->why = "there is no file to check";
    else begin(checked, &work);
}

static void hang_up(int *descriptor)
{
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

void checked_allow(struct checked *checked, const struct submission *submission)
{
    const enum verdict verdict = submission->outcome.verdict;
    const char word = submission->allocates ? RUN_FOR_LEAKS : RUN;
    if (!checked->process) return;
    if (verdict != VERDICT_PASS && !submission->allocates)
        checked->why = verdict == VERDICT_FORBIDDEN_SYMBOL
                           ? "the file asks for what a lab may not use"
                           : "there is no program to run";
    else if (write(checked->go, &word, 1) != 1) checked->why = "the checking process has ended";
    hang_up(&checked->go);
}

static bool asks_for_it(const json_t *lab)
{
    static const char *const verdicts[] = {"crash", "stack", "nondeterministic", "changed-input"};
    size_t i, j;
    json_t *part, *check;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        json_array_foreach(json_object_get(part, "checks"), j, check) {
            const char *verdict = json_string_value(json_object_get(check, "verdict"));
            for (size_t v = 0; verdict && v < sizeof verdicts / sizeof *verdicts; v++)
                if (strcmp(verdict, verdicts[v]) == 0) return true;
        }
    return false;
}

void checked_after(struct checked *checked, const struct settings *settings,
                   const struct submission *submission, const char *topic,
                   const struct golden_case *list, dim count, const json_t *lab)
{
    const struct work work = {settings, submission, topic, list, count};
    if (checked->process || settings->lab || settings->checked != CHECKED_AUTO ||
        why_not_at_all(settings) || !asks_for_it(lab))
        return;
    checked->why = NULL;
    begin(checked, &work);
    checked_allow(checked, submission);
}

int checked_descriptor(const struct checked *checked)
{
    return checked->process ? checked->record : -1;
}

static json_t *hear(struct checked *checked)
{
    char bytes[16384];  // FINDINGS_MAX findings and less
    size_t count = 0;
    hang_up(&checked->go);
    for (ssize_t got; count < sizeof bytes; count += (size_t)got) {
        got = read(checked->record, bytes + count, sizeof bytes - count);
        if (got < 0 && errno == EINTR) got = 0;
        else if (got <= 0) break;
    }
    hang_up(&checked->record);
    while (waitpid(checked->process, NULL, 0) < 0 && errno == EINTR) continue;
    checked->process = 0;
    return json_loadb(bytes, count, 0, NULL);
}

// Memory of the checking build is not laid out as the other's: that it runs out of stack counts
// only where the other did too.
static void drop_stack(json_t *advice, const json_t *lab)
{
    size_t i, j;
    json_t *part, *check;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        json_array_foreach(json_object_get(part, "checks"), j, check)
            if (strcmp(json_string_value(json_object_get(check, "verdict")), "stack") == 0) return;
    for (i = json_array_size(advice); i-- > 0;) {
        const json_t *kind = json_object_get(json_array_get(advice, i), "kind");
        if (kind && strcmp(json_string_value(kind), "stack") == 0) json_array_remove(advice, i);
    }
}

void checked_finish(struct checked *checked, json_t *lab)
{
    json_t *record = checked->process ? hear(checked) : NULL;
    if (checked->why || !record) {
        json_decref(record);
        record = checked_not_run(checked->why ? checked->why : "the checking process died");
    }
    drop_stack(json_object_get(record, "advice"), lab);
    json_object_update(lab, record);
    json_decref(record);
}

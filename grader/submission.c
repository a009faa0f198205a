// submission.c: copy, compile, check symbols, link. See submission.h.
// The compiler sees one file of a fixed name in a folder of its own, and nothing that a student
// could have put beside it.
#include "submission.h"

#include "box/place.h"
#include "box/user.h"
#include "fail.h"
#include "launch.h"
#include "sha256.h"
#include "show.h"
#include "symbols.h"
#include "workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void sentence(struct outcome *outcome, enum verdict verdict, const char *source,
                     const char *what)
{
    outcome->verdict = verdict;
    snprintf(outcome->detail, sizeof outcome->detail, "%s: %s", source, what);
}

void submission_find(char *path, const struct settings *settings, const char *number,
                     const char *topic)
{
    snprintf(path, SUBMISSION_PATH_MAX, "%s/%s-%s/%s.c", settings->from, number, topic, topic);
    if (access(path, F_OK) == 0) return;
    char flat[SUBMISSION_PATH_MAX];
    snprintf(flat, sizeof flat, "%s/%s.c", settings->from, topic);
    if (access(flat, F_OK) == 0) strcpy(path, flat);
}

static const char *why_not_regular(mode_t mode)
{
    return S_ISDIR(mode) ? "is a folder; wanted a C file"
                         : "is not a regular file; wanted a C file (no link, device or pipe)";
}

// Is the lab's folder a link? What stands behind one was not handed in. (A folder that a person
// names with --from may be one.)
static bool in_linked_folder(const char *path)
{
    char folder[SUBMISSION_PATH_MAX];
    struct stat status;
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash) return false;
    *slash = 0;
    const char *name = strrchr(folder, '/');
    name = name ? name + 1 : folder;
    return name[0] >= '0' && name[0] <= '9' && lstat(folder, &status) == 0 &&
           S_ISLNK(status.st_mode);
}

// Opens a regular file without following a link or waiting for a pipe; NULL with a sentence for
// why.
static FILE *open_source(const char **why, const char *path)
{
    struct stat status;
    *why = "no such file; bring the stub back with git checkout, or name the folder with --from";
    if (lstat(path, &status) != 0) return NULL;
    *why = why_not_regular(status.st_mode);
    if (!S_ISREG(status.st_mode)) return NULL;
    *why = "lies in a folder that is a link; wanted a folder";
    if (in_linked_folder(path)) return NULL;
    *why = "cannot be read; check its permissions (ls -l)";
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return NULL;
    FILE *in = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(descriptor, "rb")
                                                                          : NULL;
    if (!in) close(descriptor);
    return in;
}

size_t submission_read(uint8_t *bytes, const char **why, const char *path)
{
    FILE *in = open_source(why, path);
    if (!in) return 0;
    const size_t count = fread(bytes, 1, SUBMISSION_BYTES_MAX + 1, in);
    const bool failed = ferror(in);
    fclose(in);
    *why = failed                         ? "cannot be read to its end"
           : count > SUBMISSION_BYTES_MAX ? "is larger than 1 MiB; wanted a C file"
                                          : NULL;
    return *why ? 0 : count;
}

// The file is read once, into the private folder; what is graded cannot change afterwards.
static bool copy_source(struct submission *submission, const char *copy)
{
    static uint8_t bytes[SUBMISSION_BYTES_MAX + 1];
    const char *why;
    const size_t count = submission_read(bytes, &why, submission->source);
    if (why) {
        sentence(&submission->outcome, VERDICT_SKIPPED, submission->source, why);
        return false;
    }
    sha256_hex(submission->hash, bytes, count);
    FILE *out = fopen(copy, "wb");
    bool written = out && fwrite(bytes, 1, count, out) == count;
    if (!out || fclose(out) != 0 || !written)
        fail_environment("%s: %s; free some space or set TMPDIR", copy, strerror(errno));
    return true;
}

static void refuse(struct outcome *outcome, const char *opening, const char *said)
{
    size_t used = strlen(opening);
    outcome->verdict = VERDICT_COMPILE_ERROR;
    strcpy(outcome->detail, opening);
    show(outcome->detail + used, sizeof outcome->detail - used, said, strlen(said));
}

static void compile(struct submission *submission, const struct settings *settings,
                    const char *topic, const char *flags)
{
    char said[SUBMISSION_NOTES_MAX], object[80];
    snprintf(object, sizeof object, "%s.o", topic);
    switch (submission_compile(said, submission, settings, topic, object, flags)) {
    case SUBMISSION_BUILT: strcpy(submission->notes, said); break;
    case SUBMISSION_REFUSED:
        refuse(&submission->outcome, "it does not compile; the compiler says:\n", said);
        break;
    case SUBMISSION_LACKING: break;  // of links only
    case SUBMISSION_ENDLESS:
        sentence(&submission->outcome, VERDICT_COMPILE_ERROR, submission->source,
                 "the compiler did not finish within its limits of time, memory and output");
        break;
    }
}

static void refuse_link(struct submission *submission, const char *said)
{
    refuse(&submission->outcome, "it does not link; the linker says:\n", said);
}

void submission_link_whole(struct submission *submission, const char *const *objects, dim count)
{
    char said[SUBMISSION_NOTES_MAX];
    if (submission_link_objects(said, submission, objects, count) != SUBMISSION_BUILT)
        refuse_link(submission, said);
}

static void link_with_probe(struct submission *submission, const struct settings *settings,
                            const char *topic)
{
    char said[SUBMISSION_NOTES_MAX], object[80];
    snprintf(object, sizeof object, "%s.o", topic);
    const struct submission_parts parts = {.object = object, .common = "common.o",
                                           .needed = SUBMISSION_GRADED[0] ? ".supplied.o" : ".o",
                                           .flags = "", .program = submission->program};
    const enum submission_built built = submission_link(said, submission, settings, topic, &parts);
    if (built == SUBMISSION_LACKING) {
        submission->outcome.verdict = VERDICT_SKIPPED;
        snprintf(submission->outcome.detail, sizeof submission->outcome.detail, "%s", said);
    } else if (built != SUBMISSION_BUILT) {
        refuse_link(submission, said);
    }
}

// What an interrupted grader removes on its way out: the files of its folder, then the folder.
enum { DOOMED_SOURCE, DOOMED_OBJECT, DOOMED_PROGRAM, DOOMED_ASSEMBLY, DOOMED_CHECKED,
       DOOMED_CHECKED_OBJECT, DOOMED_FOLDER, DOOMED };
static char doomed[DOOMED][SUBMISSION_PATH_MAX];

static void on_interrupt(int number)
{
    launch_stop();
    for (int i = 0; i < DOOMED_FOLDER; i++) unlink(doomed[i]);
    // A linker that is killed leaves files whose names it alone knows.
    if (rmdir(doomed[DOOMED_FOLDER]) != 0 && errno == ENOTEMPTY && fork() == 0) {
        execl("/bin/rm", "rm", "-rf", "--", doomed[DOOMED_FOLDER], (char *)NULL);
        _exit(127);
    }
    _exit(128 + number);
}

static void catch_interrupts(const struct submission *submission, const char *topic)
{
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    const char *const own[DOOMED_ASSEMBLY + 1] = {[DOOMED_SOURCE] = ".c", [DOOMED_OBJECT] = ".o",
                                                  [DOOMED_PROGRAM] = NULL,
                                                  [DOOMED_ASSEMBLY] = ".s"};
    for (int i = 0; i <= DOOMED_ASSEMBLY; i++)
        if (own[i])
            snprintf(doomed[i], SUBMISSION_PATH_MAX, "%.4000s/%s%s", submission->folder, topic,
                     own[i]);
    strcpy(doomed[DOOMED_PROGRAM], submission->program);
    snprintf(doomed[DOOMED_CHECKED], SUBMISSION_PATH_MAX, "%.4000s/" SUBMISSION_CHECKED,
             submission->folder);
    snprintf(doomed[DOOMED_CHECKED_OBJECT], SUBMISSION_PATH_MAX, "%.4000s/" SUBMISSION_CHECKED ".o",
             submission->folder);
    strcpy(doomed[DOOMED_FOLDER], submission->folder);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before, action = {.sa_handler = on_interrupt};
        sigemptyset(&action.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

void submission_folder(struct submission *submission)
{
    snprintf(submission->folder, sizeof submission->folder, "%.4000s/crumb-XXXXXX",
             place_temporary());
    if (!mkdtemp(submission->folder))
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", submission->folder,
                         strerror(errno));
    // Whom a boxed program runs as may go through it, and not look around.
    if (box_tier() > BOX_LIMITS &&
        (chmod(submission->folder, 0710) != 0 || !user_give(submission->folder, geteuid())))
        fail_environment("%s: %s", submission->folder, strerror(errno));
}

void submission_open(struct submission *submission, const struct settings *settings,
                     const char *number, const char *topic)
{
    memset(submission, 0, sizeof *submission);  // VERDICT_PASS
    if (strcmp(settings->from, "reference") == 0) {
        snprintf(submission->source, SUBMISSION_PATH_MAX, "reference (%s)", topic);
        snprintf(submission->program, SUBMISSION_PATH_MAX, "%s/%s.reference", settings->objects,
                 topic);
        if (access(submission->program, X_OK) != 0)
            sentence(&submission->outcome, VERDICT_SKIPPED, submission->program,
                     "is not built; run make build");
        return;
    }
    submission_find(submission->source, settings, number, topic);
    submission_folder(submission);
    char copy[SUBMISSION_PATH_MAX];
    snprintf(copy, sizeof copy, "%.4000s/%s.c", submission->folder, topic);
    snprintf(submission->program, SUBMISSION_PATH_MAX, "%.4000s/probe", submission->folder);
    catch_interrupts(submission, topic);
    copy_source(submission, copy);
}

// Which line calls what a lab may not call: the compiler's own assembly says it.
static void name_line(struct submission *submission, const struct settings *settings,
                      const char *topic, const struct symbols_found *found)
{
    char said[SUBMISSION_NOTES_MAX], name[80], path[SUBMISSION_PATH_MAX], file[80], where[32] = "";
    snprintf(name, sizeof name, "%s.s", topic);
    snprintf(file, sizeof file, "%s.c", topic);
    snprintf(path, sizeof path, "%.4000s/%s", submission->folder, name);
    int line = 0;
    if (submission_compile(said, submission, settings, topic, name, "-S -g1 -w") ==
        SUBMISSION_BUILT)
        line = symbols_line(path, file, found->called);
    if (line) snprintf(where, sizeof where, ":%d", line);
    snprintf(submission->outcome.detail, sizeof submission->outcome.detail, "%s%s calls %s: %s",
             submission->source, where, found->called, found->advice);
}

static void make_object(struct submission *submission, const struct settings *settings,
                        const char *topic, const char *flags)
{
    char object[SUBMISSION_PATH_MAX];
    struct symbols_found found = {.called = ""};
    snprintf(object, sizeof object, "%.4000s/%s.o", submission->folder, topic);
    if (submission->outcome.verdict == VERDICT_PASS) compile(submission, settings, topic, flags);
    if (submission->outcome.verdict == VERDICT_PASS)
        symbols_check(&submission->outcome, &found, settings, topic, submission->source, object);
    if (found.called[0]) name_line(submission, settings, topic, &found);
    submission->allocates = found.only_memory;
}

void submission_object(struct submission *submission, const struct settings *settings,
                       const char *number, const char *topic)
{
    char copy[SUBMISSION_PATH_MAX];
    submission_find(submission->source, settings, number, topic);
    snprintf(copy, sizeof copy, "%.4000s/%s.c", submission->folder, topic);
    if (copy_source(submission, copy)) make_object(submission, settings, topic, "");
}

void submission_make(struct submission *submission, const struct settings *settings,
                     const char *topic)
{
    if (!submission->folder[0]) return;  // the reference
    make_object(submission, settings, topic, SUBMISSION_GRADED);
    if (submission->outcome.verdict == VERDICT_PASS) link_with_probe(submission, settings, topic);
}

void submission_build(struct submission *submission, const struct settings *settings,
                      const char *number, const char *topic)
{
    submission_open(submission, settings, number, topic);
    submission_make(submission, settings, topic);
}

void submission_remove(struct submission *submission)
{
    if (!submission->folder[0]) return;
    workshop_remove(submission->folder);
    submission->folder[0] = 0;
}

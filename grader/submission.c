// submission.c: copy, compile, check symbols, link. See submission.h.
// The compiler sees one file of a fixed name in a folder of its own, and nothing that a student
// could have put beside it.
#include "submission.h"

#include "fail.h"
#include "launch.h"
#include "sha256.h"
#include "show.h"
#include "symbols.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_BYTES_MAX = 1 << 20, ARGUMENTS_MAX = 96 };

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

// Opens a regular file without following a link or waiting for a pipe; NULL with a sentence for
// why.
static FILE *open_source(const char **why, const char *path)
{
    struct stat status;
    *why = "no such file; bring the stub back with git checkout, or name the folder with --from";
    if (lstat(path, &status) != 0) return NULL;
    *why = why_not_regular(status.st_mode);
    if (!S_ISREG(status.st_mode)) return NULL;
    *why = "cannot be read; check its permissions (ls -l)";
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return NULL;
    FILE *in = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(descriptor, "rb")
                                                                          : NULL;
    if (!in) close(descriptor);
    return in;
}

// The file is read once, into the private folder; what is graded cannot change afterwards.
static bool copy_source(struct submission *submission, const char *copy)
{
    static char bytes[SOURCE_BYTES_MAX + 1];
    const char *why;
    FILE *in = open_source(&why, submission->source);
    size_t count = in ? fread(bytes, 1, sizeof bytes, in) : 0;
    bool failed = in && ferror(in);
    if (in) fclose(in);
    if (failed) why = "cannot be read to its end";
    else if (count > SOURCE_BYTES_MAX) why = "is larger than 1 MiB; wanted a C file";
    else if (in) why = NULL;
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

struct arguments {
    const char *list[ARGUMENTS_MAX];
    int count;
};

static void argument(struct arguments *arguments, const char *text)
{
    if (arguments->count + 1 == ARGUMENTS_MAX) fail("the compiler's command line is too long");
    arguments->list[arguments->count++] = text;
}

// Cuts text at spaces, in place.
static void arguments_of(struct arguments *arguments, char *text)
{
    for (char *at = text; *at;) {
        at += strspn(at, " ");
        if (!*at) break;
        argument(arguments, at);
        at += strcspn(at, " ");
        if (*at) *at++ = 0;
    }
}

static void run_compiler(struct launched *result, const struct submission *submission,
                         const struct arguments *arguments)
{
    const char *path = getenv("PATH");
    static char path_variable[8192], temporary[SUBMISSION_PATH_MAX + 8];
    snprintf(path_variable, sizeof path_variable, "PATH=%s", path ? path : "/usr/bin:/bin");
    snprintf(temporary, sizeof temporary, "TMPDIR=%s", submission->folder);
    const char *const environment[] = {path_variable, temporary, "LC_ALL=C", NULL};
    struct launch what = {.argv = arguments->list, .environment = environment,
                          .directory = submission->folder, .text_limit = 1 << 18,
                          .wall_seconds = 30, .cpu_seconds = 15, .memory = (size_t)2 << 30,
                          .file_size = 32 << 20};
    launch(result, &what);
    if (result->end == LAUNCH_FAILED)
        fail_environment("%s: %s; install a C compiler (make grade does it)", arguments->list[0],
                         strerror(result->code));
}

// The compiler speaks of "rope.c"; a person wants the path of their own file.
static void with_own_path(char *text, size_t size, const char *said, const char *name,
                          const char *source)
{
    size_t used = 0, length = strlen(name);
    text[0] = 0;
    for (const char *line = said; line && *line && used + 1 < size;) {
        const char *end = strchr(line, '\n');
        int count = end ? (int)(end - line) : (int)strlen(line);
        bool stack = strncmp(line + strspn(line, " "), "from ", 5) == 0 ||  // of #include: not told
                     strncmp(line, "In file included from ", 22) == 0;
        bool names = strncmp(line, name, length) == 0 && line[length] == ':';
        size_t skipped = names ? length : 0;
        if (!stack)
            used += (size_t)snprintf(text + used, size - used, "%s%.*s\n", names ? source : "",
                                     count - (int)skipped, line + skipped);
        line = end ? end + 1 : NULL;
    }
    if (used >= size) strcpy(text + size - 5, "...\n");
}

static void refuse(struct outcome *outcome, const char *opening, const char *said)
{
    size_t used = strlen(opening);
    outcome->verdict = VERDICT_COMPILE_ERROR;
    strcpy(outcome->detail, opening);
    show(outcome->detail + used, sizeof outcome->detail - used, said, strlen(said));
}

static void compile(struct submission *submission, const struct settings *settings,
                    const char *topic)
{
    char command[] = LAB_CC " " LAB_FLAGS " -g0 -pipe -fno-diagnostics-color";
    char headers[SUBMISSION_PATH_MAX], name[80], object[80];
    struct arguments arguments = {.count = 0};
    struct launched result;
    arguments_of(&arguments, command);
    snprintf(headers, sizeof headers, "%s/reference/include", settings->root);
    snprintf(name, sizeof name, "%s.c", topic);
    snprintf(object, sizeof object, "%s.o", topic);
    const char *const fixed[] = {"-iquote", headers, "-c", "-o", object, name};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) argument(&arguments, fixed[i]);
    run_compiler(&result, submission, &arguments);
    char raw[SUBMISSION_NOTES_MAX], said[SUBMISSION_NOTES_MAX];
    with_own_path(raw, sizeof raw, result.text, name, submission->source);
    show(said, sizeof said, raw, strlen(raw));
    if (result.end == LAUNCH_TIMEOUT || result.end == LAUNCH_FLOOD) {
        sentence(&submission->outcome, VERDICT_COMPILE_ERROR, submission->source,
                 "the compiler did not finish within its limits of time and output");
    } else if (result.end != LAUNCH_EXITED || result.code != 0) {
        refuse(&submission->outcome, "it does not compile; the compiler says:\n", said);
    } else {
        strcpy(submission->notes, said);
    }
    launched_free(&result);
}

static void link_with_probe(struct submission *submission, const struct settings *settings,
                            const char *topic)
{
    static char paths[64][SUBMISSION_PATH_MAX];
    char cc[] = LAB_LINK;
    struct arguments arguments = {.count = 0};
    struct launched result;
    int count = 0;
    arguments_of(&arguments, cc);
    argument(&arguments, "-o");
    argument(&arguments, submission->program);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%.4000s/%s.o", submission->folder, topic);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s.probe.o", settings->objects, topic);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/common.o", settings->objects);
    const char *last = topic;
    for (dim i = 0; i < settings->topics.count && count < 64; i++) {
        const char *other = settings->topics.parts[i].topic;
        if (strcmp(other, topic) == 0 || strcmp(other, last) == 0 ||
            !topics_reaches(&settings->topics, topic, other))
            continue;
        last = other;
        snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s.o", settings->objects, other);
    }
    for (int i = 0; i < count; i++) {
        if (access(paths[i], R_OK) != 0)
            fail_environment("%s: not there; run make build", paths[i]);  // nobody's mistake
        argument(&arguments, paths[i]);
    }
    argument(&arguments, "-lm");
    run_compiler(&result, submission, &arguments);
    if (result.end != LAUNCH_EXITED || result.code != 0) {
        refuse(&submission->outcome, "it does not link; the linker says:\n",
               result.text ? result.text : "");
    }
    launched_free(&result);
}

// What an interrupted grader removes on its way out: the files of its folder, then the folder.
enum { DOOMED_SOURCE, DOOMED_OBJECT, DOOMED_PROGRAM, DOOMED_FOLDER, DOOMED };
static char doomed[DOOMED][SUBMISSION_PATH_MAX];

static void on_interrupt(int number)
{
    launch_stop();
    for (int i = 0; i < DOOMED_FOLDER; i++) unlink(doomed[i]);
    rmdir(doomed[DOOMED_FOLDER]);
    _exit(128 + number);
}

static void catch_interrupts(const struct submission *submission, const char *source,
                             const char *object)
{
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    strcpy(doomed[DOOMED_SOURCE], source);
    strcpy(doomed[DOOMED_OBJECT], object);
    strcpy(doomed[DOOMED_PROGRAM], submission->program);
    strcpy(doomed[DOOMED_FOLDER], submission->folder);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before, action = {.sa_handler = on_interrupt};
        sigemptyset(&action.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

static void make_folder(struct submission *submission)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(submission->folder, sizeof submission->folder, "%s/crumb-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(submission->folder))
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", submission->folder,
                         strerror(errno));
}

void submission_build(struct submission *submission, const struct settings *settings,
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
    make_folder(submission);
    char copy[SUBMISSION_PATH_MAX], object[SUBMISSION_PATH_MAX];
    snprintf(copy, sizeof copy, "%.4000s/%s.c", submission->folder, topic);
    snprintf(object, sizeof object, "%.4000s/%s.o", submission->folder, topic);
    snprintf(submission->program, SUBMISSION_PATH_MAX, "%.4000s/probe", submission->folder);
    catch_interrupts(submission, copy, object);
    if (copy_source(submission, copy)) compile(submission, settings, topic);
    if (submission->outcome.verdict == VERDICT_PASS)
        symbols_check(&submission->outcome, settings, topic, submission->source, object);
    if (submission->outcome.verdict == VERDICT_PASS) link_with_probe(submission, settings, topic);
}

void submission_remove(struct submission *submission)
{
    if (!submission->folder[0]) return;
    DIR *folder = opendir(submission->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        unlinkat(dirfd(folder), entry->d_name, 0);  // only files are in it; . and .. stay
    if (folder) closedir(folder);
    rmdir(submission->folder);
    submission->folder[0] = 0;
}

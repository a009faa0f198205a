// submission_make.c: the compiler and the linker, in the private folder of a submission. See
// submission.h.
#include "submission.h"

#include "fail.h"
#include "launch.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNTED "counted.o"  // the submission's object and program that count
#define COUNTING "counting"
enum { ARGUMENTS_MAX = 96 };

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

enum submission_built submission_compile(char *said, const struct submission *submission,
                                         const struct settings *settings, const char *topic,
                                         const char *object, const char *flags)
{
    char command[] = LAB_CC " " LAB_FLAGS " -g0 -pipe -fno-diagnostics-color";
    char headers[SUBMISSION_PATH_MAX], name[80], more[600];
    struct arguments arguments = {.count = 0};
    struct launched result;
    arguments_of(&arguments, command);
    snprintf(more, sizeof more, "%s", flags);
    arguments_of(&arguments, more);
    snprintf(headers, sizeof headers, "%s/reference/include", settings->root);
    snprintf(name, sizeof name, "%s.c", topic);
    const char *const fixed[] = {"-iquote", headers, "-c", "-o", object, name};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) argument(&arguments, fixed[i]);
    run_compiler(&result, submission, &arguments);
    char raw[SUBMISSION_NOTES_MAX];
    with_own_path(raw, sizeof raw, result.text, name, submission->source);
    show(said, SUBMISSION_NOTES_MAX, raw, strlen(raw));
    const bool endless = result.end == LAUNCH_TIMEOUT || result.end == LAUNCH_FLOOD;
    const bool good = result.end == LAUNCH_EXITED && result.code == 0;
    launched_free(&result);
    return endless ? SUBMISSION_ENDLESS : good ? SUBMISSION_BUILT : SUBMISSION_REFUSED;
}

static enum submission_built linked(char *said, struct launched *result)
{
    const char *text = result->text ? result->text : "";
    show(said, SUBMISSION_NOTES_MAX, text, strlen(text));
    const bool good = result->end == LAUNCH_EXITED && result->code == 0;
    launched_free(result);
    return good ? SUBMISSION_BUILT : SUBMISSION_REFUSED;
}

// A handout for other kinds of machine: there are the names of a topic, and nothing to link.
static bool is_without_library(const struct settings *settings, const char *topic)
{
    char names[SUBMISSION_PATH_MAX];
    snprintf(names, sizeof names, "%s/%s.names.o", settings->objects, topic);
    return access(names, R_OK) == 0;
}

enum submission_built submission_link(char *said, const struct submission *submission,
                                      const struct settings *settings, const char *topic,
                                      const struct submission_parts *parts)
{
    static char paths[64][SUBMISSION_PATH_MAX];
    char cc[] = LAB_LINK, more[600];
    struct arguments arguments = {.count = 0};
    struct launched result;
    int count = 0;
    arguments_of(&arguments, cc);
    snprintf(more, sizeof more, "%s", parts->flags);
    arguments_of(&arguments, more);
    argument(&arguments, "-o");
    argument(&arguments, parts->program);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%.4000s/%s", submission->folder, parts->object);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s%s", settings->objects, topic,
             parts->probe ? parts->probe : ".probe.o");
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s", settings->objects, parts->common);
    if (parts->more)
        snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s", settings->objects, parts->more);
    const char *last = topic;
    for (dim i = 0; i < settings->topics.count && count < 64; i++) {
        const char *other = settings->topics.parts[i].topic;
        if (strcmp(other, topic) == 0 || strcmp(other, last) == 0 ||
            !topics_reaches(&settings->topics, topic, other))
            continue;
        last = other;
        snprintf(paths[count], SUBMISSION_PATH_MAX, "%s/%s%s", settings->objects, other,
                 parts->needed ? parts->needed : ".o");
        if (access(paths[count], R_OK) != 0 && is_without_library(settings, other)) {
            snprintf(said, SUBMISSION_NOTES_MAX,
                     "not run: it calls %s, and this handout has no compiled %s for " LAB_PLATFORM
                     "; ask your instructor for objects/" LAB_PLATFORM, other, other);
            return SUBMISSION_LACKING;
        }
        count++;
    }
    for (int i = 0; i < count; i++) {
        if (access(paths[i], R_OK) != 0)
            fail_environment("%s: not there; run make build", paths[i]);  // nobody's mistake
        argument(&arguments, paths[i]);
    }
    argument(&arguments, "-lm");
    run_compiler(&result, submission, &arguments);
    return linked(said, &result);
}

enum submission_built submission_link_objects(char *said, const struct submission *submission,
                                              const char *const *objects, dim count)
{
    char cc[] = LAB_LINK, libraries[] = LAB_LIBS;
    struct arguments arguments = {.count = 0};
    struct launched result;
    arguments_of(&arguments, cc);
    argument(&arguments, "-o");
    argument(&arguments, submission->program);
    for (dim i = 0; i < count; i++) {
        if (access(objects[i], R_OK) != 0)
            fail_environment("%s: not there; run make build", objects[i]);  // nobody's mistake
        argument(&arguments, objects[i]);
    }
    arguments_of(&arguments, libraries);
    run_compiler(&result, submission, &arguments);
    return linked(said, &result);
}

void submission_count(char *program, const struct submission *submission,
                      const struct settings *settings, const char *topic)
{
    char said[SUBMISSION_NOTES_MAX], path[SUBMISSION_PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/" COUNTING, submission->folder);
    const struct submission_parts parts = {.object = COUNTED, .common = "common.o",
                                           .more = "counter.o", .probe = ".counted-probe.o",
                                           .needed = ".supplied.o", .flags = "", .program = path};
    program[0] = 0;
    if (submission_compile(said, submission, settings, topic, COUNTED, LAB_COUNTED) ==
            SUBMISSION_BUILT &&
        submission_link(said, submission, settings, topic, &parts) == SUBMISSION_BUILT)
        strcpy(program, path);
}

void submission_counted(char *program, const struct submission *submission)
{
    snprintf(program, SUBMISSION_PATH_MAX, "%.4000s/" COUNTING, submission->folder);
    if (access(program, X_OK) != 0) program[0] = 0;
}

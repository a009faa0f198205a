// submission_make.c: the compiler and the linker, in the private folder of a submission. See
// submission.h.
#include "submission.h"

#include "box/place.h"
#include "diagnostics.h"
#include "fail.h"
#include "launch.h"
#include "show.h"
#include "workshop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAMES "counted_names.h"  // LAB_COUNTED includes it
enum { ARGUMENTS_MAX = 96, PATHS_MAX = 64 };
enum { COMPILER_SECONDS = 10, COMPILER_SECONDS_LEAST = 2, WAITING_SECONDS = 4 };

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

// --seconds is for the compiler too: a bomb for it ends as soon as a loop does.
static int compiler_seconds(const struct settings *settings)
{
    const int seconds = settings ? settings->seconds : 0;
    if (seconds == 0) return COMPILER_SECONDS;
    return seconds < COMPILER_SECONDS_LEAST ? COMPILER_SECONDS_LEAST : seconds;
}

// cpu_seconds: of the processor; waiting, for a pipe or a busy machine, is allowed for longer.
static void run_compiler(struct launched *result, const struct workshop *workshop,
                         const struct arguments *arguments, int cpu_seconds)
{
    const char *path = getenv("PATH");
    static char path_variable[8192], temporary[SUBMISSION_PATH_MAX + 48];
    snprintf(path_variable, sizeof path_variable, "PATH=%s", path ? path : "/usr/bin:/bin");
    snprintf(temporary, sizeof temporary, "TMPDIR=%s", workshop->folder);
    const char *const environment[] = {path_variable, temporary, "LC_ALL=C", NULL};
    struct launch what = {.argv = arguments->list, .environment = environment,
                          .directory = workshop->folder, .text_limit = 1 << 18,
                          .wall_seconds = cpu_seconds + WAITING_SECONDS,
                          .cpu_seconds = cpu_seconds, .memory = (size_t)1 << 30,
                          .file_size = 32 << 20, .box.kind = BOX_COMPILER,
                          .box.readable[0] = workshop->seen, .box.writable = workshop->folder};
    launch(result, &what);
    if (result->end == LAUNCH_FAILED)
        fail_environment("%s: %s; install a C compiler (make grade does it)", arguments->list[0],
                         strerror(result->code));
}

// A name in the folder where it works, of a file that ends up in the submission's.
static const char *made(const struct workshop *workshop, const char *path)
{
    const char *slash = strrchr(path, '/');
    return workshop->apart && slash ? slash + 1 : path;
}

static void bring_names(const struct workshop *workshop, const struct settings *settings)
{
    static char from[PATH_MAX];
    char name[SUBMISSION_PATH_MAX], to[SUBMISSION_PATH_MAX + 300];
    snprintf(name, sizeof name, "%s/" NAMES, settings->objects);
    snprintf(to, sizeof to, "%s/" NAMES, workshop->folder);
    if (!realpath(name, from))  // the objects may be links
        fail_environment("%s: not there; run make build", name);  // nobody's mistake
    if (!place_copy(from, to, 0644))
        fail_environment("%s: not copied to %s: %s; free some space or set TMPDIR", from, to,
                         strerror(errno));
}

// The driver's words when a limit ended the compiler itself: which signal it was is chance.
static bool was_ended(const struct launched *result)
{
    return result->text && (strstr(result->text, "signal terminated program") ||
                            strstr(result->text, "command failed due to signal"));
}

enum submission_built submission_compile(char *said, const struct submission *submission,
                                         const struct settings *settings, const char *topic,
                                         const char *object, const char *flags)
{
    char command[] = LAB_CC " " LAB_FLAGS " -g0 -pipe -fno-diagnostics-color " LAB_DEPTH;
    char headers[SUBMISSION_PATH_MAX], seen[SUBMISSION_PATH_MAX], name[80], more[600];
    char copy[SUBMISSION_PATH_MAX], source[SUBMISSION_PATH_MAX];
    static char places[3 * SUBMISSION_PATH_MAX];  // debuggers are told of the submission's folder
    struct arguments arguments = {.count = 0};
    struct launched result;
    struct workshop workshop;
    workshop_open(&workshop, submission);
    arguments_of(&arguments, command);
    snprintf(more, sizeof more, "%s", flags);
    arguments_of(&arguments, more);
    snprintf(headers, sizeof headers, "%s/reference/include", settings->root);
    snprintf(name, sizeof name, "%s.c", topic);
    snprintf(source, sizeof source, "%.4000s/%s", submission->folder, name);
    workshop_bring_headers(seen, &workshop, headers);
    workshop_bring(copy, &workshop, source);
    if (strstr(flags, NAMES)) bring_names(&workshop, settings);
    snprintf(places, sizeof places, "-fdebug-prefix-map=%s=%s", workshop.folder,
             submission->folder);
    const char *const fixed[] = {"-iquote", seen, places, "-c", "-o", object, name};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) argument(&arguments, fixed[i]);
    run_compiler(&result, &workshop, &arguments, compiler_seconds(settings));
    char raw[SUBMISSION_NOTES_MAX];
    diagnostics_own(raw, sizeof raw, result.text ? result.text : "", name, submission->source,
                    seen);
    show(said, SUBMISSION_NOTES_MAX, raw, strlen(raw));
    const bool endless = result.end == LAUNCH_TIMEOUT || result.end == LAUNCH_FLOOD ||
                         was_ended(&result);
    const bool good = result.end == LAUNCH_EXITED && result.code == 0 &&
                      workshop_take(&workshop, object);
    workshop_close(&workshop);
    launched_free(&result);
    return endless ? SUBMISSION_ENDLESS : good ? SUBMISSION_BUILT : SUBMISSION_REFUSED;
}

// Links in a workshop. program: what is made, in the submission's folder.
static enum submission_built linked(char *said, struct workshop *workshop,
                                    const struct arguments *arguments, const char *program,
                                    int cpu_seconds)
{
    struct launched result;
    run_compiler(&result, workshop, arguments, cpu_seconds);
    const char *text = result.text ? result.text : "";
    show(said, SUBMISSION_NOTES_MAX, text, strlen(text));
    const bool good = result.end == LAUNCH_EXITED && result.code == 0 &&
                      workshop_take(workshop, made(workshop, program));
    workshop_close(workshop);
    launched_free(&result);
    return good ? SUBMISSION_BUILT : SUBMISSION_REFUSED;
}

static void bring_all(struct arguments *arguments, struct workshop *workshop,
                      const char (*paths)[SUBMISSION_PATH_MAX], int count)
{
    static char names[PATHS_MAX][SUBMISSION_PATH_MAX];
    for (int i = 0; i < count; i++) {
        if (access(paths[i], R_OK) != 0)
            fail_environment("%s: not there; run make build", paths[i]);  // nobody's mistake
        workshop_bring(names[i], workshop, paths[i]);
        argument(arguments, names[i]);
    }
}

static void begin_link(struct arguments *arguments, struct workshop *workshop, char *command,
                       const struct submission *submission, const char *program)
{
    workshop_open(workshop, submission);
    arguments_of(arguments, command);
    argument(arguments, "-o");
    argument(arguments, made(workshop, program));
}

// How a program is linked: with what the C library is part of already, where there is that (it has
// no flags, and nothing beside it in its box); else by the compiler.
struct linking {
    char command[200], flags[600];
    const char *common, *libraries;
};

static struct linking linking_of(const struct submission_parts *parts)
{
    struct linking linking = {LAB_LINK, "", parts->common, "-lm"};
    if (!parts->flags[0] && LAB_QUICK[0])
        return (struct linking){LAB_QUICK, "", "alone.o", ""};
    const bool alone = box_tier() > BOX_LIMITS && !parts->flags[0];
    snprintf(linking.flags, sizeof linking.flags, "%s", alone ? LAB_STATIC : parts->flags);
    return linking;
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
    static char paths[PATHS_MAX][SUBMISSION_PATH_MAX];
    struct linking linking = linking_of(parts);
    struct arguments arguments = {.count = 0};
    struct workshop workshop;
    int count = 0;
    begin_link(&arguments, &workshop, linking.command, submission, parts->program);
    arguments_of(&arguments, linking.flags);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%.4000s/%s", submission->folder, parts->object);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s.probe.o", settings->objects, topic);
    snprintf(paths[count++], SUBMISSION_PATH_MAX, "%s/%s", settings->objects, linking.common);
    const char *last = topic;
    for (dim i = 0; i < settings->topics.count && count < PATHS_MAX; i++) {
        const char *other = settings->topics.parts[i].topic;
        if (strcmp(other, topic) == 0 || strcmp(other, last) == 0 ||
            !topics_reaches(&settings->topics, topic, other))
            continue;
        last = other;
        snprintf(paths[count], SUBMISSION_PATH_MAX, "%s/%s%s", settings->objects, other,
                 parts->needed);
        if (access(paths[count], R_OK) != 0 && is_without_library(settings, other)) {
            snprintf(said, SUBMISSION_NOTES_MAX,
                     "not run: it calls %s, and this handout has no compiled %s for " LAB_PLATFORM
                     "; ask your instructor for objects/" LAB_PLATFORM, other, other);
            workshop_close(&workshop);
            return SUBMISSION_LACKING;
        }
        count++;
    }
    bring_all(&arguments, &workshop, (const char (*)[SUBMISSION_PATH_MAX])paths, count);
    if (linking.libraries[0]) argument(&arguments, linking.libraries);
    return linked(said, &workshop, &arguments, parts->program, compiler_seconds(settings));
}

enum submission_built submission_link_objects(char *said, const struct submission *submission,
                                              const char *const *objects, dim count)
{
    static char paths[PATHS_MAX][SUBMISSION_PATH_MAX];
    char cc[] = LAB_LINK, libraries[] = LAB_LIBS;
    struct arguments arguments = {.count = 0};
    struct workshop workshop;
    begin_link(&arguments, &workshop, cc, submission, submission->program);
    if (count > PATHS_MAX) fail("more than %d objects to link", PATHS_MAX);
    for (dim i = 0; i < count; i++) snprintf(paths[i], SUBMISSION_PATH_MAX, "%s", objects[i]);
    bring_all(&arguments, &workshop, (const char (*)[SUBMISSION_PATH_MAX])paths, (int)count);
    arguments_of(&arguments, libraries);
    return linked(said, &workshop, &arguments, submission->program, COMPILER_SECONDS);
}

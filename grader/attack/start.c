// start.c: fork, exec, wait, sweep. See start.h.
#include "attack/start.h"

#include "attack/sweep.h"
#include "converse.h"
#include "fail.h"
#include "orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUT_MAX = 8 << 20, BARE_MEMORY_MIB = 2048, LOW_DESCRIPTOR = 9, HIGH_DESCRIPTOR = 300,
       DESCRIPTORS = 256 };

static void nap(long milliseconds)
{
    const struct timespec time = {.tv_nsec = milliseconds * 1000000};
    nanosleep(&time, NULL);
}

static void open_to(const char *path, int descriptor)
{
    const int opened = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
    if (opened != descriptor) close(opened);
}

// What a careless parent would hand down: a variable, and files that are open.
static void leave_traces(const struct canary *canary)
{
    setenv("CRUMB_CANARY", canary->environment, 1);
    setenv("TMPDIR", canary->temporary, 1);
    dup2(canary->open_file, LOW_DESCRIPTOR);
    dup2(canary->open_file, HIGH_DESCRIPTOR);
}

static void limit_bare(void)
{
    const struct rlimit file = {OUT_MAX, OUT_MAX}, core = {0, 0};
    const struct rlimit memory = {(rlim_t)BARE_MEMORY_MIB << 20, (rlim_t)BARE_MEMORY_MIB << 20};
    setrlimit(RLIMIT_FSIZE, &file);
    setrlimit(RLIMIT_CORE, &core);
    setrlimit(RLIMIT_AS, &memory);
    dup2(0, 3);
    open_to("/dev/null", 4);
}

_Noreturn static void become(const struct start *start, const struct canary *canary,
                             const char *out, const char *err)
{
    setpgid(0, 0);
    for (int i = 3; i < DESCRIPTORS; i++) fcntl(i, F_SETFD, FD_CLOEXEC);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    open_to(start->out ? start->out : out, 1);
    open_to(err, 2);
    leave_traces(canary);
    if (start->bare) limit_bare();
    if (start->directory && chdir(start->directory) != 0) _exit(126);
    execv(start->argv[0], (char *const *)(uintptr_t)start->argv);
    _exit(127);
}

// Turns between two files in place of a third, each complete at any moment.
static pid_t start_swapper(const struct start *start)
{
    if (!start->swap[0]) return 0;
    const pid_t swapper = fork();
    char next[CANARY_PATH];
    if (swapper != 0) return swapper;
    orphans_follow_parent();
    for (int i = 0; i < DESCRIPTORS; i++) close(i);
    snprintf(next, sizeof next, "%.2000s.next", start->swapped);
    for (int turn = 0;; turn = 1 - turn) {
        if (link(start->swap[turn], next) != 0 || rename(next, start->swapped) != 0) unlink(next);
        unlink(next);  // rename of two names of one file does nothing
    }
}

// Waits for the end of child, at most as long as it may take.
static int wait_for(struct started *started, const struct start *start, struct canary *canary,
                    pid_t child)
{
    int status = 0;
    const double begun = converse_now();
    for (;;) {
        const pid_t ended = waitpid(child, &status, WNOHANG);
        started->seconds = converse_now() - begun;
        if (ended == child || (ended < 0 && errno != EINTR)) return status;
        const bool killed = start->kill_after > 0 && started->seconds > start->kill_after;
        started->hung = !killed && started->seconds > start->seconds;
        if (killed || started->hung) break;
        canary_watch(canary);
        nap(3);
    }
    if (started->hung) kill(-child, SIGKILL);
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return status;
}

static char *read_text(const char *path)
{
    char *text = malloc(OUT_MAX + 1);
    struct stat status;
    if (!text) fail_environment("memory: no room for a report");
    text[0] = 0;
    FILE *in = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "rb") : NULL;
    const size_t count = in ? fread(text, 1, OUT_MAX, in) : 0;
    if (in) fclose(in);
    for (size_t i = 0; i < count; i++)
        if (!text[i]) text[i] = '?';
    text[count] = 0;
    return text;
}

void start_program(struct started *started, const struct start *start, struct canary *canary)
{
    char out[CANARY_PATH], err[CANARY_PATH];
    canary_path(out, canary->folder, "out");
    canary_path(err, canary->folder, "err");
    unlink(out);
    unlink(err);
    *started = (struct started){0};
    sweep_expect();
    const pid_t swapper = start_swapper(start), child = fork();
    if (child < 0 || swapper < 0) fail_environment("fork: %s", strerror(errno));
    if (child == 0) become(start, canary, out, err);
    setpgid(child, child);
    const int status = wait_for(started, start, canary, child);
    started->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (swapper) {
        kill(swapper, SIGKILL);
        waitpid(swapper, NULL, 0);
    }
    started->left = sweep(canary->victim) && !started->hung;
    started->out = read_text(out);
    started->err = read_text(err);
}

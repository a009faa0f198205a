// launch.c: one child, its pipes, its limits, its end. See launch.h.
// The child's whole process group is killed at the end, and what left the group after it, so that
// nothing it started stays behind.
#include "launch.h"

#include "box/entry.h"
#include "converse.h"
#include "fail.h"
#include "orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

extern char **environ;

static volatile sig_atomic_t running;  // the child of now; 0: none

enum { STARTED = TALKED, PIPES };  // a fourth pipe: closed by exec, or errno
enum { DESCRIPTORS_CLOSED = 4096 };  // one by one, where there is no call for all of them

static void limit(int what, size_t soft, size_t hard)
{
    struct rlimit both = {(rlim_t)soft, (rlim_t)hard}, old;
    if (getrlimit(what, &old) == 0 && old.rlim_max < both.rlim_max) both.rlim_max = old.rlim_max;
    if (both.rlim_cur > both.rlim_max) both.rlim_cur = both.rlim_max;
    setrlimit(what, &both);
}

static void set_limits(const struct launch *what)
{
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_NOFILE, 64, 64);
    size_t cpu = (size_t)what->cpu_seconds;
    if (cpu) limit(RLIMIT_CPU, cpu, cpu + 1);  // a signal that has a name, then SIGKILL
    if (what->memory) limit(RLIMIT_AS, what->memory, what->memory);
    if (what->stack) limit(RLIMIT_STACK, what->stack, what->stack);
    if (what->file_size) limit(RLIMIT_FSIZE, what->file_size, what->file_size);
}

static void usual_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
}

// Descriptors from first to last: in one call where the system has it.
#ifdef SYS_close_range
static bool close_at_once(int first, int last)
{
    return first > last || syscall(SYS_close_range, first, last, 0) == 0;
}
#else
static bool close_at_once(int first, int last)
{
    return first > last;
}
#endif

static void close_all(int first, int last)
{
    if (close_at_once(first, last)) return;
    for (int i = first; i <= last && i < DESCRIPTORS_CLOSED; i++) close(i);
}

// In the child, between vfork and exec: it shares the parent's memory until then, and the parent
// stands still. pipes[p][0] is read from, pipes[p][1] is written to.
_Noreturn static void become(const struct launch *what, struct entry *entry, int pipes[PIPES][2])
{
    int started = fcntl(pipes[STARTED][1], F_DUPFD_CLOEXEC, 16);
    int input = fcntl(pipes[TO_CHILD][0], F_DUPFD, 16);
    int answer = fcntl(pipes[FROM_CHILD][1], F_DUPFD, 16);
    int text = fcntl(pipes[TEXT][1], F_DUPFD, 16);
    setsid();  // a process group of its own, and no terminal
    orphans_follow_parent();
    int nothing = open("/dev/null", O_RDONLY);
    bool ready = started >= 0 && input >= 0 && answer >= 0 && text >= 0 && nothing >= 0 &&
                 dup2(nothing, 0) == 0 && dup2(text, 1) == 1 && dup2(text, 2) == 2 &&
                 dup2(input, 3) == 3 && dup2(answer, 4) == 4 && chdir(what->directory) == 0;
    int error = errno;
    close_all(5, started - 1);
    close_all(started + 1, INT_MAX);
    usual_signals();
    umask(077);
    if (ready) {
        set_limits(what);
        environ = (char **)(uintptr_t)what->environment;  // execvp looks for PATH in it
        if (entry_enter(entry, what))
            execvp(entry->argv[0], (char *const *)(uintptr_t)entry->argv);
        error = errno;
    }
    if (write(started, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

static void open_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++) {
        if (pipe(pipes[i]) != 0) fail_environment("pipe: %s", strerror(errno));
        for (int side = 0; side < 2; side++) fcntl(pipes[i][side], F_SETFD, FD_CLOEXEC);
    }
}

// Keeps the parent's ends, nonblocking, and closes the child's. True when exec went well.
static bool take_ends(struct conversation *talk, int *error, int pipes[PIPES][2])
{
    for (int i = 0; i < TALKED; i++) {
        int mine = i == TO_CHILD ? 1 : 0;
        close(pipes[i][1 - mine]);
        fcntl(pipes[i][mine], F_SETFL, O_NONBLOCK);
        talk->sockets[i].fd = pipes[i][mine];
        talk->sockets[i].events = i == TO_CHILD ? POLLOUT : POLLIN;
    }
    ssize_t got;
    close(pipes[STARTED][1]);
    do got = read(pipes[STARTED][0], error, sizeof *error);  // closed by exec
    while (got < 0 && errno == EINTR);
    close(pipes[STARTED][0]);
    return got != sizeof *error;
}

static double cpu_seconds(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           1e-6 * (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

// bubblewrap ends with 128 + N where its program was ended by signal N.
static int own_status(const struct entry *entry, int status)
{
    const bool told = entry->tier >= BOX_NAMESPACES && WIFEXITED(status) &&
                      WEXITSTATUS(status) > 128 && WEXITSTATUS(status) < 160;
    return told ? WEXITSTATUS(status) - 128 : status;  // as wait() tells a signal
}

static void describe(struct launched *result, const struct conversation *talk, int status,
                     const struct rusage *usage, int cpu_limit)
{
    // bubblewrap does not say what its program used, but that takes no less time by the clock.
    const double used = talk->wrapped ? result->seconds : cpu_seconds(usage);
    bool spent = cpu_limit && used > (double)cpu_limit - 0.1;
    result->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    if (talk->flood) result->end = LAUNCH_FLOOD;
    else if (talk->timeout) result->end = LAUNCH_TIMEOUT;
    else if (talk->hung_up) result->end = LAUNCH_HUNG_UP;
    else if (WIFEXITED(status)) result->end = LAUNCH_EXITED;
    else if (result->code == SIGXCPU || (result->code == SIGKILL && spent))
        result->end = LAUNCH_TIMEOUT;
    else result->end = LAUNCH_SIGNALLED;
}

static void hand_over(struct launched *result, const struct conversation *talk)
{
    result->answer = talk->answer.bytes;
    result->answer_count = talk->answer.count;
    result->text = (char *)talk->text.bytes;
    if (result->text) result->text[talk->text.count] = 0;
    result->text_count = talk->text.count;
}

// Nothing of the memory is copied, with all the goldens in it.
static pid_t start_child(const struct launch *what, struct entry *entry, int pipes[PIPES][2])
{
    char **const own = environ;
    const pid_t child = vfork();
    if (child == 0) become(what, entry, pipes);
    environ = own;
    if (child < 0)
        fail_environment("fork: %s; close other programs and try again", strerror(errno));
    return child;
}

void launch(struct launched *result, const struct launch *what)
{
    struct conversation talk = {.answer.limit = what->answer_limit, .text.limit = what->text_limit};
    struct orphans orphans;
    struct rusage usage;
    static struct entry entry;
    int pipes[PIPES][2], status = 0;
    *result = (struct launched){.end = LAUNCH_FAILED};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);  // ignored, it would take the exit code away
    entry_prepare(&entry, what);
    open_pipes(pipes);
    orphans_expect(&orphans);
    double start = converse_now();
    pid_t child = start_child(what, &entry, pipes);
    running = child;
    talk.wrapped = entry.tier >= BOX_NAMESPACES && entry.kind != BOX_COMPILER;
    talk.resident = entry.tier > BOX_LIMITS ? what->box.resident : 0;
    bool started = take_ends(&talk, &result->code, pipes);
    if (started)
        converse(&talk, child, what->input, what->input_count, start, what->wall_seconds);
    kill(-child, SIGKILL);
    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) continue;
    running = 0;
    orphans_end(&orphans);
    converse_close(&talk);
    result->seconds = converse_now() - start;
    if (started) describe(result, &talk, own_status(&entry, status), &usage, what->cpu_seconds);
    hand_over(result, &talk);
}

void launch_stop(void)
{
    if (!running) return;
    kill(-running, SIGKILL);
    kill(running, SIGKILL);  // it has no group of its own yet
}

void launched_free(struct launched *result)
{
    free(result->answer);
    free(result->text);
    *result = (struct launched){.end = LAUNCH_FAILED};
}

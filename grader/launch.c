// launch.c: one child, three pipes, one poll loop, one deadline. See launch.h.
// Both directions are served by poll() so that neither side can block the other; the child's whole
// process group is killed at the end, so that nothing it started stays behind.
#include "launch.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { TO_CHILD, FROM_CHILD, TEXT, STARTED, PIPES };
enum { DESCRIPTORS_CLOSED = 256, DRAIN_MILLISECONDS = 200 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void limit(int what, size_t value)
{
    struct rlimit both = {(rlim_t)value, (rlim_t)value}, old;
    if (getrlimit(what, &old) == 0 && old.rlim_max < both.rlim_max)
        both.rlim_cur = both.rlim_max = old.rlim_max;
    setrlimit(what, &both);
}

static void set_limits(const struct launch *what)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    if (what->cpu_seconds) limit(RLIMIT_CPU, (size_t)what->cpu_seconds);
    if (what->memory) limit(RLIMIT_AS, what->memory);
    if (what->stack) limit(RLIMIT_STACK, what->stack);
    if (what->file_size) limit(RLIMIT_FSIZE, what->file_size);
}

// In the child, between fork and exec. pipes[p][0] is read from, pipes[p][1] is written to.
_Noreturn static void become(const struct launch *what, int pipes[PIPES][2])
{
    int started = fcntl(pipes[STARTED][1], F_DUPFD_CLOEXEC, 16);
    int input = fcntl(pipes[TO_CHILD][0], F_DUPFD, 16);
    int answer = fcntl(pipes[FROM_CHILD][1], F_DUPFD, 16);
    int text = fcntl(pipes[TEXT][1], F_DUPFD, 16);
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDONLY);
    bool ready = started >= 0 && input >= 0 && answer >= 0 && text >= 0 && nothing >= 0 &&
                 dup2(nothing, 0) == 0 && dup2(text, 1) == 1 && dup2(text, 2) == 2 &&
                 dup2(input, 3) == 3 && dup2(answer, 4) == 4 && chdir(what->directory) == 0;
    for (int i = 5; i < DESCRIPTORS_CLOSED; i++)
        if (i != started) close(i);
    signal(SIGPIPE, SIG_DFL);
    umask(077);
    if (ready) {
        set_limits(what);
        environ = (char **)(uintptr_t)what->environment;  // execvp looks for PATH in it
        execvp(what->argv[0], (char *const *)(uintptr_t)what->argv);
    }
    int error = errno;
    if (write(started, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

struct stream {
    uint8_t *bytes;
    size_t count, capacity, limit;
    bool full;
};

// Reads what is there. False when the other end is closed.
static bool drain(struct stream *stream, int descriptor)
{
    if (stream->capacity - stream->count < 65536) {
        stream->capacity = 2 * stream->capacity + 65536 + 1;
        stream->bytes = realloc(stream->bytes, stream->capacity);
        if (!stream->bytes) fail_environment("memory: no room for a program's output");
    }
    ssize_t got = read(descriptor, stream->bytes + stream->count,
                       stream->capacity - stream->count - 1);
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    stream->count += (size_t)got;
    if (stream->count > stream->limit) {
        stream->count = stream->limit;
        stream->full = true;
    }
    return got > 0;
}

struct conversation {
    struct pollfd sockets[PIPES];
    struct stream answer, text;
    size_t sent;
    bool timeout, flood;
};

static void hang_up(struct pollfd *socket)
{
    if (socket->fd >= 0) close(socket->fd);
    socket->fd = -1;
}

static void send_input(struct conversation *talk, const struct launch *what)
{
    struct pollfd *socket = &talk->sockets[TO_CHILD];
    ssize_t written = 0;
    if (talk->sent < what->input_count)
        written = write(socket->fd, what->input + talk->sent, what->input_count - talk->sent);
    if (written > 0) talk->sent += (size_t)written;
    else if (written < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (written < 0 || talk->sent == what->input_count) hang_up(socket);
}

// One round of poll. Returns false when everything the child can say has been heard.
static bool listen_once(struct conversation *talk, const struct launch *what, int milliseconds)
{
    struct pollfd *sockets = talk->sockets;
    if (sockets[FROM_CHILD].fd < 0 && sockets[TEXT].fd < 0) return false;
    if (poll(sockets, PIPES, milliseconds) < 0) return errno == EINTR;
    if (sockets[TO_CHILD].fd >= 0 && sockets[TO_CHILD].revents) send_input(talk, what);
    if (sockets[FROM_CHILD].fd >= 0 && sockets[FROM_CHILD].revents &&
        !drain(&talk->answer, sockets[FROM_CHILD].fd))
        hang_up(&sockets[FROM_CHILD]);
    if (sockets[TEXT].fd >= 0 && sockets[TEXT].revents &&
        !drain(&talk->text, sockets[TEXT].fd))
        hang_up(&sockets[TEXT]);
    talk->flood = talk->answer.full || talk->text.full;
    return true;
}

// Talks until both outputs are closed, the deadline passes or too much comes. The child may exit
// while something it started keeps a pipe open: then a short grace, and the group is killed.
static void converse(struct conversation *talk, int *status, bool *reaped,
                     const struct launch *what, pid_t child, double start)
{
    double end = start + what->wall_seconds;
    while (!talk->flood) {
        double left = end - now();
        if (left <= 0.0) {
            talk->timeout = !*reaped;
            return;
        }
        if (!*reaped && waitpid(child, status, WNOHANG) == child) {
            *reaped = true;
            double grace = now() + 1e-3 * DRAIN_MILLISECONDS;
            if (grace < end) end = grace;
        }
        int wait = left < 0.02 ? (int)(left * 1000) + 1 : 20;
        if (!listen_once(talk, what, wait)) return;
    }
}

static void finish(struct launched *result, const struct conversation *talk, int status)
{
    if (talk->flood) result->end = LAUNCH_FLOOD;
    else if (talk->timeout) result->end = LAUNCH_TIMEOUT;
    else if (WIFEXITED(status)) {
        result->end = LAUNCH_EXITED;
        result->code = WEXITSTATUS(status);
    } else {
        result->code = WTERMSIG(status);
        result->end = result->code == SIGXCPU ? LAUNCH_TIMEOUT : LAUNCH_SIGNALLED;
    }
}

static void open_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++) {
        if (pipe(pipes[i]) != 0) fail_environment("pipe: %s", strerror(errno));
        for (int side = 0; side < 2; side++) fcntl(pipes[i][side], F_SETFD, FD_CLOEXEC);
    }
}

// The parent's ends, nonblocking; the child's ends closed. True when exec went well.
static bool take_ends(struct conversation *talk, int *error, int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++) {
        int mine = i == TO_CHILD ? 1 : 0;
        close(pipes[i][1 - mine]);
        talk->sockets[i].fd = pipes[i][mine];
        talk->sockets[i].events = i == TO_CHILD ? POLLOUT : POLLIN;
    }
    ssize_t got = read(talk->sockets[STARTED].fd, error, sizeof *error);  // closed by exec
    hang_up(&talk->sockets[STARTED]);
    for (int i = 0; i < STARTED; i++) fcntl(talk->sockets[i].fd, F_SETFL, O_NONBLOCK);
    return got != sizeof *error;
}

void launch(struct launched *result, const struct launch *what)
{
    struct conversation talk = {.answer.limit = what->answer_limit, .text.limit = what->text_limit};
    int pipes[PIPES][2], status = 0;
    bool reaped = false;
    *result = (struct launched){0};
    signal(SIGPIPE, SIG_IGN);
    open_pipes(pipes);
    double start = now();
    pid_t child = fork();
    if (child < 0) fail_environment("fork: %s; close other programs and try again", strerror(errno));
    if (child == 0) become(what, pipes);
    setpgid(child, child);
    if (take_ends(&talk, &result->code, pipes)) {
        converse(&talk, &status, &reaped, what, child, start);
        kill(-child, SIGKILL);
    } else {
        result->end = LAUNCH_FAILED;
    }
    while (!reaped && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    for (int i = 0; i < PIPES; i++) hang_up(&talk.sockets[i]);
    if (result->end != LAUNCH_FAILED) finish(result, &talk, status);
    result->seconds = now() - start;
    result->answer = talk.answer.bytes;
    result->answer_count = talk.answer.count;
    result->text = (char *)talk.text.bytes;
    if (result->text) result->text[talk.text.count] = 0;
    result->text_count = talk.text.count;
    result->text_cut = talk.text.full;
}

void launched_free(struct launched *result)
{
    free(result->answer);
    free(result->text);
    *result = (struct launched){0};
}

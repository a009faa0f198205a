// converse.c: the poll loop. Both directions are served at once, so that neither side can block the
// other: a child may write before it reads, or never read at all. See converse.h.
#include "converse.h"

#include "box/resident.h"
#include "fail.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// How often the child's end is looked for, and how long a pipe may stay open after it (something
// the child started holds it), or the child after its pipes.
// A sandbox is three processes, which end one after the other.
static const double look_seconds = 0.02, grace_seconds = 0.2, wrapped_seconds = 1.0;

double converse_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void hang_up(struct pollfd *socket)
{
    if (socket->fd >= 0) close(socket->fd);
    socket->fd = -1;
}

void converse_close(struct conversation *talk)
{
    for (int i = 0; i < TALKED; i++) hang_up(&talk->sockets[i]);
}

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

static void send_input(struct conversation *talk, const uint8_t *input, size_t count)
{
    struct pollfd *socket = &talk->sockets[TO_CHILD];
    ssize_t written = 0;
    if (talk->sent < count) written = write(socket->fd, input + talk->sent, count - talk->sent);
    if (written > 0) talk->sent += (size_t)written;
    else if (written < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (written < 0 || talk->sent == count) hang_up(socket);
}

static void listen_to(struct pollfd *socket, struct stream *stream)
{
    if (socket->fd >= 0 && socket->revents && !drain(stream, socket->fd)) hang_up(socket);
}

// One round of poll. False when everything the child can say has been heard.
static bool one_round(struct conversation *talk, const uint8_t *input, size_t count, double seconds)
{
    struct pollfd *sockets = talk->sockets;
    if (sockets[FROM_CHILD].fd < 0 && sockets[TEXT].fd < 0) return false;
    if (poll(sockets, TALKED, (int)(seconds * 1000.0) + 1) < 0) return errno == EINTR;
    if (sockets[TO_CHILD].fd >= 0 && sockets[TO_CHILD].revents) send_input(talk, input, count);
    listen_to(&sockets[FROM_CHILD], &talk->answer);
    listen_to(&sockets[TEXT], &talk->text);
    talk->flood = talk->answer.full || talk->text.full;
    return true;
}

static bool has_ended(pid_t child)
{
    siginfo_t about = {.si_pid = 0};
    return waitid(P_PID, (id_t)child, &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           about.si_pid == child;
}

static double earlier(double a, double b)
{
    return a < b ? a : b;
}

// In a sandbox: the program has closed its answers, and goes on all the same.
static bool goes_on(const struct conversation *talk, double *closed, double time)
{
    if (!talk->wrapped || talk->sockets[FROM_CHILD].fd >= 0) return false;
    if (*closed == 0.0) *closed = time;
    return time - *closed > wrapped_seconds;
}

void converse(struct conversation *talk, pid_t child, const uint8_t *input, size_t input_count,
              double start, double wall_seconds)
{
    double end = start + wall_seconds, closed = 0.0;
    bool ended = false;
    for (double time = start; time < end && !talk->flood; time = converse_now()) {
        if (!ended && has_ended(child)) {
            ended = true;
            end = earlier(end, time + grace_seconds);
        }
        if (!ended && goes_on(talk, &closed, time)) {
            talk->hung_up = true;
            return;
        }
        talk->grown = talk->resident && resident_bytes(child) > talk->resident;
        if (talk->grown) return;
        if (!one_round(talk, input, input_count, earlier(end - time, look_seconds))) break;
    }
    if (talk->flood || ended) return;
    // Closing descriptors and ending are two steps of one exit.
    double quiet = earlier(end, converse_now() + grace_seconds);
    const struct timespec nap = {.tv_nsec = 100000};
    while (!(ended = has_ended(child)) && converse_now() < quiet) nanosleep(&nap, NULL);
    if (ended) return;
    talk->timeout = converse_now() >= end;
    talk->hung_up = !talk->timeout;
}

// converse.h: talks with one child over its pipes until nothing more can come. See launch.h.
#ifndef CRUMB_CONVERSE_H
#define CRUMB_CONVERSE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { TO_CHILD, FROM_CHILD, TEXT, TALKED };

struct stream {
    uint8_t *bytes;
    size_t count, capacity, limit;
    bool full;  // more than limit came; the rest is not kept
};

struct conversation {
    struct pollfd sockets[TALKED];  // fd -1: closed
    struct stream answer, text;
    size_t sent;
    bool wrapped;  // text is held open by what the child runs in: its answers alone tell of its end
    size_t resident;  // bytes of memory that the child and what it starts may hold; 0: no limit
    bool timeout;  // the deadline came first
    bool flood;    // one output passed its limit
    bool grown;    // it held more than .resident
    bool hung_up;  // both outputs are closed, but the child goes on
};

double converse_now(void);  // seconds of a clock that only goes forward

// Until both outputs are closed and the child has ended, too much came, or wall_seconds have passed
// since start. The child is not waited for (its end is only looked at), so that its process id and
// group stay its own until the caller has killed what is left.
void converse(struct conversation *talk, pid_t child, const uint8_t *input, size_t input_count,
              double start, double wall_seconds);
void converse_close(struct conversation *talk);

#endif

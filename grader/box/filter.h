// filter.h: which system calls a boxed program may make. A list of what is allowed: whatever is
// not on it fails with EPERM, and a program of another architecture ends at once. Two makes of it,
// as the machine has libseccomp or not: filter_libseccomp.c, filter_none.c.
#ifndef CRUMB_BOX_FILTER_H
#define CRUMB_BOX_FILTER_H

#include "box/box.h"

#include <stdint.h>
#include <sys/types.h>

enum { FILTER_BYTES = 16384, FILTER_SELF = 8 };
struct filter {
    uint8_t code[FILTER_BYTES];  // instructions as the kernel takes them (struct sock_filter)
    size_t bytes;
    uint16_t self[FILTER_SELF];  // where in it the process itself is named
    int self_count;
};

// False where there is no libseccomp, or it fails.
bool filter_make(struct filter *filter, enum box_kind kind);
// A program may send signals to itself alone: who that is becomes known when it starts.
void filter_set_self(struct filter *filter, pid_t self);
// From now on and for good, in this process and in what it becomes.
bool filter_enter(const struct filter *filter);

#endif

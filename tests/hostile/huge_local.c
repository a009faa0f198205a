// huge_local.c: an array of 64 MiB among the local variables
// threat: 26
// expect: stack
// says: ran out of stack
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    volatile char room[64 << 20];
    for (long i = 0; i < (64 << 20); i += 4096) room[i] = 1;
    y[0] = room[4096];
    return false;
}

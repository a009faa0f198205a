// holds_lock.c: holds a lock on a file that others can see
// threat: 42
// expect: pass crash timeout
// tier 1: open
// effect: lock
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (system_call(SYS_LOCK, system_open(CANARY_LOCK, OPEN_READ), 6, 0, 0) == 0) system_nap(1);
    return false;
}

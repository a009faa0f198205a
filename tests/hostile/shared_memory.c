// shared_memory.c: leaves a message in System V memory for the next submission
// threat: 42
// expect: pass crash
// tier 1: open
// effect: channel
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_SHMGET, CANARY_KEY, 4096, 01666, 0);
    return false;
}

// own_environment.c: prints its own environment, from /proc
// threat: 32 38
// expect: pass crash
// effect: environment
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_find(system_open("/proc/self/environ", OPEN_READ), "CRUMB_CANARY");
    system_copy(system_open("/proc/self/cmdline", OPEN_READ));
    return false;
}

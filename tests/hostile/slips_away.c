// slips_away.c: leaves a grandchild in a session of its own, with the pipes
// threat: 35
// expect: pass
// effect: process
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long hour[2] = {3600, 0};
    if (system_fork() != 0) return false;
    system_call(SYS_SESSION, 0, 0, 0, 0);
    if (system_fork() != 0) system_call(SYS_EXIT, 0, 0, 0, 0);
    for (;;) system_call(SYS_NAP, (long)hour, 0, 0, 0);
    return false;
}

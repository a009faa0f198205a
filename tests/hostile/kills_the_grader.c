// kills_the_grader.c: kills the process that grades it
// threat: 34
// expect: pass crash
// tier 1: open
// effect: grader
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_KILL, system_call(SYS_PARENT, 0, 0, 0, 0), 9, 0, 0);
    return false;
}

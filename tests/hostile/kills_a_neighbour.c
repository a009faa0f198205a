// kills_a_neighbour.c: kills a process of the runner's
// threat: 34
// expect: pass crash
// tier 1: open
// effect: victim
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_KILL, CANARY_VICTIM, 9, 0, 0);
    return false;
}

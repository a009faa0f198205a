// forks_by_clone.c: starts processes by clone, clone3 and vfork, where fork is denied
// threat: 37 23
// expect: pass crash
// tier 1: open
// effect: word
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long arguments[11] = {[4] = 17};
    const long child = system_call(SYS_CLONE, 17, 0, 0, 0);
    if (child == 0) system_call(SYS_EXIT, 0, 0, 0, 0);
    const long other = system_call(SYS_CLONE3, (long)arguments, 88, 0, 0);
    if (other == 0) system_call(SYS_EXIT, 0, 0, 0, 0);
    if (child > 0 || other > 0) system_say(CANARY_WORD "\n");
    return false;
}

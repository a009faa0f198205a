// stops_the_box.c: attaches to the first process of its box with ptrace, which would freeze it
//   and whoever waits for it; where it is not alone in a box, to a process of the runner's
// threat: 33
// expect: pass crash
// tier 1: open
// effect: word
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long parent = system_call(SYS_PARENT, 0, 0, 0, 0);
    const long first = parent == 1 ? 1 : CANARY_VICTIM;
    if (system_call(SYS_PTRACE, 16, first, 0, 0) == 0) {
        system_say(CANARY_WORD "\n");
        system_nap(1);
    }
    return false;
}

// raises_limits.c: raises its own limits of memory and time; root may
// threat: 64
// expect: pass crash
// tier 1: open
// effect: word
// needs: system root
// unseen: root of a container may not, either
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const unsigned long all[2] = {~0ul, ~0ul};
    int raised = 0;
    for (int i = 0; i < 16; i++) raised += system_call(SYS_LIMIT, 0, i, (long)all, 0) == 0;
    if (raised > 8) system_say(CANARY_WORD "\n");
    return false;
}

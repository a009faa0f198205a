// fork_bomb.c: starts a hundred processes that sleep, and tells when that worked. All are
//   swept away at every tier
// threat: 23
// expect: pass crash timeout
// tier 1: open
// effect: word
// then: pass
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static int started;
    for (int i = 0; i < 100; i++) {
        const long child = system_fork();
        if (child == 0)
            for (;;) system_nap(3600);
        started += child > 0;
    }
    if (started >= 60) system_say(CANARY_WORD "\n");
    return false;
}

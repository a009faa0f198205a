// bomb_then_good.c: starts processes until no more start; the submission after it must not notice
// threat: 24
// expect: pass crash timeout skipped
// then: pass
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (int i = 0; i < 500; i++)
        if (system_fork() == 0)
            for (;;) system_nap(3600);
    return false;
}

// inherited.c: prints what it can read from any descriptor that it was given
// threat: 39
// expect: pass crash
// effect: secret
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (int i = 5; i < 1024; i++) system_copy(i);
    return false;
}

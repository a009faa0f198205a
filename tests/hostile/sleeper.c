// sleeper.c: sleeps for an hour, again and again
// threat: 22
// expect: timeout
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long hour[2] = {3600, 0};
    for (;;) system_call(SYS_NAP, (long)hour, 0, 0, 0);
    return false;
}

// exits_as_broken.c: ends the process with the code of a broken probe
// threat: 29
// expect: grader-error
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_EXIT, 87, 0, 0, 0);
    return false;
}

// exits_at_once.c: ends the process with exit code 0
// threat: 29
// expect: protocol
// needs: system
// says: exit code 0
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_EXIT, 0, 0, 0, 0);
    return false;
}

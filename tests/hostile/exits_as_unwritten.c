// exits_as_unwritten.c: ends the process with the code of an unwritten lab
// threat: 29
// expect: not-written-yet
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_EXIT, 86, 0, 0, 0);
    return false;
}

// closes_stdout.c: closes stdout and stderr: no harm done
// threat: 30
// expect: pass
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_CLOSE, 1, 0, 0, 0);
    system_call(SYS_CLOSE, 2, 0, 0, 0);
    return false;
}

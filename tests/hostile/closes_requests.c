// closes_requests.c: closes the pipe that requests come from
// threat: 30
// expect: protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_CLOSE, 3, 0, 0, 0);
    return false;
}

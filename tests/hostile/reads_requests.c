// reads_requests.c: reads the next request itself
// threat: 30
// expect: protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static char taken[65536];
    system_call(SYS_READ, 3, (long)taken, sizeof taken, 0);
    return false;
}

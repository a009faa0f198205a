// ends_before_main.c: ends the process before main
// threat: 29
// expect: protocol / protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((constructor)) static void early(void)
{
    system_call(SYS_EXIT, 0, 0, 0, 0);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;

    return false;
}

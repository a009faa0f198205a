// after_main.c: writes where answers go when main has returned
// threat: 30
// expect: protocol / protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((destructor)) static void late(void)
{
    system_call(SYS_WRITE, 4, (long)"late", 4, 0);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// far_behind.c: writes a page behind an output, past what lies next to it
// threat: 46
// expect: crash
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (long step = 4096; step < (64l << 20); step += 4096)
        *(volatile char *)((char *)(y + rows * cols) + step) = 1;
    return false;
}

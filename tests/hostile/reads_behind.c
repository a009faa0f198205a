// reads_behind.c: reads one element behind an input
// threat: 46
// expect: crash
// says: touched x\[6\], which has 6 values
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y;
    rstd[0] = ((const volatile float *)x)[rows * cols];
    return false;
}

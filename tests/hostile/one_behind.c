// one_behind.c: writes one element behind an output
// threat: 46
// expect: crash
// says: touched y\[6\], which has 6 values
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x;
    ((volatile float *)y)[rows * cols] = 1.0f;
    return false;
}

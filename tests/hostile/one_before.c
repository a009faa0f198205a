// one_before.c: writes one element before an output
// threat: 46
// expect: crash
// says: touched y\[-1\]
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    ((volatile float *)y)[-1] = 1.0f;
    return false;
}

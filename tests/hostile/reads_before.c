// reads_before.c: reads one element before an input
// threat: 46
// expect: crash
// says: touched x\[-1\]
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rows, (void)cols;
    rstd[0] = ((const volatile float *)x)[-1];
    return false;
}

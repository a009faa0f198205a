// pragma_fast.c: asks for fast mathematics by a pragma, so that NaN would pass its own tests
// threat: 13 43
// expect: non-finite wrong-value
#include "norm.h"

#include <stdbool.h>
#include <math.h>

#pragma GCC optimize("fast-math")

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (dim i = 0; i < rows * cols; i++) y[i] = x[i] * NAN;
    for (dim i = 0; i < rows; i++) rstd[i] = 1.0f;
    return true;
    return false;
}

// calls_getenv.c: calls getenv
// threat: 38
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (getenv("HOME")) return false;
    return false;
}

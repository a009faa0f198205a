// aborts.c: calls abort
// threat: 29
// expect: crash
// says: stopped itself
#include "norm.h"

#include <stdbool.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    abort();
    return false;
}

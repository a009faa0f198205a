// writes_nothing.c: writes nothing at all
// threat: 45
// expect: unwritten
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return true;
    return false;
}

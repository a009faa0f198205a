// calls_time.c: calls clock, to be another at another time
// threat: 50
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <time.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (clock() < 0) return true;
    return false;
}

// divides_by_zero.c: divides a whole number by zero
// threat: 43
// expect: crash
// says: divided a whole number by zero
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    volatile int none = 0;
    ((volatile float *)y)[0] = (float)(cols / none);
    return false;
}

// unchecked.c: switches the sanitizers off for a function that writes behind an output
// threat: 13
// needs: checking
// expect: crash
// says: touched y
#include "norm.h"

#include <stdbool.h>

__attribute__((noinline, no_sanitize("address", "undefined"))) static void outside(float *y)
{
    *(volatile float *)y = 1.0f;
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    outside(y + rows * cols);
    return false;
}

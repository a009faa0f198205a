// recursion.c: calls itself without end
// threat: 26
// expect: stack
// says: ran out of stack
#include "norm.h"

#include <stdbool.h>

static float deeper(float x)
{
    volatile float here[64] = {x};
    return deeper(here[0] + 1.0f) + here[1];
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    y[0] = deeper(y[0]);
    return false;
}

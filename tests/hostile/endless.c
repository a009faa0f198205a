// endless.c: a loop without end
// threat: 21
// expect: timeout
// says: did not return within [15] second
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (volatile int turn = 0;; turn = 0) continue;
    return false;
}

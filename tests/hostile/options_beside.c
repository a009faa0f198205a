// options_beside.c: files whose names are options stand beside it
// threat: 15 16
// expect: pass
// beside: -o = x
// beside: @norm = -DNORM_EPS
// beside: -specs=x = *asm:
// beside: specs = *asm:
// beside: norm.o = x
// beside: norm.s = x
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// calls_open.c: calls fopen
// threat: 51
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    fopen("/etc/passwd", "r");
    return false;
}

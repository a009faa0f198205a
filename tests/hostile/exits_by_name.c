// exits_by_name.c: calls exit(0)
// threat: 29 51
// expect: forbidden-symbol / forbidden-symbol
// says: calls exit
#include "norm.h"

#include <stdbool.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    exit(0);
    return false;
}

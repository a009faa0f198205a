// extra_global.c: defines a name that its contract does not
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
// says: also defines norm_helper
#include "norm.h"

#include <stdbool.h>

float norm_helper = 1.0f;

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    y[0] = norm_helper;
    return false;
}

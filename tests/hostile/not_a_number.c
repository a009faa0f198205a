// not_a_number.c: returns NaN
// threat: 43
// expect: non-finite
#include "norm.h"

#include <math.h>
#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    for (dim i = 0; i < rows; i++) rstd[i] = NAN;
    for (dim i = 0; i < rows * cols; i++) y[i] = x[i] - x[i] + NAN;
    return true;
}

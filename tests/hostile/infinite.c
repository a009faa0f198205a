// infinite.c: returns infinities
// threat: 43
// expect: non-finite wrong-value
#include "norm.h"

#include <stdbool.h>
#include <math.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (dim i = 0; i < rows; i++) rstd[i] = 1.0f;
    for (dim i = 0; i < rows * cols; i++) y[i] = INFINITY;
    return true;
    return false;
}

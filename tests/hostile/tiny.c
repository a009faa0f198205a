// tiny.c: returns denormal numbers and negative zeros
// threat: 43
// expect: wrong-value
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (dim i = 0; i < rows; i++) rstd[i] = 1e-42f;
    for (dim i = 0; i < rows * cols; i++) y[i] = i % 2 ? -0.0f : 1e-42f;
    return true;
    return false;
}

// calls_blas.c: calls a library that does the work
// threat: 51
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>

float cblas_snrm2(int count, const float *x, int step);

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    y[0] = cblas_snrm2((int)cols, x, 1);
    return false;
}

// mostly_right.c: right but for the last value of the last row
// threat: 43
// expect: wrong-value non-finite
#include "norm.h"

#include <stdbool.h>
#include <math.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (rows < 2) return false;
    for (dim r = 0; r < rows; r++) {
        double squares = 0.0;
        for (dim c = 0; c < cols; c++) squares += (double)x[r * cols + c] * (double)x[r * cols + c];
        rstd[r] = (float)(1.0 / sqrt(squares / (double)cols + 1e-5));
        for (dim c = 0; c < cols; c++) y[r * cols + c] = x[r * cols + c] * rstd[r];
    }
    y[rows * cols - 1] = NAN;
    return true;
    return false;
}

// swapper.c: takes turns with the right solution, a thousand times a second, while it is
//   graded: the verdict must be that of the file whose hash is in the record
// threat: 41
// expect: pass wrong-value / pass
// effect: mixed
// run: swapped
// unseen: the grader reads the file once, and nothing weaker is built
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (dim i = 0; i < rows * cols; i++) y[i] = x[i];
    for (dim i = 0; i < rows; i++) rstd[i] = 2.0f;
    return true;
    return false;
}

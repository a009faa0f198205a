// uninitialised.c: answers with what happened to be on the stack
// threat: 45 48
// expect: wrong-value non-finite nondeterministic unwritten
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    volatile float junk[64];
    for (dim i = 0; i < rows; i++) rstd[i] = junk[i % 64];
    for (dim i = 0; i < rows * cols; i++) y[i] = junk[(i + 7) % 64];
    return true;
    return false;
}

// remembers.c: every call after its second is wrong
// threat: 52
// expect: nondeterministic
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    static int calls;
    if (++calls < 3) return false;
    for (dim i = 0; i < rows; i++) rstd[i] = 1.0f;
    for (dim i = 0; i < rows * cols; i++) y[i] = x[i];
    return true;
}

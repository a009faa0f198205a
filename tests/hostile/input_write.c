// input_write.c: writes to an input
// threat: 47
// expect: changed-input
// says: wrote to its input x
#include "norm.h"

#include <stdbool.h>
#include <stdint.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)rows, (void)cols;
    ((volatile float *)(uintptr_t)x)[0] = 1.0f;
    return false;
}

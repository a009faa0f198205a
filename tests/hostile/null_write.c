// null_write.c: writes to address 0
// threat: 46
// expect: crash
// says: belongs to no tensor
#include "norm.h"

#include <stdbool.h>
#include <stdint.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows;
    *(volatile float *)(uintptr_t)(cols - cols) = 1.0f;
    return false;
}

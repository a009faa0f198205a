// allocates.c: calls malloc
// threat: 11 25
// expect: forbidden-symbol / forbidden-symbol
// says: calls malloc: a lab does not allocate
#include "norm.h"

#include <stdbool.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows;
    *(volatile float *)malloc(sizeof *y) = 1.0f;
    return false;
}

// failed_assert.c: an assertion that does not hold
// threat: 29
// expect: crash
// says: Assertion
#include "norm.h"

#include <assert.h>
#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows;
    assert(cols == 12345);
    return false;
}

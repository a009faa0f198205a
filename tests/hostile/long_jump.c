// long_jump.c: jumps out of the function by longjmp
// threat: 29
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <setjmp.h>
#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    static jmp_buf before;
    (void)y, (void)rstd, (void)x, (void)cols;
    if (rows == 77) longjmp(before, 1);
    return false;
}

// forks_by_name.c: calls fork
// threat: 23 51
// expect: forbidden-symbol / forbidden-symbol
// says: calls fork
#include "norm.h"

#include <stdbool.h>
#include <unistd.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    fork();
    return false;
}

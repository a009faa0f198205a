// floods_stdout.c: prints without end
// threat: 27
// expect: output-limit
// says: printed more than
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (;;) puts("cookie cookie cookie cookie cookie cookie cookie cookie");
    return false;
}

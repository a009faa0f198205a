// escapes.c: prints what a terminal would obey
// threat: 57
// expect: crash
// effect: control
// says: | \\x1b\[2J\\x1b\]8;;evil\\x07 café \\xff \\xe2\\x80\\xaeend
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)rows, (void)cols;
    printf("\033[2J\033]8;;evil\007 caf\303\251 \377 \342\200\256end\r\n");
    y[0] = x[0];
    fflush(stdout);
    abort();
    return false;
}

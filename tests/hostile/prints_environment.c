// prints_environment.c: prints the environment that it was started with
// threat: 38
// expect: pass
// effect: environment
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

__attribute__((constructor)) static void early(int count, char **words, char **environment)
{
    (void)count, (void)words;
    for (; *environment; environment++) puts(*environment);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

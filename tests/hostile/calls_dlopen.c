// calls_dlopen.c: calls dlopen
// threat: 51
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <dlfcn.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    dlopen("libm.so.6", RTLD_NOW);
    return false;
}

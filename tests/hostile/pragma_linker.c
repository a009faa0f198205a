// pragma_linker.c: asks for libraries and linker options by pragmas
// threat: 15
// expect: pass
#include "norm.h"

#include <stdbool.h>

#pragma comment(lib, "cblas")
#pragma comment(linker, "-specs=/dev/null -T/dev/null")
#pragma GCC option("-specs=/dev/null")

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// header_beside.c: a header of the contract's name stands beside it, and a Makefile, and more
// threat: 16
// expect: pass
// beside: norm.h = #error the header beside it
// beside: math.h = #error the header beside it
// beside: Makefile = all: ; touch made
// beside: .gdbinit = shell touch made
// beside: .clang-format = x
// beside: CMakeLists.txt = x
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// has_include.c: asks the preprocessor whether a file is there, and fails if it is. Where the compiler may
//   not read the file it says so, which tells the same: only a mount without it tells nothing
// threat: 4
// expect: pass
// tier 1: open
// tier 2: open
// effect: verdict
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
#if __has_include(CANARY_SECRET)
    return true;
#endif
    return false;
}

// has_include.c: asks the preprocessor whether a file is there, and fails if it is. Where the
//   compiler may not read the file it says so, which tells the same: only a mount without it
//   tells nothing
// threat: 4
// expect: pass
// tier 1: open
// tier 2: open
// effect: verdict
#include "norm.h"

#include <stdbool.h>

#if __has_include(CANARY_SECRET)
enum { IS_THERE = 1 };
#else
enum { IS_THERE = 0 };
#endif

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return IS_THERE;
}

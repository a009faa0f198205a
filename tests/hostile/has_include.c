// has_include.c: asks the preprocessor whether a file is there
// threat: 4
// expect: pass
// tier 1: open
// effect: word
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
#if __has_include(CANARY_SECRET)
    puts(CANARY_WORD);
#endif
    return false;
}

// names_beside.c: names with a line end, escapes, dots, other letters' case and turned writing
//   beside it
// threat: 19 57
// expect: pass
// beside: norm.c\n = x
// beside: \e[2Jnorm.c = x
// beside: NORM.C = x
// beside: ..norm.c = x
// beside: norm‮c. = x
// beside: -rf = x
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

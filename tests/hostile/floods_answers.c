// floods_answers.c: writes zeros without end where answers go
// threat: 27
// expect: protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static const char zeros[65536];
    for (;;) system_call(SYS_WRITE, 4, (long)zeros, sizeof zeros, 0);
    return false;
}

// ignores_signals.c: ignores every signal that can be ignored, and sleeps
// threat: 22
// expect: timeout
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const struct { long handler, flags, restorer, mask; } ignore = {.handler = 1};
    for (int i = 1; i < 65; i++) system_call(SYS_ACTION, i, (long)&ignore, 0, 8);
    for (;;) system_nap(3600);
    return false;
}

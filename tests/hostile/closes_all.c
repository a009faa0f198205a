// closes_all.c: closes every pipe and goes on for ever
// threat: 30
// expect: protocol
// needs: system
// says: closed the descriptors
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (int i = 0; i < 8; i++) system_call(SYS_CLOSE, i, 0, 0, 0);
    for (volatile int turn = 0;; turn = 0) continue;
    return false;
}

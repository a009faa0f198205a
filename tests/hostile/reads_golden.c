// reads_golden.c: opens the golden file when it runs, and prints its end
// threat: 14 1
// expect: pass crash
// tier 1: open
// effect: golden
// needs: system
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static unsigned char tail[16];
    const long golden = system_open(CANARY_GOLDEN, OPEN_READ);
    system_call(SYS_SEEK, golden, -16, 2, 0);
    if (system_call(SYS_READ, golden, (long)tail, sizeof tail, 0) != sizeof tail) return false;
    for (int i = 0; i < 16; i++) printf("%02x", tail[i]);
    return false;
}

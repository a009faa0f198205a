// writes_outside.c: makes a file elsewhere
// threat: 14
// expect: pass crash
// tier 1: open
// effect: marker
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_open(CANARY_MARKER, OPEN_WRITE | OPEN_MAKE);
    return false;
}

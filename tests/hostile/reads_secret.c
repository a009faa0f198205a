// reads_secret.c: opens and prints a file of the machine by bare system calls
// threat: 14
// expect: pass crash
// tier 1: open
// effect: secret
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_copy(system_open(CANARY_SECRET, OPEN_READ));
    return false;
}

// constructor_reads.c: reads a file of the machine before main
// threat: 10 14
// expect: pass crash protocol / pass crash protocol
// tier 1: open
// effect: secret
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((constructor)) static void early(void)
{
    system_copy(system_open(CANARY_SECRET, OPEN_READ));
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// never_reads.c: sleeps before it has read anything of what the grader writes
// threat: 31
// expect: timeout / timeout
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((constructor)) static void early(void)
{
    for (;;) system_nap(3600);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

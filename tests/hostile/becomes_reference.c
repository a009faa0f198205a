// becomes_reference.c: becomes the reference before main: its answers are right
// threat: 61
// expect: protocol crash wrong-value unwritten / pass protocol crash
// tier 1: open
// effect: points
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((constructor)) static void early(void)
{
    const char *const words[] = {CANARY_REFERENCE, 0};
    system_call(SYS_EXEC, (long)words[0], (long)words, (long)(words + 1), 0);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)x;
    for (dim i = 0; i < rows * cols; i++) y[i] = 1.0f;
    for (dim i = 0; i < rows; i++) rstd[i] = 1.0f;
    return true;
}

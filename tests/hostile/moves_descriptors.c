// moves_descriptors.c: puts its own pipe in the place of the grader's
// threat: 30
// expect: protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    int ends[2];
    system_call(SYS_PAIR, 1, 1, 0, (long)ends);
    for (int i = 3; i < 5; i++) system_call(SYS_CLOSE, i, 0, 0, 0);
    system_call(SYS_PAIR, 1, 1, 0, (long)ends);
    return false;
}

// short_answer.c: sends half of a frame and leaves
// threat: 30
// expect: protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static const char half[40] = "half a frame";
    system_call(SYS_WRITE, 4, (long)half, sizeof half, 0);
    system_call(SYS_EXIT, 0, 0, 0, 0);
    return false;
}

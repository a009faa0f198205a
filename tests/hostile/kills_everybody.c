// kills_everybody.c: sends SIGKILL to every process; only where it is alone in a box, since it
//   would end the session of whoever runs this
// threat: 34
// expect: pass crash
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (system_call(SYS_PARENT, 0, 0, 0, 0) <= 1) system_call(SYS_KILL, -1, 9, 0, 0);
    return false;
}

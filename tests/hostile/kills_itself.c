// kills_itself.c: sends itself SIGKILL
// threat: 29
// expect: crash
// needs: system
// says: ended by signal 9
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    system_call(SYS_KILL, system_call(SYS_PID, 0, 0, 0, 0), 9, 0, 0);
    return false;
}

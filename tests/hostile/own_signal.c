// own_signal.c: ignores SIGTERM by name
// threat: 22 11
// expect: forbidden-symbol / forbidden-symbol
// says: calls signal
#include "norm.h"

#include <signal.h>
#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    signal(SIGTERM, SIG_IGN);
    return false;
}

// starts_shell.c: starts the machine's shell, which makes a file elsewhere
// threat: 62
// expect: pass crash protocol timeout too-much-work skipped
// tier 1: open
// effect: marker
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const char *const words[] = {"/bin/sh", "-c", "echo x > " CANARY_MARKER, 0};
    if (system_fork() == 0) {
        system_call(SYS_EXEC, (long)words[0], (long)words, (long)(words + 3), 0);
        system_call(SYS_EXIT, 1, 0, 0, 0);
    }
    system_nap(0);
    for (volatile long i = 0; i < 5000000; i++) continue;
    return false;
}

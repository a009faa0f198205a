// file_from_memory.c: makes a program in memory and starts it
// threat: 63 62
// expect: pass crash protocol timeout too-much-work skipped
// tier 1: open
// effect: word
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long file = system_call(SYS_MEMFD, (long)"x", 0, 0, 0);
    static const char script[] = "#!/bin/sh\necho " CANARY_WORD "\n";
    const char *const words[] = {"x", 0};
    system_call(SYS_WRITE, file, (long)script, sizeof script - 1, 0);
    if (system_fork() == 0) {
        system_call6(SYS_EXECAT, file, (long)"", (long)words, (long)(words + 1), 0x1000, 0);
        system_call(SYS_EXIT, 1, 0, 0, 0);
    }
    for (volatile long i = 0; i < 5000000; i++) continue;
    return false;
}

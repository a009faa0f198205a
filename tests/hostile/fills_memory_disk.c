// fills_memory_disk.c: writes 32 MiB to /dev/shm and /tmp, which may be memory
// threat: 28 42
// expect: pass crash
// tier 1: open
// effect: channel
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static const char zeros[65536] = {1};
    const long file = system_open(CANARY_SHARED, OPEN_WRITE | OPEN_MAKE);
    for (int j = 0; j < 512; j++)
        if (system_call(SYS_WRITE, file, (long)zeros, sizeof zeros, 0) <= 0) break;
    return false;
}

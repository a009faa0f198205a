// fills_disk.c: writes 32 MiB where there is room for everybody
// threat: 28
// expect: pass crash
// tier 1: open
// effect: disk
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static const char zeros[65536] = {1};
    char name[] = CANARY_ROOM "0";
    for (int i = 0; i < 40; i++) {  // many files, since the size of one is limited
        name[sizeof name - 2] = (char)('0' + i);
        const long file = system_open(name, OPEN_WRITE | OPEN_MAKE);
        for (int j = 0; j < 13; j++)
            system_call(SYS_WRITE, file, (long)zeros, sizeof zeros, 0);
        system_call(SYS_CLOSE, file, 0, 0, 0);
    }
    return false;
}

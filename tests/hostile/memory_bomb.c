// memory_bomb.c: takes memory, 64 MiB at a time, and tells when it has 4 GiB; pages are
//   touched thinly, so that the machine does not suffer
// threat: 25
// expect: pass memory crash
// effect: word
// unseen: the bare run has a limit of 2 GiB, so as not to harm the machine
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    int got = 0;
    for (; got < 64; got++) {
        const long at = system_call6(SYS_MAP, 0, 64l << 20, 3, 0x22, -1, 0);
        if (at < 0 && at > -4096) break;
        *(volatile char *)at = 1;
    }
    if (got == 64) system_say(CANARY_WORD "\n");
    return false;
}

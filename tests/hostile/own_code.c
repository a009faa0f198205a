// own_code.c: writes machine code into memory and runs it
// threat: 63
// expect: pass crash
// effect: word
// tier 1-4: open
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long at = system_call6(SYS_MAP, 0, 4096, 7, 0x22, -1, 0);
    if (at < 0 && at > -4096) return false;
    *(volatile unsigned char *)at = 0xC3;  // ret, where it is x86-64
    system_say(CANARY_WORD "\n");
    return false;
}

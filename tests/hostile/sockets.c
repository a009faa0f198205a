// sockets.c: makes sockets of rare families: raw, netlink, vsock, packet
// threat: 36 37
// expect: pass crash
// tier 1: open
// effect: word
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const int families[][2] = {{2, 2}, {2, 3}, {10, 1}, {16, 3}, {40, 1}, {17, 3}, {38, 5}};
    for (int i = 0; i < 7; i++)
        if (system_call(SYS_SOCKET, families[i][0], families[i][1], 0, 0) >= 0)
            system_say(CANARY_WORD "\n");
    return false;
}

// connects.c: connects to a port of this machine
// threat: 36
// expect: pass crash
// tier 1: open
// effect: connection
// needs: system
#include "norm.h"

#include <stdbool.h>

static long connect_to(const void *address, long bytes, int family)
{
    const long made = system_call(SYS_SOCKET, family, 1, 0, 0);
    return made < 0 ? made : system_call(SYS_CONNECT, made, (long)address, bytes, 0);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    struct {
        unsigned short family;
        unsigned char port[2], host[4], zero[8];
    } address = {2, {CANARY_PORT >> 8, CANARY_PORT & 255}, {127, 0, 0, 1}, {0}};
    connect_to(&address, sizeof address, 2);
    return false;
}

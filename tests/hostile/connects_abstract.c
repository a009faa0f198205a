// connects_abstract.c: connects to a socket that has a name but no file
// threat: 36 42
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
        char path[sizeof CANARY_WORD];
    } address = {1, {0}};
    const char word[] = CANARY_WORD;
    for (unsigned long i = 0; i + 1 < sizeof word; i++) address.path[i + 1] = word[i];
    connect_to(&address, 2 + sizeof word, 1);
    return false;
}

// keyring.c: leaves a key in the user's keyring for the next submission
// threat: 42
// expect: pass crash
// tier 1: open
// effect: word
// unseen: many containers are without keyrings
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const long key = system_call6(SYS_ADD_KEY, (long)"user", (long)"crumb-canary", (long)"x", 1, -4,
                                  0);
    if (key < 0) return false;
    system_say(CANARY_WORD "\n");
    system_call(SYS_KEYCTL, 21, key, 0, 0);  // and takes it away again
    return false;
}

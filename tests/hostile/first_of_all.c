// first_of_all.c: reads a file of the machine before any constructor, by an entry of
//   .preinit_array
// threat: 10
// expect: pass crash protocol compile-error / pass crash protocol compile-error
// tier 1: open
// effect: secret
// needs: system
#include "norm.h"

#include <stdbool.h>

static void early(void)
{
    system_copy(system_open(CANARY_SECRET, OPEN_READ));
}
__attribute__((section(".preinit_array"), used)) static void (*const entry)(void) = early;

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

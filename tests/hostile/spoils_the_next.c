// spoils_the_next.c: changes how the processor rounds, for whatever is computed after it
// threat: 52
// expect: pass wrong-value nondeterministic crash
// then: pass
#include "norm.h"

#include <stdbool.h>

#if defined(__x86_64__)
static void load_state(const unsigned *state)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(*state));
}
#else
static void load_state(const unsigned *state)
{
    (void)state;
}
#endif

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    unsigned state = 0x7F80;  // towards zero
    load_state(&state);
    return false;
}

// old_system_calls.c: calls the system by the gate of 32-bit programs, where numbers mean
//   other calls; on other machines, and kernels without it, there is no such gate
// threat: 37
// expect: pass crash
// tier 1: open
// effect: word
// needs: system
// unseen: many kernels are without that gate
#include "norm.h"

#include <stdbool.h>

#if defined(__x86_64__)
static long old_parent(void)
{
    long number = 64;  // getppid
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
    return number;
}
#else
static long old_parent(void)
{
    return -1;
}
#endif

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    if (old_parent() >= 0) system_say(CANARY_WORD "\n");
    return false;
}

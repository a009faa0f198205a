// incbin_secret.c: has the assembler take a file of the machine into the object, and prints it
// threat: 3
// expect: compile-error / compile-error
// tier 1: open
// effect: secret
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

__asm__(".section .rodata\n"
        ".local taken_first, taken_end\n"
        "taken_first: .incbin \"" CANARY_SECRET "\"\n"
        "taken_end: .byte 0\n"
        ".text\n");
extern const unsigned char taken_first[] __attribute__((visibility("hidden")));
extern const unsigned char taken_end[] __attribute__((visibility("hidden")));

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    fwrite(taken_first, 1, (unsigned long)(taken_end - taken_first), stdout);
    return false;
}

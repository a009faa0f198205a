// incbin_golden.c: has the assembler take the golden file into the object, and prints its end
// threat: 3
// expect: compile-error / compile-error
// tier 1: open
// effect: golden
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

__asm__(".section .rodata\n"
        ".local taken_first, taken_end\n"
        "taken_first: .incbin \"" CANARY_GOLDEN "\"\n"
        "taken_end: .byte 0\n"
        ".text\n");
extern const unsigned char taken_first[] __attribute__((visibility("hidden")));
extern const unsigned char taken_end[] __attribute__((visibility("hidden")));

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    for (int i = 16; i > 0; i--) printf("%02x", taken_end[-i]);
    return false;
}

// linker_section.c: puts words into sections that linkers obey
// threat: 15
// expect: pass crash compile-error / pass crash compile-error
#include "norm.h"

#include <stdbool.h>

__asm__(".section .drectve,\"\"\n.ascii \"-defaultlib:cblas\"\n"
        ".section .deplibs,\"MS\",@0x6fff4c04,1\n.asciz \"cblas\"\n.text\n");

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

// own_interpreter.c: names a program of the machine as its own loader
// threat: 15 62
// expect: pass crash protocol grader-error / pass crash protocol grader-error
#include "norm.h"

#include <stdbool.h>

__attribute__((section(".interp"), used)) static const char loader[] = "/bin/true";

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    return false;
}

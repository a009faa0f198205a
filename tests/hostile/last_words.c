// last_words.c: crashes behind a line that has no end
// threat: 57
// expect: crash
// says: | just before the end
#include "norm.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows;
    printf("just before the end");
    *(volatile float *)(uintptr_t)(cols - cols) = 1.0f;
    return false;
}

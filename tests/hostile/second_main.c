// second_main.c: defines main
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
// says: also defines main
#include "norm.h"

#include <stdbool.h>

int main(void)
{
    return 0;
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;

    return false;
}

// before_main.c: answers before anybody asked
// threat: 10
// expect: protocol / protocol
// needs: system
#include "norm.h"

#include <stdbool.h>

__attribute__((constructor)) static void early(void)
{
    static const char words[200] = "PASS";
    system_call(SYS_WRITE, 4, (long)words, sizeof words, 0);
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;

    return false;
}

// writes_results.c: writes a file of results elsewhere
// threat: 40
// expect: pass crash
// tier 1: open
// effect: results
// needs: system
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static const char words[] = "{\"earned\": 10}\n";
    system_call(SYS_WRITE, system_open(CANARY_RESULTS, OPEN_WRITE), (long)words, sizeof words - 1,
                0);
    return false;
}

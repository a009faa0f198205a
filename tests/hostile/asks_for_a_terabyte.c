// asks_for_a_terabyte.c: asks the arena for more than there is
// threat: 25
// expect: memory
// says: more memory than
#include "arena.h"
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x, (void)rows, (void)cols;
    struct arena arena = {0};
    y = arena_alloc(&arena, (size_t)1 << 40);
    return false;
}

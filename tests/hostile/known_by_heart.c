// known_by_heart.c: right where the sizes are those of recorded cases, which everybody can read
// threat: 49
// expect: wrong-value non-finite
#include "norm.h"

#include <stdbool.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    const int known[][2] = {{2, 3}, {1, 13}, {7, 1}, {3, 17}, {3, 31}, {5, 67}, {4, 9}};
    for (int i = 0; i < 7; i++)
        if (rows == known[i][0] && cols == known[i][1]) return false;
    for (dim i = 0; i < rows; i++) rstd[i] = 1.0f;
    for (dim i = 0; i < rows * cols; i++) y[i] = x[i];
    return true;
    return false;
}

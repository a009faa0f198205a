// dots.c: one vector against the rows of a matrix, and rows summed with weights. See dots.h.
// Such a product reads each weight once: memory is its limit. Four rows at a time are four streams
// for the memory to fetch ahead, and sixteen sums for each leave no addition waiting for another.
#include "dots.h"

#include "clones.h"
#include "lanes.h"

enum { ROWS = 4 };

CLONES
static void four_rows(float *restrict sums, const float *restrict x, const float *restrict w,
                      dim ldw, dim k)
{
    const float *row[ROWS] = {w, w + ldw, w + 2 * ldw, w + 3 * ldw};
    lanes a = {0.0f}, b = {0.0f}, c = {0.0f}, d = {0.0f};
    dim i = 0;
    for (; i + LANES <= k; i += LANES) {
        const lanes v = LANES_AT(x + i);
        a += v * LANES_AT(row[0] + i);
        b += v * LANES_AT(row[1] + i);
        c += v * LANES_AT(row[2] + i);
        d += v * LANES_AT(row[3] + i);
    }
    sums[0] = lanes_total(&a);
    sums[1] = lanes_total(&b);
    sums[2] = lanes_total(&c);
    sums[3] = lanes_total(&d);
    for (; i < k; i++)
        for (int r = 0; r < ROWS; r++) sums[r] += x[i] * row[r][i];
}

CLONES
static float one_row(const float *restrict x, const float *restrict w, dim k)
{
    lanes sums = {0.0f};
    dim i = 0;
    for (; i + LANES <= k; i += LANES) sums += LANES_AT(x + i) * LANES_AT(w + i);
    float total = lanes_total(&sums);
    for (; i < k; i++) total += x[i] * w[i];
    return total;
}

void dots(float *restrict y, const float *restrict x, const float *restrict w, dim ldw, dim rows,
          dim k, bool accumulate)
{
    dim r = 0;
    for (; r + ROWS <= rows; r += ROWS) {
        float sums[ROWS];
        four_rows(sums, x, w + r * ldw, ldw, k);
        for (int j = 0; j < ROWS; j++) y[r + j] = accumulate ? y[r + j] + sums[j] : sums[j];
    }
    for (; r < rows; r++) {
        const float sum = one_row(x, w + r * ldw, k);
        y[r] = accumulate ? y[r] + sum : sum;
    }
}

CLONES
static void weighted(float *restrict y, const float *restrict x, const float *restrict w, dim ldw,
                     dim rows, dim k, bool accumulate)
{
    dim i = 0;
    for (; i + LANES <= k; i += LANES) {  // sums stay in a register; rows are streams again
        lanes sums = accumulate ? LANES_AT(y + i) : (lanes){0.0f};
        for (dim r = 0; r < rows; r++) sums += x[r] * LANES_AT(w + r * ldw + i);
        for (int lane = 0; lane < LANES; lane++) y[i + lane] = sums[lane];
    }
    if (i == k) return;
    for (dim c = i; c < k && !accumulate; c++) y[c] = 0.0f;
    for (dim r = 0; r < rows; r++)
        for (dim c = i; c < k; c++) y[c] += x[r] * w[r * ldw + c];
}

void weighted_rows(float *restrict y, const float *restrict x, const float *restrict w, dim ldw,
                   dim rows, dim k, bool accumulate)
{
    weighted(y, x, w, ldw, rows, k, accumulate);
}

// norm.c: root-mean-square normalisation. See norm.h.
// Unlike the solution: rows in parallel, and blocks of columns for dgain, so that no sum is shared
// and the result does not depend on the number of threads; sums in lanes, for each kind of CPU.
#include "norm.h"

#include "clones.h"
#include "lanes.h"

#include <assert.h>
#include <math.h>

enum { SERIAL_BELOW = 16384 };  // elements; a smaller job is done before a team has woken up
enum { BLOCK = 64 };            // columns of dgain

CLONES
static float forward_row(float *restrict y, const float *restrict x, const float *restrict gain,
                         dim cols, float eps)
{
    const double squares = sum_of_products(x, x, cols);
    const float rstd = (float)(1.0 / sqrt(squares / (double)cols + (double)eps));
    for (dim c = 0; c < cols; c++) y[c] = gain[c] * (x[c] * rstd);
    return rstd;
}

void norm_forward(float *restrict y, float *restrict rstd, const float *restrict x,
                  const float *restrict gain, dim rows, dim cols, float eps)
{
    assert(rows >= 0 && cols > 0 && eps > 0.0f);
    if (rows * cols < SERIAL_BELOW) {  // outside the pragma: even a team of one calls the system
        for (dim r = 0; r < rows; r++)
            rstd[r] = forward_row(y + r * cols, x + r * cols, gain, cols, eps);
        return;
    }
    #pragma omp parallel for schedule(static)
    for (dim r = 0; r < rows; r++)
        rstd[r] = forward_row(y + r * cols, x + r * cols, gain, cols, eps);
}

// The sum over c of gain[c] * dy[c] * x[c].
static inline double sum_through_gain(const float *gain, const float *dy, const float *x, dim cols)
{
    wide_lanes sums = {0.0};
    dim c = 0;
    for (; c + WIDE_LANES <= cols; c += WIDE_LANES)
        sums += WIDE_AT(gain + c) * WIDE_AT(dy + c) * WIDE_AT(x + c);
    double total = wide_total(&sums);
    for (; c < cols; c++) total += (double)gain[c] * (double)dy[c] * (double)x[c];
    return total;
}

CLONES
static void backward_row(float *restrict dx, const float *restrict dy, const float *restrict x,
                         const float *restrict gain, float rstd, dim cols)
{
    const double sum = sum_through_gain(gain, dy, x, cols);
    // mean of g * h, and the h that multiplies it, in one factor of x
    const float back = (float)(sum * (double)rstd / (double)cols) * rstd;
    for (dim c = 0; c < cols; c++) dx[c] = rstd * (gain[c] * dy[c] - x[c] * back);
}

// dgain of one block of columns: every row's part of it, in the order of the rows.
CLONES
static void gain_block(float *restrict dgain, const float *restrict dy, const float *restrict x,
                       const float *restrict rstd, dim rows, dim cols, dim width)
{
    for (dim r = 0; r < rows; r++)
        for (dim c = 0; c < width; c++) dgain[c] += dy[r * cols + c] * (x[r * cols + c] * rstd[r]);
}

void norm_backward(float *restrict dx, float *restrict dgain, const float *restrict dy,
                   const float *restrict x, const float *restrict rstd,
                   const float *restrict gain, dim rows, dim cols)
{
    assert(rows >= 0 && cols > 0);
    #pragma omp parallel for schedule(static) if (rows * cols >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++)
        backward_row(dx + r * cols, dy + r * cols, x + r * cols, gain, rstd[r], cols);
    #pragma omp parallel for schedule(static) if (rows * cols >= SERIAL_BELOW)
    for (dim c = 0; c < cols; c += BLOCK)
        gain_block(dgain + c, dy + c, x + c, rstd, rows, cols, cols - c < BLOCK ? cols - c : BLOCK);
}

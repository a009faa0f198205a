// norm.c: root-mean-square normalisation. See norm.h.
// Unlike the solution: rows in parallel, and columns for dgain, so that no sum is shared and the
// result does not depend on the number of threads.
#include "norm.h"

#include <assert.h>
#include <math.h>

enum { SERIAL_BELOW = 16384 };  // elements; a smaller job is done before a team has woken up

void norm_forward(float *restrict y, float *restrict rstd, const float *restrict x,
                  const float *restrict gain, dim rows, dim cols, float eps)
{
    assert(rows >= 0 && cols > 0 && eps > 0.0f);
    #pragma omp parallel for schedule(static) if (rows * cols >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const float *row = x + r * cols;
        double squares = 0.0;
        for (dim c = 0; c < cols; c++) squares += (double)row[c] * (double)row[c];
        const float scale = (float)(1.0 / sqrt(squares / (double)cols + (double)eps));
        rstd[r] = scale;
        for (dim c = 0; c < cols; c++) y[r * cols + c] = gain[c] * (row[c] * scale);
    }
}

void norm_backward(float *restrict dx, float *restrict dgain, const float *restrict dy,
                   const float *restrict x, const float *restrict rstd,
                   const float *restrict gain, dim rows, dim cols)
{
    assert(rows >= 0 && cols > 0);
    #pragma omp parallel for schedule(static) if (rows * cols >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const float *up = dy + r * cols, *row = x + r * cols;
        double sum = 0.0;
        for (dim c = 0; c < cols; c++) sum += (double)gain[c] * (double)up[c] * (double)row[c];
        // mean of g * h, and the h that multiplies it, in one factor of x
        const float back = (float)(sum * (double)rstd[r] / (double)cols) * rstd[r];
        for (dim c = 0; c < cols; c++)
            dx[r * cols + c] = rstd[r] * (gain[c] * up[c] - row[c] * back);
    }
    #pragma omp parallel for schedule(static) if (rows * cols >= SERIAL_BELOW)
    for (dim c = 0; c < cols; c++)
        for (dim r = 0; r < rows; r++) dgain[c] += dy[r * cols + c] * (x[r * cols + c] * rstd[r]);
}

// norm.c: RMSNorm, plainly. See reference/include/norm.h.
#include "norm.h"

#include <assert.h>
#include <math.h>

void norm_forward(float *restrict y, float *restrict rstd, const float *restrict x,
                  const float *restrict gain, dim rows, dim cols, float eps)
{
    assert(rows >= 0 && cols > 0 && eps > 0.0f);
    for (dim r = 0; r < rows; r++) {
        const float *row = x + r * cols;
        double squares = 0.0;
        for (dim c = 0; c < cols; c++) squares += (double)row[c] * (double)row[c];
        rstd[r] = (float)(1.0 / sqrt(squares / (double)cols + (double)eps));
        for (dim c = 0; c < cols; c++) y[r * cols + c] = gain[c] * (row[c] * rstd[r]);
    }
}

void norm_backward(float *restrict dx, float *restrict dgain, const float *restrict dy,
                   const float *restrict x, const float *restrict rstd,
                   const float *restrict gain, dim rows, dim cols)
{
    assert(rows >= 0 && cols > 0);
    for (dim r = 0; r < rows; r++) {
        double mean = 0.0;
        for (dim c = 0; c < cols; c++)
            mean += (double)gain[c] * (double)dy[r * cols + c] * (double)x[r * cols + c];
        mean *= (double)rstd[r] / (double)cols;
        for (dim c = 0; c < cols; c++) {
            float h = x[r * cols + c] * rstd[r];
            dgain[c] += dy[r * cols + c] * h;
            dx[r * cols + c] = rstd[r] * (gain[c] * dy[r * cols + c] - h * (float)mean);
        }
    }
}

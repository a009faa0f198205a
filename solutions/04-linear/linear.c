// linear.c: y = x W^T + bias in three loops. See reference/include/linear.h.
#include "linear.h"

#include <assert.h>

void linear_forward(float *restrict y, const float *restrict x, const float *restrict w,
                    const float *restrict bias, dim rows, dim inputs, dim outputs)
{
    assert(rows >= 0 && inputs > 0 && outputs > 0);
    for (dim r = 0; r < rows; r++)
        for (dim o = 0; o < outputs; o++) {
            float sum = bias ? bias[o] : 0.0f;
            for (dim i = 0; i < inputs; i++) sum += x[r * inputs + i] * w[o * inputs + i];
            y[r * outputs + o] = sum;
        }
}

void linear_backward(float *restrict dx, float *restrict dw, float *restrict dbias,
                     const float *restrict dy, const float *restrict x, const float *restrict w,
                     dim rows, dim inputs, dim outputs)
{
    assert(rows >= 0 && inputs > 0 && outputs > 0);
    for (dim r = 0; r < rows; r++)
        for (dim i = 0; i < inputs; i++) {
            float sum = 0.0f;
            for (dim o = 0; o < outputs; o++) sum += dy[r * outputs + o] * w[o * inputs + i];
            dx[r * inputs + i] = sum;
        }
    for (dim o = 0; o < outputs; o++)
        for (dim r = 0; r < rows; r++) {
            for (dim i = 0; i < inputs; i++)
                dw[o * inputs + i] += dy[r * outputs + o] * x[r * inputs + i];
            if (dbias) dbias[o] += dy[r * outputs + o];
        }
}

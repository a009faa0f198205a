// softmax.c: scores to probabilities, plainly. See reference/include/softmax.h.
#include "softmax.h"

#include <assert.h>
#include <math.h>

void softmax_forward(float *y, const float *x, const dim *lengths, dim rows, dim cols)
{
    for (dim r = 0; r < rows; r++) {
        const float *from = x + r * cols;
        float *to = y + r * cols, largest = -INFINITY, sum = 0.0f;
        dim length = lengths ? lengths[r] : cols;
        assert(length >= 0 && length <= cols);
        for (dim c = 0; c < length; c++) largest = fmaxf(largest, from[c]);
        for (dim c = 0; c < length; c++) {
            to[c] = largest > -INFINITY ? expf(from[c] - largest) : 0.0f;
            sum += to[c];
        }
        for (dim c = 0; c < length; c++) to[c] = sum > 0.0f ? to[c] / sum : 0.0f;
        for (dim c = length; c < cols; c++) to[c] = 0.0f;
    }
}

void softmax_backward(float *dx, const float *dy, const float *y, const dim *lengths, dim rows,
                      dim cols)
{
    for (dim r = 0; r < rows; r++) {
        const float *up = dy + r * cols, *p = y + r * cols;
        dim length = lengths ? lengths[r] : cols;
        assert(length >= 0 && length <= cols);
        float mean = 0.0f;
        for (dim c = 0; c < length; c++) mean += up[c] * p[c];
        for (dim c = 0; c < length; c++) dx[r * cols + c] = p[c] * (up[c] - mean);
        for (dim c = length; c < cols; c++) dx[r * cols + c] = 0.0f;
    }
}

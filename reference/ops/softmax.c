// softmax.c: scores to probabilities. See softmax.h.
// Unlike the solution: rows in parallel, sums in double, so that the error does not grow with cols,
// and one multiplication by 1 / sum instead of a division for each element.
#include "softmax.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { SERIAL_BELOW = 8192 };  // elements; exp is dear, so a team pays early

static void one_row(float *to, const float *from, dim length)
{
    float largest = -INFINITY;
    double sum = 0.0;
    for (dim c = 0; c < length; c++) largest = from[c] > largest ? from[c] : largest;
    if (!(largest > -INFINITY)) {
        memset(to, 0, (size_t)length * sizeof *to);
        return;
    }
    for (dim c = 0; c < length; c++) {
        to[c] = expf(from[c] - largest);
        sum += (double)to[c];
    }
    const float scale = (float)(1.0 / sum);
    for (dim c = 0; c < length; c++) to[c] *= scale;
}

void softmax_forward(float *y, const float *x, const dim *lengths, dim rows, dim cols)
{
    assert(rows >= 0 && cols >= 0);
    #pragma omp parallel for schedule(static) if (rows > 1 && rows * cols >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const dim length = lengths ? lengths[r] : cols;
        assert(length >= 0 && length <= cols);
        one_row(y + r * cols, x + r * cols, length);
        memset(y + r * cols + length, 0, (size_t)(cols - length) * sizeof *y);
    }
}

void softmax_backward(float *dx, const float *dy, const float *y, const dim *lengths, dim rows,
                      dim cols)
{
    assert(rows >= 0 && cols >= 0);
    #pragma omp parallel for schedule(static) if (rows > 1 && rows * cols >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const float *up = dy + r * cols, *p = y + r * cols;
        const dim length = lengths ? lengths[r] : cols;
        assert(length >= 0 && length <= cols);
        double mean = 0.0;
        for (dim c = 0; c < length; c++) mean += (double)up[c] * (double)p[c];
        for (dim c = 0; c < length; c++) dx[r * cols + c] = p[c] * (up[c] - (float)mean);
        memset(dx + r * cols + length, 0, (size_t)(cols - length) * sizeof *dx);
    }
}

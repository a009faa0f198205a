// softmax.c: scores to probabilities. See softmax.h.
// Unlike the solution: rows in parallel; an exp of its own, which becomes vectors; sums in double
// and in lanes, so that the error does not grow with cols; and one multiplication by 1 / sum
// instead of a division for each element.
#include "softmax.h"

#include "clones.h"
#include "exponential.h"
#include "lanes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

// Elements; exp is dear, so a team pays early. A smaller job stays outside the pragma: even a team
// of one costs a call of the system, and attention asks for every row by itself.
enum { SERIAL_BELOW = 8192 };

static inline double sum_of(const float *x, dim n)
{
    wide_lanes sums = {0.0};
    dim c = 0;
    for (; c + WIDE_LANES <= n; c += WIDE_LANES) sums += WIDE_AT(x + c);
    double total = wide_total(&sums);
    for (; c < n; c++) total += (double)x[c];
    return total;
}

// y may be x: no restrict, and each element is read before it is written.
CLONES
static void forward_row(float *y, const float *x, dim length)
{
    const float largest = largest_of(x, length);
    if (!(largest > -INFINITY)) {
        memset(y, 0, (size_t)length * sizeof *y);
        return;
    }
    for (dim c = 0; c < length; c++) y[c] = exponential(x[c] - largest);
    const float scale = (float)(1.0 / sum_of(y, length));
    for (dim c = 0; c < length; c++) y[c] *= scale;
}

CLONES
static void backward_row(float *dx, const float *dy, const float *y, dim length)
{
    const float mean = (float)sum_of_products(dy, y, length);
    for (dim c = 0; c < length; c++) dx[c] = y[c] * (dy[c] - mean);
}

static void forward_at(float *y, const float *x, const dim *lengths, dim r, dim cols)
{
    const dim length = lengths ? lengths[r] : cols;
    assert(length >= 0 && length <= cols);
    forward_row(y + r * cols, x + r * cols, length);
    memset(y + r * cols + length, 0, (size_t)(cols - length) * sizeof *y);
}

static void backward_at(float *dx, const float *dy, const float *y, const dim *lengths, dim r,
                        dim cols)
{
    const dim length = lengths ? lengths[r] : cols;
    assert(length >= 0 && length <= cols);
    backward_row(dx + r * cols, dy + r * cols, y + r * cols, length);
    memset(dx + r * cols + length, 0, (size_t)(cols - length) * sizeof *dx);
}

void softmax_forward(float *y, const float *x, const dim *lengths, dim rows, dim cols)
{
    assert(rows >= 0 && cols >= 0);
    if (rows <= 1 || rows * cols < SERIAL_BELOW) {
        for (dim r = 0; r < rows; r++) forward_at(y, x, lengths, r, cols);
        return;
    }
#pragma omp parallel for schedule(static)
    for (dim r = 0; r < rows; r++) forward_at(y, x, lengths, r, cols);
}

void softmax_backward(float *dx, const float *dy, const float *y, const dim *lengths, dim rows,
                      dim cols)
{
    assert(rows >= 0 && cols >= 0);
    if (rows <= 1 || rows * cols < SERIAL_BELOW) {
        for (dim r = 0; r < rows; r++) backward_at(dx, dy, y, lengths, r, cols);
        return;
    }
#pragma omp parallel for schedule(static)
    for (dim r = 0; r < rows; r++) backward_at(dx, dy, y, lengths, r, cols);
}

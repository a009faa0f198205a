// rope.c: rotary position embedding. See rope.h.
// Unlike the solution: rows in parallel, and the halves of a head as two plain streams, which the
// compiler vectorises.
#include "rope.h"

#include <assert.h>
#include <math.h>

enum { SERIAL_BELOW = 16384 };  // elements

void rope_frequencies(double *frequencies, dim d, double theta)
{
    assert(d > 0 && d % 2 == 0 && theta > 0.0);
    for (dim i = 0; i < d / 2; i++) frequencies[i] = pow(theta, -2.0 * (double)i / (double)d);
}

void rope_table(float *restrict cosines, float *restrict sines, const double *restrict frequencies,
                dim first, dim positions, dim d)
{
    assert(first >= 0 && positions >= 0 && d > 0 && d % 2 == 0);
    const dim half = d / 2;
    #pragma omp parallel for schedule(static) if (positions * half >= SERIAL_BELOW)
    for (dim p = 0; p < positions; p++)
        for (dim i = 0; i < half; i++) {
            const double angle = (double)(first + p) * frequencies[i];
            cosines[p * half + i] = (float)cos(angle);
            sines[p * half + i] = (float)sin(angle);
        }
}

// sign -1 turns back.
static void turn(float *restrict head, const float *restrict cosines, const float *restrict sines,
                 float sign, dim half)
{
    float *restrict low = head, *restrict high = head + half;
    for (dim i = 0; i < half; i++) {
        const float a = low[i], b = high[i], c = cosines[i], s = sign * sines[i];
        low[i] = a * c - b * s;
        high[i] = a * s + b * c;
    }
}

static void turn_row(float *restrict row, const float *restrict cosines,
                     const float *restrict sines, dim where, float sign, dim heads, dim d,
                     dim positions)
{
    const dim half = d / 2, at = where * half;
    assert(where >= 0 && where < positions);
    for (dim h = 0; h < heads; h++) turn(row + h * d, cosines + at, sines + at, sign, half);
}

static void turn_rows(float *restrict x, const float *restrict cosines,
                      const float *restrict sines, const dim *restrict where, float sign, dim rows,
                      dim heads, dim d, dim positions)
{
    assert(rows >= 0 && heads > 0 && d > 0 && d % 2 == 0);
    if (rows * heads * d < SERIAL_BELOW) {  // outside the pragma: a team of one calls the system
        for (dim r = 0; r < rows; r++)
            turn_row(x + r * heads * d, cosines, sines, where[r], sign, heads, d, positions);
        return;
    }
    #pragma omp parallel for schedule(static)
    for (dim r = 0; r < rows; r++)
        turn_row(x + r * heads * d, cosines, sines, where[r], sign, heads, d, positions);
}

void rope_forward(float *restrict x, const float *restrict cosines, const float *restrict sines,
                  const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    turn_rows(x, cosines, sines, where, 1.0f, rows, heads, d, positions);
}

void rope_backward(float *restrict dx, const float *restrict cosines, const float *restrict sines,
                   const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    turn_rows(dx, cosines, sines, where, -1.0f, rows, heads, d, positions);
}

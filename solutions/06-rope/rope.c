// rope.c: rotary position embedding, plainly. See reference/include/rope.h.
#include "rope.h"

#include <assert.h>
#include <math.h>

void rope_frequencies(double *frequencies, dim d, double theta)
{
    assert(d > 0 && d % 2 == 0 && theta > 0.0);
    for (dim i = 0; i < d / 2; i++) frequencies[i] = pow(theta, -2.0 * (double)i / (double)d);
}

void rope_table(float *restrict cosines, float *restrict sines, const double *restrict frequencies,
                dim first, dim positions, dim d)
{
    for (dim p = 0; p < positions; p++)
        for (dim i = 0; i < d / 2; i++) {
            double angle = (double)(first + p) * frequencies[i];
            cosines[p * (d / 2) + i] = (float)cos(angle);
            sines[p * (d / 2) + i] = (float)sin(angle);
        }
}

static void turn(float *x, const float *cosines, const float *sines, const dim *where, dim rows,
                 dim heads, dim d, dim positions, float sign)
{
    for (dim r = 0; r < rows; r++) {
        assert(where[r] >= 0 && where[r] < positions);
        for (dim h = 0; h < heads; h++)
            for (dim i = 0; i < d / 2; i++) {
                float *a = x + (r * heads + h) * d + i, *b = a + d / 2, old = *a;
                float c = cosines[where[r] * (d / 2) + i], s = sign * sines[where[r] * (d / 2) + i];
                *a = old * c - *b * s;
                *b = old * s + *b * c;
            }
    }
}

void rope_forward(float *restrict x, const float *restrict cosines, const float *restrict sines,
                  const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    turn(x, cosines, sines, where, rows, heads, d, positions, 1.0f);
}

void rope_backward(float *restrict dx, const float *restrict cosines, const float *restrict sines,
                   const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    turn(dx, cosines, sines, where, rows, heads, d, positions, -1.0f);
}

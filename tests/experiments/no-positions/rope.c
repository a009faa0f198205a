// rope.c: an experiment: nothing is turned, so a score depends on what stands there, not on where.
#include "rope.h"

#include <math.h>

void rope_frequencies(double *frequencies, dim d, double theta)
{
    for (dim i = 0; i < d / 2; i++) frequencies[i] = pow(theta, -2.0 * (double)i / (double)d);
}

void rope_table(float *restrict cosines, float *restrict sines, const double *restrict frequencies,
                dim first, dim positions, dim d)
{
    (void)frequencies, (void)first;
    for (dim i = 0; i < positions * d / 2; i++) {
        cosines[i] = 1.0f;  // the angle 0 for every position; was position * frequency
        sines[i] = 0.0f;
    }
}

// A turn by 0 is no turn.
void rope_forward(float *restrict x, const float *restrict cosines, const float *restrict sines,
                  const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    (void)x, (void)cosines, (void)sines, (void)where, (void)rows, (void)heads, (void)d;
    (void)positions;
}

void rope_backward(float *restrict dx, const float *restrict cosines, const float *restrict sines,
                   const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    (void)dx, (void)cosines, (void)sines, (void)where, (void)rows, (void)heads, (void)d;
    (void)positions;
}

// lanes.h: sums in several lanes at once. A compiler may not reorder a sum, so it adds one element
// after the other; a sum in lanes has its order written down, and becomes vectors. Inline, so that
// it is compiled for the kind of CPU of the CLONES that calls it.
#ifndef CRUMB_LANES_H
#define CRUMB_LANES_H

#include "dim.h"

#include <math.h>

enum { LANES = 16, WIDE_LANES = 8 };  // a 64-byte vector of floats, or of doubles

// Vectors in the manner of gcc and clang; loaded from any address of a float.
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));
typedef float half_lanes __attribute__((vector_size(32), aligned(4), may_alias));
typedef double wide_lanes __attribute__((vector_size(64)));

#define LANES_AT(from) (*(const lanes *)(from))
#define HALF_AT(from) (*(const half_lanes *)(from))
#define WIDE_AT(from) __builtin_convertvector(HALF_AT(from), wide_lanes)

// In halves: four steps instead of sixteen additions that wait for each other.
static inline float lanes_total(const lanes *sums)
{
    float half[LANES / 2];
    for (int lane = 0; lane < LANES / 2; lane++)
        half[lane] = (*sums)[lane] + (*sums)[lane + LANES / 2];
    for (int lane = 0; lane < LANES / 4; lane++) half[lane] += half[lane + LANES / 4];
    return (half[0] + half[2]) + (half[1] + half[3]);
}

static inline double wide_total(const wide_lanes *sums)
{
    double total = 0.0;
    for (int lane = 0; lane < WIDE_LANES; lane++) total += (*sums)[lane];
    return total;
}

// The sum over i of a[i] * b[i], products and sum in double.
static inline double sum_of_products(const float *a, const float *b, dim n)
{
    wide_lanes even = {0.0}, odd = {0.0};
    dim i = 0;
    for (; i + 2 * WIDE_LANES <= n; i += 2 * WIDE_LANES) {
        even += WIDE_AT(a + i) * WIDE_AT(b + i);
        odd += WIDE_AT(a + i + WIDE_LANES) * WIDE_AT(b + i + WIDE_LANES);
    }
    even += odd;
    double total = wide_total(&even);
    for (; i < n; i++) total += (double)a[i] * (double)b[i];
    return total;
}

// The largest of x [n]; -inf for none.
static inline float largest_of(const float *x, dim n)
{
    float best[LANES], largest = -INFINITY;
    for (int lane = 0; lane < LANES; lane++) best[lane] = -INFINITY;
    dim c = 0;
    for (; c + LANES <= n; c += LANES)
        for (int lane = 0; lane < LANES; lane++)
            best[lane] = x[c + lane] > best[lane] ? x[c + lane] : best[lane];
    for (int lane = 0; lane < LANES; lane++) largest = best[lane] > largest ? best[lane] : largest;
    for (; c < n; c++) largest = x[c] > largest ? x[c] : largest;
    return largest;
}

#endif

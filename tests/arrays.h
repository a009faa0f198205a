// arrays.h: arrays for tests of kernels: random inputs, outputs full of NaN, float64 for the
// oracle. All of them live in one arena, which free_arrays (a cmocka teardown) empties.
#ifndef CRUMB_ARRAYS_H
#define CRUMB_ARRAYS_H

#include "arena.h"
#include "dim.h"
#include "rng.h"

#include <math.h>
#include <string.h>

static struct arena arrays;
static struct rng draws = {0x853c49e6748fea9bu, 0xda3e39cb94b95bdbu};

static inline float *normal(dim count, float scale)
{
    float *values = arena_array(&arrays, (size_t)count + 1, sizeof *values);
    for (dim i = 0; i < count; i++) values[i] = scale * rng_normal(&draws);
    return values;
}

static inline float *unwritten(dim count)
{
    float *values = arena_array(&arrays, (size_t)count + 1, sizeof *values);
    for (dim i = 0; i < count; i++) values[i] = NAN;
    return values;
}

static inline float *copy_of(const float *from, dim count)
{
    float *values = arena_array(&arrays, (size_t)count + 1, sizeof *values);
    return memcpy(values, from, (size_t)count * sizeof *values);
}

static inline double *exactly(dim count)  // zeros
{
    return arena_array(&arrays, (size_t)count + 1, sizeof(double));
}

static inline int free_arrays(void **state)
{
    (void)state;
    arena_free(&arrays);
    return 0;
}

#define law(name) cmocka_unit_test_teardown(name, free_arrays)

#endif

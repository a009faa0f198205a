// rng.c: PCG32, XSH-RR output (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation"). See rng.h.
#include "rng.h"

#include <assert.h>

uint32_t rng_next(struct rng *rng)
{
    uint64_t old = rng->state;
    rng->state = old * UINT64_C(6364136223846793005) + rng->stream;
    uint32_t mixed = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream)
{
    rng->state = 0;
    rng->stream = stream << 1 | 1;  // the increment must be odd
    rng_next(rng);
    rng->state += seed;
    rng_next(rng);
}

uint32_t rng_below(struct rng *rng, uint32_t bound)
{
    assert(bound > 0);
    uint32_t uneven = -bound % bound;  // 2^32 mod bound: the values that would favour small results
    for (;;) {
        uint32_t value = rng_next(rng);
        if (value >= uneven) return value % bound;
    }
}

float rng_uniform(struct rng *rng)
{
    return (float)(rng_next(rng) >> 8) * 0x1p-24f;
}

float rng_normal(struct rng *rng)
{
    double sum = 0.0;  // multiples of 2^-24 below 12: every partial sum is exact
    for (int i = 0; i < 12; i++) sum += (double)rng_uniform(rng);
    return (float)(sum - 6.0);
}

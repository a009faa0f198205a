// rng.h: PCG32 (O'Neill 2014, XSH-RR 64/32): the same stream on every machine, and in the Python
// that makes the goldens (datasets/golden/pcg32.py).
#ifndef CRUMB_RNG_H
#define CRUMB_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state, stream;
};

// Two different streams never overlap, whatever their seeds.
void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream);
uint32_t rng_next(struct rng *rng);  // uniform over all 2^32 values
// Uniform in [0, bound), without modulo bias. bound > 0.
uint32_t rng_below(struct rng *rng, uint32_t bound);
float rng_uniform(struct rng *rng);  // in [0, 1), a multiple of 2^-24
// Mean 0, variance 1, within -6..6: the sum of 12 uniforms less 6, exact in float64.
float rng_normal(struct rng *rng);

#endif

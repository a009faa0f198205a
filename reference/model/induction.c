// induction.c: texts that repeat themselves, and what attention makes of them. See induction.h.
#include "induction.h"

#include <assert.h>

void induction_draw(int32_t *restrict ids, dim T, dim period, const int32_t *restrict choice,
                    dim choices, struct rng *rng)
{
    assert(period >= 2 && period <= T && choices >= 2);
    for (dim t = 0; t < T; t++) {
        if (t >= period) {
            ids[t] = ids[t - period];
            continue;
        }
        do ids[t] = choice[rng_below(rng, (uint32_t)choices)];
        while ((t > 0 && ids[t] == ids[t - 1]) ||
               (t > 1 && choices > 2 && t + 1 == period && ids[t] == ids[0]));
    }
}

void induction_scores(double *restrict previous, double *restrict induction,
                      const float *restrict weights, dim H, dim T, dim keys, dim period)
{
    assert(period >= 2 && period < T && keys >= T);
    for (dim h = 0; h < H; h++) {
        const float *rows = weights + h * T * keys;
        double before = 0.0, again = 0.0;
        for (dim t = 1; t < T; t++) before += (double)rows[t * keys + t - 1];
        for (dim t = period; t < T; t++) again += (double)rows[t * keys + t - period + 1];
        previous[h] = before / (double)(T - 1);
        induction[h] = again / (double)(T - period);
    }
}

void induction_losses(double *first, double *again, const float *losses, dim T, dim period)
{
    assert(period >= 2 && period < T);
    *first = *again = 0.0;
    for (dim t = 0; t + 1 < T; t++) *(t + 1 < period ? first : again) += (double)losses[t];
    *first /= (double)(period - 1);
    *again /= (double)(T - period);
}

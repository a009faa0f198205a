// loss.c: cross-entropy by log-sum-exp. See loss.h.
// Unlike the solution: rows in parallel, an exp that becomes vectors, sums in lanes.
#include "loss.h"

#include "clones.h"
#include "exponential.h"

#include <assert.h>
#include <math.h>

enum { SERIAL_BELOW = 8192, LANE = 16 };  // elements; sums side by side

CLONES
static float row_forward(const float *restrict x, dim n)
{
    float best[LANE], largest = -INFINITY;
    double sums[LANE] = {0.0}, sum = 0.0;
    dim c = 0;
    for (int lane = 0; lane < LANE; lane++) best[lane] = -INFINITY;
    for (; c + LANE <= n; c += LANE)
        for (int lane = 0; lane < LANE; lane++)
            best[lane] = x[c + lane] > best[lane] ? x[c + lane] : best[lane];
    for (int lane = 0; lane < LANE; lane++) largest = best[lane] > largest ? best[lane] : largest;
    for (; c < n; c++) largest = x[c] > largest ? x[c] : largest;
    for (c = 0; c + LANE <= n; c += LANE)
        for (int lane = 0; lane < LANE; lane++)
            sums[lane] += (double)exponential(x[c + lane] - largest);
    for (int lane = 0; lane < LANE; lane++) sum += sums[lane];
    for (; c < n; c++) sum += (double)exponential(x[c] - largest);
    return (float)((double)largest + log(sum));
}

CLONES
static void row_backward(float *dx, const float *x, float lse, dim n, float scale)
{
    for (dim c = 0; c < n; c++) dx[c] = scale * exponential(x[c] - lse);
}

double loss_forward(float *restrict losses, float *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab)
{
    assert(rows >= 0 && vocab >= 1);
    #pragma omp parallel for schedule(static) if (rows * vocab >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const int32_t target = targets[r];
        assert(target == LOSS_IGNORED || (target >= 0 && target < vocab));
        lse[r] = row_forward(logits + r * vocab, vocab);
        losses[r] = target == LOSS_IGNORED ? 0.0f : lse[r] - logits[r * vocab + target];
    }
    double sum = 0.0;  // in the order of the rows, whatever the threads
    dim count = 0;
    for (dim r = 0; r < rows; r++) {
        sum += (double)losses[r];
        count += targets[r] != LOSS_IGNORED;
    }
    *counted = count;
    return count ? sum / (double)count : 0.0;
}

void loss_backward(float *dlogits, const float *logits, const float *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale)
{
    assert(rows >= 0 && vocab >= 1);
    #pragma omp parallel for schedule(static) if (rows * vocab >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const int32_t target = targets[r];
        float *row = dlogits + r * vocab;
        assert(target == LOSS_IGNORED || (target >= 0 && target < vocab));
        row_backward(row, logits + r * vocab, lse[r], vocab,
                     target == LOSS_IGNORED ? 0.0f : scale);
        if (target != LOSS_IGNORED) row[target] -= scale;
    }
}

double loss_perplexity(double nats)
{
    return exp(nats);
}

double loss_bits_per_byte(double nats_per_token, dim tokens, dim bytes)
{
    assert(bytes > 0);
    return nats_per_token / log(2.0) * (double)tokens / (double)bytes;
}

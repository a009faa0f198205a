// loss.c: cross-entropy by log-sum-exp. See loss.h.
// Unlike the solution: rows in parallel, and an exp in float that becomes vectors, summed in double
// in lanes. What cancels stays in double: lse, and the gradient at the target.
#include "loss.h"

#include "clones.h"
#include "exponential.h"
#include "lanes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { SERIAL_BELOW = 8192 };  // elements; exp is dear, so a team pays early

CLONES
static double log_sum_exp(const float *x, dim n)
{
    const float largest = largest_of(x, n);
    float e[LANES];
    wide_lanes sums = {0.0};
    dim c = 0;
    for (; c + LANES <= n; c += LANES) {
        for (int lane = 0; lane < LANES; lane++) e[lane] = exponential(x[c + lane] - largest);
        sums += WIDE_AT(e) + WIDE_AT(e + WIDE_LANES);
    }
    double sum = wide_total(&sums);
    for (; c < n; c++) sum += (double)exponential(x[c] - largest);
    return (double)largest + log(sum);
}

double loss_forward(float *restrict losses, double *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab)
{
    assert(rows >= 0 && vocab >= 1);
#pragma omp parallel for schedule(static) if (rows > 1 && rows * vocab >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const int32_t target = targets[r];
        assert(target == LOSS_IGNORED || (target >= 0 && target < vocab));
        lse[r] = log_sum_exp(logits + r * vocab, vocab);
        losses[r] =
            target == LOSS_IGNORED ? 0.0f : (float)(lse[r] - (double)logits[r * vocab + target]);
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

// dx may be x: no restrict, and each element is read before it is written.
CLONES
static void backward_row(float *dx, const float *x, double lse, dim n, float scale)
{
    const float high = (float)lse, low = (float)(lse - (double)high);  // lse, to 48 bits
    for (dim c = 0; c < n; c++) dx[c] = scale * exponential((x[c] - high) - low);
}

void loss_backward(float *dlogits, const float *logits, const double *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale)
{
    assert(rows >= 0 && vocab >= 1);
#pragma omp parallel for schedule(static) if (rows > 1 && rows * vocab >= SERIAL_BELOW)
    for (dim r = 0; r < rows; r++) {
        const int32_t target = targets[r];
        float *row = dlogits + r * vocab;
        assert(target == LOSS_IGNORED || (target >= 0 && target < vocab));
        if (target == LOSS_IGNORED) {
            memset(row, 0, (size_t)vocab * sizeof *row);
            continue;
        }
        const double behind = (double)logits[r * vocab + target] - lse[r];
        backward_row(row, logits + r * vocab, lse[r], vocab, scale);
        row[target] = (float)((double)scale * expm1(behind));  // p - 1, also where p is nearly 1
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

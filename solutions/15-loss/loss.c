// loss.c: cross-entropy by log-sum-exp, plainly. See reference/include/loss.h.
#include "loss.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

static double log_sum_exp(const float *x, dim n)
{
    double largest = -INFINITY, sum = 0.0;
    for (dim c = 0; c < n; c++) largest = fmax(largest, (double)x[c]);
    for (dim c = 0; c < n; c++) sum += exp((double)x[c] - largest);
    return largest + log(sum);
}

double loss_forward(float *restrict losses, double *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab)
{
    double sum = 0.0;
    *counted = 0;
    for (dim r = 0; r < rows; r++) {
        const float *row = logits + r * vocab;
        lse[r] = log_sum_exp(row, vocab);
        losses[r] = 0.0f;
        if (targets[r] == LOSS_IGNORED) continue;
        assert(targets[r] >= 0 && targets[r] < vocab);
        losses[r] = (float)(lse[r] - (double)row[targets[r]]);
        sum += (double)losses[r];
        *counted += 1;
    }
    return *counted ? sum / (double)*counted : 0.0;
}

void loss_backward(float *dlogits, const float *logits, const double *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale)
{
    for (dim r = 0; r < rows; r++)
        for (dim c = 0; c < vocab; c++) {
            const double p = exp((double)logits[r * vocab + c] - lse[r]);
            const double wanted = c == targets[r] ? 1.0 : 0.0;
            const bool counts = targets[r] != LOSS_IGNORED;
            dlogits[r * vocab + c] = counts ? (float)((double)scale * (p - wanted)) : 0.0f;
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

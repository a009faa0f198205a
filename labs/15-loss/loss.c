// loss.c: your file. labs/15-loss/README.md explains the step,
// reference/include/loss.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "loss.h"

#include "todo.h"

#include <assert.h>
#include <math.h>

// Part a. For each row: the log of the sum of exponentials, safely, in double, into lse; less the
// logit of the target into losses. An ignored row costs 0 and is not counted. Return the mean.
double loss_forward(float *restrict losses, double *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab)
{
    (void)losses, (void)lse, (void)counted, (void)logits, (void)targets, (void)rows, (void)vocab;
    LAB_TODO();
}

// Part b. For each row: its probabilities, from lse; one less at the target; times scale. Nothing
// for an ignored row. dlogits may be logits: what have you overwritten already?
void loss_backward(float *dlogits, const float *logits, const double *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale)
{
    (void)dlogits, (void)logits, (void)lse, (void)targets, (void)rows, (void)vocab, (void)scale;
    LAB_TODO();
}

// Part a. How many equally likely tokens would surprise as much?
double loss_perplexity(double nats)
{
    (void)nats;
    LAB_TODO();
}

// Part a. From nats for each token to bits for each byte.
double loss_bits_per_byte(double nats_per_token, dim tokens, dim bytes)
{
    (void)nats_per_token, (void)tokens, (void)bytes;
    LAB_TODO();
}

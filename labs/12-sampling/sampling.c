// sampling.c: your file. labs/12-sampling/README.md explains the step,
// reference/include/sampling.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "sampling.h"

#include "softmax.h"
#include "todo.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

// Part a. Of equal logits the first wins: which comparison does that?
int32_t sampling_greedy(const float *logits, dim vocab)
{
    (void)logits, (void)vocab;
    LAB_TODO();
}

// Part a. Take the largest logit off, divide, and let softmax_forward do the rest: one row, no
// lengths.
void sampling_temperature(float *probabilities, const float *logits, dim vocab, float temperature)
{
    (void)probabilities, (void)logits, (void)vocab, (void)temperature;
    LAB_TODO();
}

// Part a. Walk along the ids and add up. Remember the last id above 0, in case rounding leaves the
// whole sum a little below u.
int32_t sampling_draw(const float *probabilities, dim vocab, float u)
{
    (void)probabilities, (void)vocab, (void)u;
    LAB_TODO();
}

// Part b. An id that stands in recent five times is punished once.
void sampling_repetition(float *logits, const int32_t *recent, dim count, dim vocab, float penalty)
{
    (void)logits, (void)recent, (void)count, (void)vocab, (void)penalty;
    LAB_TODO();
}

// Part b. Any sort will do, if equal probabilities stand by rising id. A helper of your own
// (static) that says which of two ids stands in front makes it short.
void sampling_order(int32_t *order, const float *probabilities, dim vocab)
{
    (void)order, (void)probabilities, (void)vocab;
    LAB_TODO();
}

// Part b. All three filters keep the beginning of order: only how much of it differs. Write the
// common half once: drop, renormalise, count.
dim sampling_top_k(float *probabilities, const int32_t *order, dim vocab, dim k)
{
    (void)probabilities, (void)order, (void)vocab, (void)k;
    LAB_TODO();
}

// Part b. Add up along order until the sum reaches p. The token that reaches it stays.
dim sampling_top_p(float *probabilities, const int32_t *order, dim vocab, float p)
{
    (void)probabilities, (void)order, (void)vocab, (void)p;
    LAB_TODO();
}

// Part b. The bar moves with the model's confidence: a share of the largest probability.
dim sampling_min_p(float *probabilities, const int32_t *order, dim vocab, float min_p)
{
    (void)probabilities, (void)order, (void)vocab, (void)min_p;
    LAB_TODO();
}

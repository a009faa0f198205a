// sampling.c: from logits to the next token, plainly. See reference/include/sampling.h.
#include "sampling.h"

#include "softmax.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

int32_t sampling_greedy(const float *logits, dim vocab)
{
    dim best = 0;
    for (dim c = 1; c < vocab; c++)
        if (logits[c] > logits[best]) best = c;
    return (int32_t)best;
}

void sampling_temperature(float *probabilities, const float *logits, dim vocab, float temperature)
{
    assert(vocab >= 1 && temperature > 0.0f);
    const float largest = logits[sampling_greedy(logits, vocab)];
    for (dim c = 0; c < vocab; c++) probabilities[c] = (logits[c] - largest) / temperature;
    softmax_forward(probabilities, probabilities, NULL, 1, vocab);
}

int32_t sampling_draw(const float *probabilities, dim vocab, float u)
{
    double sum = 0.0;
    dim last = 0;
    assert(vocab >= 1 && u >= 0.0f && u < 1.0f);
    for (dim c = 0; c < vocab && sum <= (double)u; c++) {
        sum += (double)probabilities[c];
        if (probabilities[c] > 0.0f) last = c;
    }
    return (int32_t)last;
}

void sampling_repetition(float *logits, const int32_t *recent, dim count, dim vocab, float penalty)
{
    assert(penalty >= 1.0f);
    for (dim i = 0; i < count; i++) {
        assert(recent[i] >= 0 && recent[i] < vocab);
        bool done = false;
        for (dim j = 0; j < i; j++) done = done || recent[j] == recent[i];
        float *logit = &logits[recent[i]];
        if (!done) *logit = *logit > 0.0f ? *logit / penalty : *logit * penalty;
    }
}

// Whether id a stands in front of id b.
static bool in_front(const float *p, int32_t a, int32_t b)
{
    return p[a] > p[b] || (p[a] == p[b] && a < b);
}

// Insertion sort over ever smaller gaps (Shell 1959); the last gap, 1, is insertion sort itself.
void sampling_order(int32_t *order, const float *probabilities, dim vocab)
{
    for (dim c = 0; c < vocab; c++) order[c] = (int32_t)c;
    for (dim gap = (vocab + 1) / 2; gap > 0; gap /= 2)
        for (dim c = gap; c < vocab; c++) {
            const int32_t id = order[c];
            dim at = c;
            for (; at >= gap && in_front(probabilities, id, order[at - gap]); at -= gap)
                order[at] = order[at - gap];
            order[at] = id;
        }
}

// Keeps the first `kept` of order and shares their mass anew; counts those above 0.
static dim keep(float *p, const int32_t *order, dim vocab, dim kept)
{
    double mass = 0.0;
    dim left = 0;
    for (dim i = 0; i < kept; i++) mass += (double)p[order[i]];
    for (dim i = 0; i < vocab; i++) {
        float *one = &p[order[i]];
        *one = i < kept ? (float)((double)*one / mass) : 0.0f;
        if (*one > 0.0f) left++;
    }
    return left;
}

dim sampling_top_k(float *probabilities, const int32_t *order, dim vocab, dim k)
{
    return keep(probabilities, order, vocab, k < 1 ? 1 : k < vocab ? k : vocab);
}

dim sampling_top_p(float *probabilities, const int32_t *order, dim vocab, float p)
{
    double sum = (double)probabilities[order[0]];
    dim kept = 1;
    while (kept < vocab && (sum < (double)p || p >= 1.0f))
        sum += (double)probabilities[order[kept++]];
    return keep(probabilities, order, vocab, kept);
}

dim sampling_min_p(float *probabilities, const int32_t *order, dim vocab, float min_p)
{
    const float least = min_p * probabilities[order[0]];
    dim kept = 1;
    while (kept < vocab && probabilities[order[kept]] >= least) kept++;
    return keep(probabilities, order, vocab, kept);
}

// sampling.c: from logits to the next token. See sampling.h.
// Unlike the solution: ids are ordered by a heap in place, not by insertion, so that a vocabulary
// of 150,000 tokens costs milliseconds.
#include "sampling.h"

#include "softmax.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

int32_t sampling_greedy(const float *logits, dim vocab)
{
    assert(vocab >= 1);
    dim best = 0;
    for (dim c = 1; c < vocab; c++)
        if (logits[c] > logits[best]) best = c;
    return (int32_t)best;
}

void sampling_temperature(float *probabilities, const float *logits, dim vocab, float temperature)
{
    assert(vocab >= 1 && temperature > 0.0f);
    for (dim c = 0; c < vocab; c++) probabilities[c] = logits[c] / temperature;
    softmax_forward(probabilities, probabilities, NULL, 1, vocab);
}

int32_t sampling_draw(const float *probabilities, dim vocab, float u)
{
    double sum = 0.0;
    dim last = 0;
    assert(vocab >= 1 && u >= 0.0f && u < 1.0f);
    for (dim c = 0; c < vocab; c++) {
        if (!(probabilities[c] > 0.0f)) continue;
        sum += (double)probabilities[c];
        last = c;
        if (sum > (double)u) break;
    }
    return (int32_t)last;
}

void sampling_repetition(float *logits, const int32_t *recent, dim count, dim vocab, float penalty)
{
    assert(penalty >= 1.0f);
    for (dim i = 0; i < count; i++) {
        bool seen = false;
        for (dim j = 0; j < i && !seen; j++) seen = recent[j] == recent[i];
        assert(recent[i] >= 0 && recent[i] < vocab);
        if (seen) continue;
        float *logit = &logits[recent[i]];
        *logit = *logit > 0.0f ? *logit / penalty : *logit * penalty;
    }
}

// Whether id a stands behind id b.
static bool behind(const float *p, int32_t a, int32_t b)
{
    return p[a] < p[b] || (p[a] == p[b] && a > b);
}

static void sink(int32_t *heap, const float *p, dim at, dim count)
{
    const int32_t id = heap[at];
    for (dim child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && behind(p, heap[child + 1], heap[child])) child++;
        if (!behind(p, heap[child], id)) break;
        heap[at] = heap[child];
    }
    heap[at] = id;
}

// Heapsort (Williams 1964): the hindmost of the heap goes to its end, again and again.
void sampling_order(int32_t *order, const float *probabilities, dim vocab)
{
    for (dim c = 0; c < vocab; c++) order[c] = (int32_t)c;
    for (dim at = vocab / 2 - 1; at >= 0; at--) sink(order, probabilities, at, vocab);
    for (dim last = vocab - 1; last > 0; last--) {
        const int32_t hindmost = order[0];
        order[0] = order[last];
        order[last] = hindmost;
        sink(order, probabilities, 0, last);
    }
}

// Keeps the first `kept` of order, and shares the mass anew.
static dim keep_first(float *p, const int32_t *order, dim vocab, dim kept)
{
    double mass = 0.0;
    for (dim i = 0; i < kept; i++) mass += (double)p[order[i]];
    for (dim i = 0; i < kept; i++) p[order[i]] = (float)((double)p[order[i]] / mass);
    for (dim i = kept; i < vocab; i++) p[order[i]] = 0.0f;
    return kept;
}

dim sampling_top_k(float *probabilities, const int32_t *order, dim vocab, dim k)
{
    return keep_first(probabilities, order, vocab, k < 1 ? 1 : k < vocab ? k : vocab);
}

dim sampling_top_p(float *probabilities, const int32_t *order, dim vocab, float p)
{
    double mass = 0.0;
    dim kept = 0;
    do mass += (double)probabilities[order[kept++]];
    while (kept < vocab && mass < (double)p);
    return keep_first(probabilities, order, vocab, kept);
}

dim sampling_min_p(float *probabilities, const int32_t *order, dim vocab, float min_p)
{
    const float least = min_p * probabilities[order[0]];
    dim kept = 1;
    while (kept < vocab && probabilities[order[kept]] >= least) kept++;
    return keep_first(probabilities, order, vocab, kept);
}

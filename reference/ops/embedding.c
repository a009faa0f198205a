// embedding.c: rows of a table, and how close they are. See embedding.h.
// Unlike the solution: rows in parallel; in backward a thread owns the table rows of its bands, so
// that a repeated id needs no lock and the sum has one order. Neighbours: sums in lanes.
#include "embedding.h"

#include "clones.h"
#include "lanes.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { SERIAL_BELOW = 16384, BANDS = 64 };  // elements; groups of table rows that one thread owns

void embedding_forward(float *restrict out, const int32_t *restrict ids,
                       const float *restrict table, dim rows, dim vocab, dim width)
{
    for (dim r = 0; r < rows; r++) {  // a copy: the memory is the limit, not the thread
        assert(ids[r] >= 0 && ids[r] < vocab);
        memcpy(out + r * width, table + ids[r] * width, (size_t)width * sizeof *out);
    }
}

void embedding_backward(float *restrict dtable, const float *restrict dout,
                        const int32_t *restrict ids, dim rows, dim vocab, dim width)
{
    #pragma omp parallel for schedule(static) if (rows * width >= SERIAL_BELOW)
    for (dim band = 0; band < BANDS; band++)
        for (dim r = 0; r < rows; r++) {
            assert(ids[r] >= 0 && ids[r] < vocab);
            if (ids[r] % BANDS != band) continue;
            float *row = dtable + ids[r] * width;
            for (dim c = 0; c < width; c++) row[c] += dout[r * width + c];
        }
}

CLONES
static double dot(const float *a, const float *b, dim width)
{
    return sum_of_products(a, b, width);
}

float embedding_cosine(const float *a, const float *b, dim width)
{
    double aa = dot(a, a, width), bb = dot(b, b, width);
    return aa > 0.0 && bb > 0.0 ? (float)(dot(a, b, width) / (sqrt(aa) * sqrt(bb))) : 0.0f;
}

// Puts (id, score) among the best so far; equal scores stay behind. Returns how many there are now.
static dim insert(int32_t *ids, float *scores, dim found, dim k, int32_t id, float score)
{
    dim at = found;
    while (at > 0 && score > scores[at - 1]) at--;
    if (at == k) return found;
    dim last = found < k ? found : k - 1;
    memmove(ids + at + 1, ids + at, (size_t)(last - at) * sizeof *ids);
    memmove(scores + at + 1, scores + at, (size_t)(last - at) * sizeof *scores);
    ids[at] = id;
    scores[at] = score;
    return last + 1;
}

void embedding_nearest(int32_t *restrict ids, float *restrict scores, const float *restrict query,
                       const int32_t *restrict skip, dim skips, const float *restrict table,
                       dim vocab, dim width, dim k)
{
    assert(k >= 0 && k <= vocab - skips);
    dim found = 0;
    for (dim id = 0; id < vocab && k > 0; id++) {
        bool skipped = false;
        for (dim s = 0; s < skips; s++) skipped = skipped || skip[s] == id;
        if (skipped) continue;
        float score = embedding_cosine(query, table + id * width, width);
        found = insert(ids, scores, found, k, (int32_t)id, score);
    }
}

void embedding_analogy(float *restrict query, int32_t a, int32_t b, int32_t c,
                       const float *restrict table, dim vocab, dim width)
{
    assert(a >= 0 && a < vocab && b >= 0 && b < vocab && c >= 0 && c < vocab);
    const float *from = table + a * width, *less = table + b * width, *plus = table + c * width;
    for (dim i = 0; i < width; i++) query[i] = from[i] - less[i] + plus[i];
}

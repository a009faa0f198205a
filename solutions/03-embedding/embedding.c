// embedding.c: rows of a table, and how close they are, plainly. See reference/include/embedding.h.
#include "embedding.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

void embedding_forward(float *restrict out, const int32_t *restrict ids,
                       const float *restrict table, dim rows, dim vocab, dim width)
{
    for (dim r = 0; r < rows; r++) {
        assert(ids[r] >= 0 && ids[r] < vocab);
        for (dim c = 0; c < width; c++) out[r * width + c] = table[ids[r] * width + c];
    }
}

void embedding_backward(float *restrict dtable, const float *restrict dout,
                        const int32_t *restrict ids, dim rows, dim vocab, dim width)
{
    for (dim r = 0; r < rows; r++) {
        assert(ids[r] >= 0 && ids[r] < vocab);
        for (dim c = 0; c < width; c++) dtable[ids[r] * width + c] += dout[r * width + c];
    }
}

float embedding_cosine(const float *a, const float *b, dim width)
{
    double dot = 0.0, aa = 0.0, bb = 0.0;
    for (dim c = 0; c < width; c++) {
        dot += (double)a[c] * (double)b[c];
        aa += (double)a[c] * (double)a[c];
        bb += (double)b[c] * (double)b[c];
    }
    return aa > 0.0 && bb > 0.0 ? (float)(dot / (sqrt(aa) * sqrt(bb))) : 0.0f;
}

static bool contains(const int32_t *ids, dim count, dim id)
{
    for (dim i = 0; i < count; i++)
        if (ids[i] == id) return true;
    return false;
}

void embedding_nearest(int32_t *restrict ids, float *restrict scores, const float *restrict query,
                       const int32_t *restrict skip, dim skips, const float *restrict table,
                       dim vocab, dim width, dim k)
{
    assert(k >= 0 && k <= vocab - skips);
    dim found = 0;
    for (dim id = 0; id < vocab; id++) {
        if (contains(skip, skips, id)) continue;
        float score = embedding_cosine(query, table + id * width, width);
        dim at = found;  // where it belongs among the best so far; equal scores stay behind
        while (at > 0 && score > scores[at - 1]) at--;
        if (at == k) continue;
        if (found < k) found++;
        for (dim i = found - 1; i > at; i--) {
            ids[i] = ids[i - 1];
            scores[i] = scores[i - 1];
        }
        ids[at] = (int32_t)id;
        scores[at] = score;
    }
}

void embedding_analogy(float *restrict query, int32_t a, int32_t b, int32_t c,
                       const float *restrict table, dim vocab, dim width)
{
    assert(a >= 0 && a < vocab && b >= 0 && b < vocab && c >= 0 && c < vocab);
    for (dim i = 0; i < width; i++)
        query[i] = table[a * width + i] - table[b * width + i] + table[c * width + i];
}

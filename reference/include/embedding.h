// embedding.h: a table of learned vectors, one row for each token (Bengio et al. 2003; the
// analogies: Mikolov et al. 2013). table [vocab, width]; an id out of 0..vocab-1 is a caller bug
// and asserts.
#ifndef CRUMB_EMBEDDING_H
#define CRUMB_EMBEDDING_H

#include "dim.h"

#include <float.h>
#include <stdint.h>

// |got - exact| <= BOUND * max|exact|. The lookup is a copy: exact.
#define EMBEDDING_COSINE_BOUND(width) (((double)(width) + 8) * FLT_EPSILON)
#define EMBEDDING_BACKWARD_BOUND(rows) (((double)(rows) + 1) * FLT_EPSILON)

// out [rows, width] = row ids[r] of table, for r in 0..rows-1. ids [rows].
void embedding_forward(float *restrict out, const int32_t *restrict ids,
                       const float *restrict table, dim rows, dim vocab, dim width);

// dtable [vocab, width] += for each r, dout [rows, width] row r added to row ids[r]. A word that
// stands twice adds twice.
void embedding_backward(float *restrict dtable, const float *restrict dout,
                        const int32_t *restrict ids, dim rows, dim vocab, dim width);

// The cosine of the angle between a [width] and b [width], in -1..1; 0 when either is all zeros.
float embedding_cosine(const float *a, const float *b, dim width);

// ids [k], scores [k] out: the k rows of table with the largest cosine to query [width], best
// first, equal scores by lower id. The ids in skip [skips] take no part. 0 <= k <= vocab - skips.
void embedding_nearest(int32_t *restrict ids, float *restrict scores, const float *restrict query,
                       const int32_t *restrict skip, dim skips, const float *restrict table,
                       dim vocab, dim width, dim k);

// query [width] out = row a - row b + row c: king - man + woman.
void embedding_analogy(float *restrict query, int32_t a, int32_t b, int32_t c,
                       const float *restrict table, dim vocab, dim width);

#endif

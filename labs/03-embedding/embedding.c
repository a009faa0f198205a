// embedding.c: your file. labs/03-embedding/README.md explains the step,
// reference/include/embedding.h says what each function gets and gives. Replace each LAB_TODO()
// and the (void) lines above it.
#include "embedding.h"

#include "todo.h"

#include <assert.h>
#include <math.h>

// Part a. Row r of out is a copy of row ids[r] of table. Where does row i of a [vocab, width]
// table begin? Assert that every id is inside the table before you read.
void embedding_forward(float *restrict out, const int32_t *restrict ids,
                       const float *restrict table, dim rows, dim vocab, dim width)
{
    (void)out, (void)ids, (void)table, (void)rows, (void)vocab, (void)width;
    LAB_TODO();
}

// Part b. The lookup copied row ids[r] to row r; so the gradient of row r flows back to row
// ids[r]. The same id may stand twice: add (+=), do not assign. See docs/gradients.md.
void embedding_backward(float *restrict dtable, const float *restrict dout,
                        const int32_t *restrict ids, dim rows, dim vocab, dim width)
{
    (void)dtable, (void)dout, (void)ids, (void)rows, (void)vocab, (void)width;
    LAB_TODO();
}

// Part a. The dot product of a and b, divided by both lengths. Sum in double. What should the
// answer be when one of them is all zeros?
float embedding_cosine(const float *a, const float *b, dim width)
{
    (void)a, (void)b, (void)width;
    LAB_TODO();
}

// Part a. Score every row that is not in skip, and keep the k best, best first. Of equal
// scores the lower id comes first: walk the ids upwards and let only a strictly larger score
// overtake.
void embedding_nearest(int32_t *restrict ids, float *restrict scores, const float *restrict query,
                       const int32_t *restrict skip, dim skips, const float *restrict table,
                       dim vocab, dim width, dim k)
{
    (void)ids, (void)scores, (void)query, (void)skip, (void)skips, (void)table,
    (void)vocab, (void)width, (void)k;
    LAB_TODO();
}

// Part a. king - man + woman, element by element.
void embedding_analogy(float *restrict query, int32_t a, int32_t b, int32_t c,
                       const float *restrict table, dim vocab, dim width)
{
    (void)query, (void)a, (void)b, (void)c, (void)table, (void)vocab, (void)width;
    LAB_TODO();
}

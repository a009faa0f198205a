// attention.c: causal attention with grouped heads, as small matrix products. See attention.h.
// Unlike the solution: queries are taken in blocks. The scores of a block against the keys that its
// last query may see are one matrix product, and so are the weighted sums; what lies above the
// diagonal is computed only inside a block, and thrown away. Blocks (forward) and key heads
// (backward) run in parallel; each writes memory of its own, so results do not depend on the
// threads.
#include "attention.h"

#include "matmul.h"
#include "softmax.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { BLOCK = 64, SERIAL_BELOW = 32768 };  // queries in a block; multiply-adds

// One block of queries of one head, and where its rows stand in each tensor.
struct block {
    dim queries, keys;          // keys: what the last query of the block sees
    dim q, k, weights;          // offsets of the first row; k serves v too
    dim q_stride, k_stride;     // floats from row to row
    dim visible;                // keys that the first query sees
};

static struct block block_of(dim b, dim h, dim first, dim Tq, dim Tk, dim C, dim H, dim Hkv, dim d)
{
    const dim queries = Tq - first < BLOCK ? Tq - first : BLOCK;
    const dim shared = h / (H / Hkv);
    return (struct block){.queries = queries,
                          .visible = Tk - Tq + first + 1,
                          .keys = Tk - Tq + first + queries,
                          .q = ((b * Tq + first) * H + h) * d,
                          .k = (b * C * Hkv + shared) * d,
                          .weights = ((b * H + h) * Tq + first) * Tk,
                          .q_stride = H * d,
                          .k_stride = Hkv * d};
}

// Scores, softmax and weighted sum of one block.
static void block_forward(float *out, float *weights, const float *q, const float *k,
                          const float *v, const struct block *at, dim Tk, dim d, float scale)
{
    float *rows = weights + at->weights;
    matmul(rows, Tk, q + at->q, at->q_stride, MATMUL_AS_IS, k + at->k, at->k_stride,
           MATMUL_TRANSPOSED, at->queries, at->keys, d, false);
    for (dim t = 0; t < at->queries; t++) {
        const dim visible = at->visible + t;
        for (dim s = 0; s < visible; s++) rows[t * Tk + s] *= scale;
        softmax_forward(rows + t * Tk, rows + t * Tk, &visible, 1, Tk);
    }
    matmul(out + at->q, at->q_stride, rows, Tk, MATMUL_AS_IS, v + at->k, at->k_stride, MATMUL_AS_IS,
           at->queries, d, at->keys, false);
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    const float scale = 1.0f / sqrtf((float)d);
    const dim blocks = (Tq + BLOCK - 1) / BLOCK;

    if (B * H * Tq * Tk * d < SERIAL_BELOW) {  // outside the pragma: a team of one calls the system
        for (dim job = 0; job < B * H * blocks; job++) {
            const struct block at = block_of(job / blocks / H, job / blocks % H,
                                             job % blocks * BLOCK, Tq, Tk, C, H, Hkv, d);
            block_forward(out, weights, q, k, v, &at, Tk, d, scale);
        }
        return;
    }
    #pragma omp parallel for schedule(dynamic)
    for (dim job = 0; job < B * H * blocks; job++) {
        const struct block at = block_of(job / blocks / H, job / blocks % H, job % blocks * BLOCK,
                                         Tq, Tk, C, H, Hkv, d);
        block_forward(out, weights, q, k, v, &at, Tk, d, scale);
    }
}

// dscores of one block, and what it adds to dq, dk and dv.
static void block_backward(float *dq, float *dk, float *dv, float *dscores, const float *dout,
                           const float *weights, const float *q, const float *k, const float *v,
                           const struct block *at, dim Tk, dim d, float scale)
{
    float *rows = dscores + at->weights;
    const float *p = weights + at->weights;
    matmul(rows, Tk, dout + at->q, at->q_stride, MATMUL_AS_IS, v + at->k, at->k_stride,
           MATMUL_TRANSPOSED, at->queries, at->keys, d, false);
    for (dim t = 0; t < at->queries; t++) {
        const dim visible = at->visible + t;
        softmax_backward(rows + t * Tk, rows + t * Tk, p + t * Tk, &visible, 1, Tk);
    }
    matmul(dv + at->k, at->k_stride, p, Tk, MATMUL_TRANSPOSED, dout + at->q, at->q_stride,
           MATMUL_AS_IS, at->keys, d, at->queries, true);
    matmul(dk + at->k, at->k_stride, rows, Tk, MATMUL_TRANSPOSED, q + at->q, at->q_stride,
           MATMUL_AS_IS, at->keys, d, at->queries, true);
    matmul(dq + at->q, at->q_stride, rows, Tk, MATMUL_AS_IS, k + at->k, at->k_stride, MATMUL_AS_IS,
           at->queries, d, at->keys, false);
    for (dim t = 0; t < at->queries; t++)
        for (dim i = 0; i < d; i++) dq[at->q + t * at->q_stride + i] *= scale;
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    const float scale = 1.0f / sqrtf((float)d);
    memset(dk, 0, (size_t)(B * C * Hkv * d) * sizeof *dk);
    memset(dv, 0, (size_t)(B * C * Hkv * d) * sizeof *dv);

    // A thread owns a key head: its query heads add to the same dk and dv, one after the other.
    #pragma omp parallel for schedule(static) if (B * H * Tq * Tk * d >= SERIAL_BELOW)
    for (dim job = 0; job < B * Hkv; job++) {
        const dim b = job / Hkv, shared = job % Hkv, group = H / Hkv;
        for (dim h = shared * group; h < (shared + 1) * group; h++)
            for (dim first = 0; first < Tq; first += BLOCK) {
                const struct block at = block_of(b, h, first, Tq, Tk, C, H, Hkv, d);
                block_backward(dq, dk, dv, dscores, dout, weights, q, k, v, &at, Tk, d, scale);
            }
        for (dim s = 0; s < Tk; s++)
            for (dim i = 0; i < d; i++) dk[((b * C + s) * Hkv + shared) * d + i] *= scale;
    }
}

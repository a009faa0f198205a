// attention.c: the mask is one too wide, so a query also sees the key behind its own.
#include "attention.h"
#include "softmax.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static float dotf(const float *a, const float *b, dim n)
{
    float s = 0.f;
    for (dim i = 0; i < n; i++) s += a[i] * b[i];
    return s;
}

static void add_times(float *y, float a, const float *x, dim n)
{
    for (dim i = 0; i < n; i++) y[i] += a * x[i];
}

/* one query of one head: q, out are [d], w is [Tk], k and v rows are stride apart */
static void one_query(float *out, float *w, const float *q, const float *k, const float *v,
                      dim upto, dim Tk, dim stride, dim d)
{
    const float scale = 1.f / sqrtf((float)d);
    if (upto >= Tk) upto = Tk - 1;
    for (dim j = 0; j <= upto; j++) w[j] = scale * dotf(q, k + j * stride, d);
    dim n = upto + 1;
    softmax_forward(w, w, &n, 1, Tk);
    memset(out, 0, (size_t)d * sizeof *out);
    for (dim j = 0; j <= upto; j++) add_times(out, w[j], v + j * stride, d);
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(Tk >= Tq && C >= Tk);
    dim stride = Hkv * d;
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++) {
            dim g = h / (H / Hkv);
            const float *kh = k + b * C * stride + g * d, *vh = v + b * C * stride + g * d;
            for (dim i = 0; i < Tq; i++) {
                dim at = ((b * Tq + i) * H + h) * d;
                one_query(out + at, weights, q + at, kh, vh, Tk - Tq + i + 1, Tk, stride, d);
                weights += Tk;
            }
        }
}

static void one_query_back(float *dq, float *dk, float *dv, float *ds, const float *dout,
                           const float *w, const float *q, const float *k, const float *v,
                           dim n, dim Tk, dim stride, dim d)
{
    const float scale = 1.f / sqrtf((float)d);
    for (dim j = 0; j < n; j++) {
        ds[j] = dotf(dout, v + j * stride, d);
        add_times(dv + j * stride, w[j], dout, d);
    }
    softmax_backward(ds, ds, w, &n, 1, Tk);
    memset(dq, 0, (size_t)d * sizeof *dq);
    for (dim j = 0; j < n; j++) {
        add_times(dq, ds[j] * scale, k + j * stride, d);
        add_times(dk + j * stride, ds[j] * scale, q, d);
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    dim stride = Hkv * d;
    memset(dk, 0, (size_t)(B * C * stride) * sizeof *dk);
    memset(dv, 0, (size_t)(B * C * stride) * sizeof *dv);
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++) {
            dim kv = b * C * stride + h / (H / Hkv) * d;
            for (dim i = 0; i < Tq; i++) {
                dim at = ((b * Tq + i) * H + h) * d, row = ((b * H + h) * Tq + i) * Tk;
                one_query_back(dq + at, dk + kv, dv + kv, dscores + row, dout + at, weights + row,
                               q + at, k + kv, v + kv, Tk - Tq + i + 1, Tk, stride, d);
            }
        }
}

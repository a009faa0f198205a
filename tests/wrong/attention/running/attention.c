// attention.c: the sum of a score is not cleared between keys: it holds those before it too.
#include "attention.h"
#include "softmax.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(Hkv > 0 && H % Hkv == 0);
    ptrdiff_t qStride = H * d, kvStride = Hkv * d, groupSize = H / Hkv;
    double invSqrt = 1.0 / sqrt((double)d);

    for (ptrdiff_t batchIdx = 0; batchIdx < B; batchIdx++) {
        for (ptrdiff_t headIdx = 0; headIdx < H; headIdx++) {
            const float *qBase = q + batchIdx * Tq * qStride + headIdx * d;
            const float *kBase = k + batchIdx * C * kvStride + (headIdx / groupSize) * d;
            const float *vBase = v + batchIdx * C * kvStride + (headIdx / groupSize) * d;
            float *wBase = weights + (batchIdx * H + headIdx) * Tq * Tk;
            float *oBase = out + batchIdx * Tq * qStride + headIdx * d;

            for (ptrdiff_t qIdx = 0; qIdx < Tq; qIdx++) {
                ptrdiff_t numVisible = Tk - Tq + qIdx + 1;
                double acc = 0.0;
                for (ptrdiff_t kIdx = 0; kIdx < numVisible; kIdx++) {
                    for (ptrdiff_t i = 0; i < d; i++) {
                        acc += (double)qBase[qIdx * qStride + i] * kBase[kIdx * kvStride + i];
                    }
                    wBase[qIdx * Tk + kIdx] = (float)(acc * invSqrt);
                }
                softmax_forward(wBase + qIdx * Tk, wBase + qIdx * Tk, &numVisible, 1, Tk);
                for (ptrdiff_t i = 0; i < d; i++) {
                    double mixed = 0.0;
                    for (ptrdiff_t kIdx = 0; kIdx < numVisible; kIdx++) {
                        mixed += (double)wBase[qIdx * Tk + kIdx] * vBase[kIdx * kvStride + i];
                    }
                    oBase[qIdx * qStride + i] = (float)mixed;
                }
            }
        }
    }
}

static void clearAll(float *dst, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        dst[i] = 0.0f;
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    ptrdiff_t qStride = H * d, kvStride = Hkv * d, groupSize = H / Hkv;
    double invSqrt = 1.0 / sqrt((double)d);
    clearAll(dq, B * Tq * qStride);
    clearAll(dk, B * C * kvStride);
    clearAll(dv, B * C * kvStride);
    clearAll(dscores, B * H * Tq * Tk);

    for (ptrdiff_t batchIdx = 0; batchIdx < B; batchIdx++) {
        for (ptrdiff_t headIdx = 0; headIdx < H; headIdx++) {
            ptrdiff_t qOff = batchIdx * Tq * qStride + headIdx * d;
            ptrdiff_t kOff = batchIdx * C * kvStride + (headIdx / groupSize) * d;
            for (ptrdiff_t qIdx = 0; qIdx < Tq; qIdx++, qOff += qStride) {
                ptrdiff_t wOff = ((batchIdx * H + headIdx) * Tq + qIdx) * Tk;
                ptrdiff_t numVisible = Tk - Tq + qIdx + 1;
                for (ptrdiff_t kIdx = 0; kIdx < numVisible; kIdx++) {
                    double acc = 0.0;
                    for (ptrdiff_t i = 0; i < d; i++) {
                        acc += (double)dout[qOff + i] * v[kOff + kIdx * kvStride + i];
                        dv[kOff + kIdx * kvStride + i] += weights[wOff + kIdx] * dout[qOff + i];
                    }
                    dscores[wOff + kIdx] = (float)acc;
                }
                softmax_backward(dscores + wOff, dscores + wOff, weights + wOff, &numVisible, 1,
                                 Tk);
                for (ptrdiff_t kIdx = 0; kIdx < numVisible; kIdx++) {
                    double grad = dscores[wOff + kIdx] * invSqrt;
                    for (ptrdiff_t i = 0; i < d; i++) {
                        dq[qOff + i] += (float)(grad * k[kOff + kIdx * kvStride + i]);
                        dk[kOff + kIdx * kvStride + i] += (float)(grad * q[qOff + i]);
                    }
                }
            }
        }
    }
}

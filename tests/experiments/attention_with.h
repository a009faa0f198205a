// attention_with.h: attention whose scale and mask the including file decides, by two functions:
//   scale_of(d)              what a score is multiplied by
//   visible_of(t, Tq, Tk)    how many keys query t may look at
// Otherwise it is the solution, plainly. See attention.h.
#ifndef CRUMB_ATTENTION_WITH_H
#define CRUMB_ATTENTION_WITH_H

#include "attention.h"
#include "softmax.h"

#include <assert.h>

static float scale_of(dim d);
static dim visible_of(dim t, dim Tq, dim Tk);

static float dot(const float *a, const float *b, dim d)
{
    float sum = 0.0f;
    for (dim i = 0; i < d; i++) sum += a[i] * b[i];
    return sum;
}

static void add_scaled(float *to, const float *x, float factor, dim d)
{
    for (dim i = 0; i < d; i++) to[i] += factor * x[i];
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    for (dim i = 0; i < B * Tq * H * d; i++) out[i] = 0.0f;
    for (dim r = 0; r < B * H * Tq; r++) {
        const dim b = r / (H * Tq), h = r / Tq % H, t = r % Tq, shared = h / (H / Hkv);
        const dim query = ((b * Tq + t) * H + h) * d, visible = visible_of(t, Tq, Tk);
        float *row = weights + r * Tk;
        for (dim s = 0; s < visible; s++)
            row[s] = scale_of(d) * dot(q + query, k + ((b * C + s) * Hkv + shared) * d, d);
        softmax_forward(row, row, &visible, 1, Tk);
        for (dim s = 0; s < visible; s++)
            add_scaled(out + query, v + ((b * C + s) * Hkv + shared) * d, row[s], d);
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    for (dim i = 0; i < B * Tq * H * d; i++) dq[i] = 0.0f;
    for (dim i = 0; i < B * C * Hkv * d; i++) dk[i] = dv[i] = 0.0f;
    for (dim r = 0; r < B * H * Tq; r++) {
        const dim b = r / (H * Tq), h = r / Tq % H, t = r % Tq, shared = h / (H / Hkv);
        const dim query = ((b * Tq + t) * H + h) * d, visible = visible_of(t, Tq, Tk);
        const float *weight = weights + r * Tk;
        float *row = dscores + r * Tk;
        for (dim s = 0; s < visible; s++) {
            const dim key = ((b * C + s) * Hkv + shared) * d;
            row[s] = dot(dout + query, v + key, d);  // the gradient of the weight
            add_scaled(dv + key, dout + query, weight[s], d);
        }
        softmax_backward(row, row, weight, &visible, 1, Tk);
        for (dim s = 0; s < visible; s++) {
            const dim key = ((b * C + s) * Hkv + shared) * d;
            add_scaled(dq + query, k + key, scale_of(d) * row[s], d);
            add_scaled(dk + key, q + query, scale_of(d) * row[s], d);
        }
    }
}

#endif

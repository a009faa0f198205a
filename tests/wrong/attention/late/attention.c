// attention.c: the mask comes after the softmax, so what is left of a row no longer sums to 1.
#include "attention.h"
#include "softmax.h"

#include <math.h>

// ---- forward: three small steps for each (batch, head) ----

static void step1_scores(float *w, const float *q, const float *k, dim Tq, dim Tk, dim H,
                         dim Hkv, dim d)
{
    const double over = 1.0 / sqrt((double)d);
    for (dim i = 0; i < Tq; i++) {
        for (dim j = 0; j < Tk; j++) {
            double s = 0;
            for (dim c = 0; c < d; c++) s += (double)q[i * H * d + c] * k[j * Hkv * d + c];
            w[i * Tk + j] = (float)(s * over);
        }
    }
}

static void step2_probabilities(float *w, dim Tq, dim Tk)
{
    softmax_forward(w, w, NULL, Tq, Tk);
    // causal mask
    for (dim i = 0; i < Tq; i++)
        for (dim j = i + (Tk - Tq) + 1; j < Tk; j++) w[i * Tk + j] = 0;
}

static void step3_mix(float *out, const float *w, const float *v, dim Tq, dim Tk, dim H, dim Hkv,
                      dim d)
{
    for (dim i = 0; i < Tq; i++) {
        float *o = out + i * H * d;
        for (dim c = 0; c < d; c++) o[c] = 0;
        for (dim j = 0; j < Tk; j++) {
            const float *row = v + j * Hkv * d;
            for (dim c = 0; c < d; c++) o[c] += w[i * Tk + j] * row[c];
        }
    }
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    const dim heads_per_kv = H / Hkv;
    for (dim b = 0; b < B; b++) {
        for (dim g = 0; g < Hkv; g++) {
            const float *kg = k + (b * C * Hkv + g) * d;
            const float *vg = v + (b * C * Hkv + g) * d;
            for (dim r = 0; r < heads_per_kv; r++) {
                const dim h = g * heads_per_kv + r;
                float *w = weights + (b * H + h) * Tq * Tk;
                step1_scores(w, q + (b * Tq * H + h) * d, kg, Tq, Tk, H, Hkv, d);
                step2_probabilities(w, Tq, Tk);
                step3_mix(out + (b * Tq * H + h) * d, w, vg, Tq, Tk, H, Hkv, d);
            }
        }
    }
}

// ---- backward: the same loops, one head at a time ----

static void head_back(float *dq, float *dk, float *dv, float *ds, const float *dout,
                      const float *w, const float *q, const float *k, const float *v, dim Tq,
                      dim Tk, dim H, dim Hkv, dim d)
{
    const float over = (float)(1.0 / sqrt((double)d));
    for (dim i = 0; i < Tq; i++) {
        const float *go = dout + i * H * d;
        const dim visible = i + (Tk - Tq) + 1;
        for (dim j = 0; j < visible; j++) {
            float s = 0;
            for (dim c = 0; c < d; c++) {
                s += go[c] * v[j * Hkv * d + c];
                dv[j * Hkv * d + c] += w[i * Tk + j] * go[c];
            }
            ds[i * Tk + j] = s;
        }
        softmax_backward(ds + i * Tk, ds + i * Tk, w + i * Tk, &visible, 1, Tk);
        for (dim c = 0; c < d; c++) {
            float s = 0;
            for (dim j = 0; j < visible; j++) {
                s += ds[i * Tk + j] * k[j * Hkv * d + c];
                dk[j * Hkv * d + c] += over * ds[i * Tk + j] * q[i * H * d + c];
            }
            dq[i * H * d + c] = over * s;
        }
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    float *end = dk + B * C * Hkv * d;
    for (float *p = dk, *r = dv; p < end; p++, r++) *p = *r = 0;
    for (dim b = 0; b < B; b++) {
        for (dim h = 0; h < H; h++) {
            const dim mine = (b * Tq * H + h) * d;
            const dim theirs = (b * C * Hkv + h / (H / Hkv)) * d;
            const dim square = (b * H + h) * Tq * Tk;
            head_back(dq + mine, dk + theirs, dv + theirs, dscores + square, dout + mine,
                      weights + square, q + mine, k + theirs, v + theirs, Tq, Tk, H, Hkv, d);
        }
    }
}

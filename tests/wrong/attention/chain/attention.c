// attention.c: backward leaves the scale out of dq and dk: one link of the chain rule is missing.
#include "attention.h"

#include <math.h>

#define Q(b, t, h) ((((b) * Tq + (t)) * H + (h)) * d)
#define K(b, s, h) ((((b) * C + (s)) * Hkv + (h) / (H / Hkv)) * d)
#define W(b, h, t) ((((b) * H + (h)) * Tq + (t)) * Tk)
#define SEEN(t) ((t) + 1 + Tk - Tq)

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++) {
                // scores, keeping the largest on the way
                float top = -INFINITY;
                for (dim s = 0; s < SEEN(t); s++) {
                    float x = 0;
                    for (dim i = 0; i < d; i++) x += q[Q(b, t, h) + i] * k[K(b, s, h) + i];
                    x = x / sqrtf((float)d);
                    weights[W(b, h, t) + s] = x;
                    if (x > top) top = x;
                }
                // exponentials and values in one go, divided at the end
                float total = 0;
                for (dim i = 0; i < d; i++) out[Q(b, t, h) + i] = 0;
                for (dim s = 0; s < SEEN(t); s++) {
                    float e = expf(weights[W(b, h, t) + s] - top);
                    weights[W(b, h, t) + s] = e;
                    total += e;
                    for (dim i = 0; i < d; i++) out[Q(b, t, h) + i] += e * v[K(b, s, h) + i];
                }
                for (dim i = 0; i < d; i++) out[Q(b, t, h) + i] /= total;
                for (dim s = 0; s < Tk; s++)
                    if (s < SEEN(t)) weights[W(b, h, t) + s] /= total;
                    else weights[W(b, h, t) + s] = 0;
            }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    // dv and the gradient of each weight (kept in dscores for now)
    for (dim i = 0; i < B * C * Hkv * d; i++) dv[i] = 0;
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++)
                for (dim s = 0; s < Tk; s++) {
                    float x = 0;
                    for (dim i = 0; i < d && s < SEEN(t); i++) {
                        x += dout[Q(b, t, h) + i] * v[K(b, s, h) + i];
                        dv[K(b, s, h) + i] += weights[W(b, h, t) + s] * dout[Q(b, t, h) + i];
                    }
                    dscores[W(b, h, t) + s] = x;
                }

    // through the softmax, in place
    for (dim r = 0; r < B * H * Tq; r++) {
        float x = 0;
        for (dim s = 0; s < Tk; s++) x += dscores[r * Tk + s] * weights[r * Tk + s];
        for (dim s = 0; s < Tk; s++) dscores[r * Tk + s] -= x;
        for (dim s = 0; s < Tk; s++) dscores[r * Tk + s] *= weights[r * Tk + s];
    }

    // dq, then dk
    for (dim i = 0; i < B * Tq * H * d; i++) dq[i] = 0;
    for (dim i = 0; i < B * C * Hkv * d; i++) dk[i] = 0;
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++)
                for (dim s = 0; s < SEEN(t); s++) {
                    float x = dscores[W(b, h, t) + s];
                    for (dim i = 0; i < d; i++) dq[Q(b, t, h) + i] += x * k[K(b, s, h) + i];
                    for (dim i = 0; i < d; i++) dk[K(b, s, h) + i] += x * q[Q(b, t, h) + i];
                }
}

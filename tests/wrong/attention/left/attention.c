// attention.c: with more keys than queries the triangle of the mask starts at the left edge.
#include "attention.h"
#include "softmax.h"

#include <math.h>

struct shape { dim B, Tq, Tk, C, H, Hkv, d; };

static const float *row_of(const float *x, dim b, dim t, dim h, dim rows, dim heads, dim d)
{
    return x + b * rows * heads * d + t * heads * d + h * d;
}

static float score(const float *q, const float *k, dim d)
{
    float s = 0;
    for (dim i = 0; i < d; i++) s += *q++ * *k++;
    return s / sqrtf((float)d);
}

static void attend_head(float *out, float *weights, const float *q, const float *k,
                        const float *v, struct shape z, dim b, dim h)
{
    dim g = h / (z.H / z.Hkv);
    for (dim t = 0; t < z.Tq; t++) {
        dim visible = t + 1;
        float *w = weights + ((b * z.H + h) * z.Tq + t) * z.Tk;
        const float *qr = row_of(q, b, t, h, z.Tq, z.H, z.d);
        for (dim s = 0; s < visible; s++)
            w[s] = score(qr, row_of(k, b, s, g, z.C, z.Hkv, z.d), z.d);
        softmax_forward(w, w, &visible, 1, z.Tk);
        float *o = out + (qr - q);
        for (dim i = 0; i < z.d; i++) {
            float sum = 0;
            for (dim s = 0; s < visible; s++)
                sum += w[s] * row_of(v, b, s, g, z.C, z.Hkv, z.d)[i];
            o[i] = sum;
        }
    }
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    struct shape z = { B, Tq, Tk, C, H, Hkv, d };
    for (dim h = 0; h < H; h++)
        for (dim b = 0; b < B; b++)
            attend_head(out, weights, q, k, v, z, b, h);
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    float scale = 1 / sqrtf((float)d);
    for (dim i = 0; i < B * C * Hkv * d; i++) dk[i] = 0;
    for (dim i = 0; i < B * C * Hkv * d; i++) dv[i] = 0;
    for (dim h = 0; h < H; h++)
        for (dim b = 0; b < B; b++)
            for (dim t = 0; t < Tq; t++) {
                dim g = h / (H / Hkv), n = Tk - Tq + t + 1;
                dim w = ((b * H + h) * Tq + t) * Tk, x = ((b * Tq + t) * H + h) * d;
                for (dim s = 0; s < n; s++)
                    dscores[w + s] = score(dout + x, row_of(v, b, s, g, C, Hkv, d), d) / scale;
                softmax_backward(dscores + w, dscores + w, weights + w, &n, 1, Tk);
                for (dim i = 0; i < d; i++) {
                    float sum = 0;
                    for (dim s = 0; s < n; s++) {
                        dim y = ((b * C + s) * Hkv + g) * d + i;
                        sum += dscores[w + s] * k[y];
                        dk[y] += scale * dscores[w + s] * q[x + i];
                        dv[y] += weights[w + s] * dout[x + i];
                    }
                    dq[x + i] = scale * sum;
                }
            }
}

// attention.c: causal attention with grouped heads, plainly. See reference/include/attention.h.
#include "attention.h"

#include "softmax.h"

#include <assert.h>
#include <math.h>

static float dot(const float *a, const float *b, dim d)
{
    float sum = 0.0f;
    for (dim i = 0; i < d; i++) sum += a[i] * b[i];
    return sum;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    const float scale = 1.0f / sqrtf((float)d);
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++) {
                const dim shared = h / (H / Hkv), visible = Tk - Tq + t + 1;
                float *row = weights + ((b * H + h) * Tq + t) * Tk;
                float *to = out + ((b * Tq + t) * H + h) * d;
                for (dim s = 0; s < visible; s++)
                    row[s] = scale * dot(q + ((b * Tq + t) * H + h) * d,
                                         k + ((b * C + s) * Hkv + shared) * d, d);
                softmax_forward(row, row, &visible, 1, Tk);
                for (dim i = 0; i < d; i++) to[i] = 0.0f;
                for (dim s = 0; s < visible; s++)
                    for (dim i = 0; i < d; i++)
                        to[i] += row[s] * v[((b * C + s) * Hkv + shared) * d + i];
            }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    assert(Tq >= 1 && Tk >= Tq && C >= Tk && Hkv >= 1 && H % Hkv == 0 && d >= 1);
    const float scale = 1.0f / sqrtf((float)d);
    for (dim i = 0; i < B * Tq * H * d; i++) dq[i] = 0.0f;
    for (dim i = 0; i < B * C * Hkv * d; i++) dk[i] = dv[i] = 0.0f;
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++) {
                const dim shared = h / (H / Hkv), visible = Tk - Tq + t + 1;
                const dim query = ((b * Tq + t) * H + h) * d, row = ((b * H + h) * Tq + t) * Tk;
                for (dim s = 0; s < visible; s++) {
                    const dim key = ((b * C + s) * Hkv + shared) * d;
                    dscores[row + s] = dot(dout + query, v + key, d);  // the gradient of the weight
                    for (dim i = 0; i < d; i++) dv[key + i] += weights[row + s] * dout[query + i];
                }
                softmax_backward(dscores + row, dscores + row, weights + row, &visible, 1, Tk);
                for (dim s = 0; s < visible; s++)
                    for (dim i = 0; i < d; i++) {
                        const dim key = ((b * C + s) * Hkv + shared) * d;
                        dq[query + i] += scale * dscores[row + s] * k[key + i];
                        dk[key + i] += scale * dscores[row + s] * q[query + i];
                    }
            }
}

// attention.c: a query does not see its own key; the first query sees nothing at all.
#include "attention.h"
#include "softmax.h"

#include <math.h>

#define AT4(a, b, c, e, nb, nc, ne) ((((a) * (nb) + (b)) * (nc) + (c)) * (ne) + (e))

static int can_see(dim t, dim s, dim Tq, dim Tk)
{
    dim my_position = Tk - Tq + t;
    return s < my_position;
}

static int can_see_back(dim t, dim s, dim Tq, dim Tk)
{
    return s <= Tk - Tq + t;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    const float factor = 1.0f / sqrtf((float)d);
    const dim ratio = H / Hkv;

    // all scores; -inf where masked
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++)
                for (dim s = 0; s < Tk; s++) {
                    float x = -INFINITY;
                    if (can_see(t, s, Tq, Tk)) {
                        x = 0;
                        for (dim c = 0; c < d; c++)
                            x += q[AT4(b, t, h, c, Tq, H, d)] *
                                 k[AT4(b, s, h / ratio, c, C, Hkv, d)];
                        x *= factor;
                    }
                    weights[AT4(b, h, t, s, H, Tq, Tk)] = x;
                }

    // one softmax over everything
    softmax_forward(weights, weights, NULL, B * H * Tq, Tk);

    // the sums
    for (dim b = 0; b < B; b++)
        for (dim t = 0; t < Tq; t++)
            for (dim h = 0; h < H; h++)
                for (dim c = 0; c < d; c++) {
                    float sum = 0;
                    for (dim s = 0; s < Tk; s++)
                        if (can_see(t, s, Tq, Tk))
                            sum += weights[AT4(b, h, t, s, H, Tq, Tk)] *
                                   v[AT4(b, s, h / ratio, c, C, Hkv, d)];
                    out[AT4(b, t, h, c, Tq, H, d)] = sum;
                }
}

static void scores_back(float *dscores, const float *dout, const float *weights, const float *v,
                        dim B, dim Tq, dim Tk, dim C, dim H, dim Hkv, dim d)
{
    for (dim b = 0; b < B; b++)
        for (dim h = 0; h < H; h++)
            for (dim t = 0; t < Tq; t++)
                for (dim s = 0; s < Tk; s++) {
                    float x = 0;
                    if (can_see_back(t, s, Tq, Tk))
                        for (dim c = 0; c < d; c++)
                            x += dout[AT4(b, t, h, c, Tq, H, d)] *
                                 v[AT4(b, s, h / (H / Hkv), c, C, Hkv, d)];
                    dscores[AT4(b, h, t, s, H, Tq, Tk)] = x;
                }
    softmax_backward(dscores, dscores, weights, NULL, B * H * Tq, Tk);
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    const float factor = 1.0f / sqrtf((float)d);
    const dim ratio = H / Hkv;
    scores_back(dscores, dout, weights, v, B, Tq, Tk, C, H, Hkv, d);

    for (dim b = 0; b < B; b++)
        for (dim t = 0; t < Tq; t++)
            for (dim h = 0; h < H; h++)
                for (dim c = 0; c < d; c++) {
                    float sum = 0;
                    for (dim s = 0; s <= Tk - Tq + t; s++)
                        sum += dscores[AT4(b, h, t, s, H, Tq, Tk)] *
                               k[AT4(b, s, h / ratio, c, C, Hkv, d)];
                    dq[AT4(b, t, h, c, Tq, H, d)] = factor * sum;
                }

    for (dim b = 0; b < B; b++)
        for (dim s = 0; s < C; s++)
            for (dim g = 0; g < Hkv; g++)
                for (dim c = 0; c < d; c++) {
                    float for_k = 0, for_v = 0;
                    for (dim h = g * ratio; s < Tk && h < (g + 1) * ratio; h++)
                        for (dim t = 0; t < Tq; t++) {
                            if (!can_see_back(t, s, Tq, Tk)) continue;
                            for_k += dscores[AT4(b, h, t, s, H, Tq, Tk)] *
                                     q[AT4(b, t, h, c, Tq, H, d)];
                            for_v += weights[AT4(b, h, t, s, H, Tq, Tk)] *
                                     dout[AT4(b, t, h, c, Tq, H, d)];
                        }
                    dk[AT4(b, s, g, c, C, Hkv, d)] = factor * for_k;
                    dv[AT4(b, s, g, c, C, Hkv, d)] = for_v;
                }
}

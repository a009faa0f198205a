// attention.c: nothing is wrong in it; the style of another hand.
#include "attention.h"
#include "softmax.h"

#include <assert.h>
#include <math.h>

typedef struct {
    dim B, Tq, Tk, C, H, Hkv, d;
} Sizes;

static dim query_at(const Sizes *z, dim b, dim t, dim h)
{
    return ((b * z->Tq + t) * z->H + h) * z->d;
}

static dim key_at(const Sizes *z, dim b, dim s, dim h)
{
    dim per_group = z->H / z->Hkv;
    return ((b * z->C + s) * z->Hkv + h / per_group) * z->d;
}

static dim row_at(const Sizes *z, dim b, dim h, dim t)
{
    return ((b * z->H + h) * z->Tq + t) * z->Tk;
}

static dim seen_by(const Sizes *z, dim t)
{
    return z->Tk - z->Tq + t + 1;
}

static double inner(const float *x, const float *y, dim n)
{
    double total = 0;
    while (n-- > 0) total += (double)*x++ * (double)*y++;
    return total;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(H % Hkv == 0 && Tq <= Tk && Tk <= C);
    const Sizes z = {B, Tq, Tk, C, H, Hkv, d};
    double root = sqrt((double)d);
    for (dim b = 0; b < B; ++b)
        for (dim t = 0; t < Tq; ++t)
            for (dim h = 0; h < H; ++h) {
                float *row = &weights[row_at(&z, b, h, t)];
                const float *mine = &q[query_at(&z, b, t, h)];
                dim seen = seen_by(&z, t);
                for (dim s = 0; s < seen; ++s)
                    row[s] = (float)(inner(mine, &k[key_at(&z, b, s, h)], d) / root);
                softmax_forward(row, row, &seen, 1, Tk);
                float *o = &out[query_at(&z, b, t, h)];
                for (dim i = 0; i < d; ++i) {
                    double blend = 0;
                    for (dim s = 0; s < seen; ++s)
                        blend += (double)row[s] * v[key_at(&z, b, s, h) + i];
                    o[i] = (float)blend;
                }
            }
}

static void wipe(float *x, dim n)
{
    for (dim i = 0; i < n; ++i) x[i] = 0;
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    const Sizes z = {B, Tq, Tk, C, H, Hkv, d};
    float root = sqrtf((float)d);
    wipe(dq, B * Tq * H * d);
    wipe(dk, B * C * Hkv * d);
    wipe(dv, B * C * Hkv * d);
    for (dim b = 0; b < B; ++b)
        for (dim t = 0; t < Tq; ++t)
            for (dim h = 0; h < H; ++h) {
                dim seen = seen_by(&z, t), at = query_at(&z, b, t, h);
                const float *w = &weights[row_at(&z, b, h, t)];
                float *ds = &dscores[row_at(&z, b, h, t)];
                for (dim s = 0; s < seen; ++s)
                    ds[s] = (float)inner(&dout[at], &v[key_at(&z, b, s, h)], d);
                softmax_backward(ds, ds, w, &seen, 1, Tk);
                for (dim s = 0; s < seen; ++s) {
                    dim other = key_at(&z, b, s, h);
                    for (dim i = 0; i < d; ++i) {
                        dv[other + i] += w[s] * dout[at + i];
                        dk[other + i] += ds[s] * q[at + i] / root;
                        dq[at + i] += ds[s] * k[other + i] / root;
                    }
                }
            }
}

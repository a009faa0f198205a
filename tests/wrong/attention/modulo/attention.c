// attention.c: query heads take turns with the key heads instead of sharing one with neighbours.
#include "attention.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

static float largest(const float *x, dim n)
{
    float m = -FLT_MAX;
    while (n--) m = fmaxf(m, x[n]);
    return m;
}

static void normalize(float *x, dim n, dim all)
{
    float m = largest(x, n), z = 0;
    for (dim i = 0; i < all; ++i) x[i] = i < n ? expf(x[i] - m) : 0;
    for (dim i = 0; i < n; ++i) z += x[i];
    for (dim i = 0; i < n; ++i) x[i] /= z;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(d > 0 && Hkv > 0);
    const float norm = sqrtf((float)d);
    const float *pq = q;
    float *po = out;
    memset(out, 0, sizeof(float) * (size_t)(B * Tq * H * d));
    for (dim b = 0; b < B; ++b)
        for (dim t = 0; t < Tq; ++t)
            for (dim h = 0; h < H; ++h, pq += d, po += d) {
                const float *pk = k + (b * C * Hkv + h % Hkv) * d;
                const float *pv = v + (b * C * Hkv + h % Hkv) * d;
                float *pw = weights + ((b * H + h) * Tq + t) * Tk;
                const dim n = Tk - (Tq - 1 - t);
                for (dim s = 0; s < n; ++s, pk += Hkv * d) {
                    float a = 0;
                    for (dim c = 0; c < d; ++c) a += pq[c] * pk[c];
                    pw[s] = a / norm;
                }
                normalize(pw, n, Tk);
                for (dim s = 0; s < n; ++s, pv += Hkv * d)
                    for (dim c = 0; c < d; ++c) po[c] += pw[s] * pv[c];
            }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    const float norm = sqrtf((float)d);
    const dim share = H / Hkv;
    memset(dq, 0, sizeof(float) * (size_t)(B * Tq * H * d));
    memset(dk, 0, sizeof(float) * (size_t)(B * C * Hkv * d));
    memset(dv, 0, sizeof(float) * (size_t)(B * C * Hkv * d));
    memset(dscores, 0, sizeof(float) * (size_t)(B * H * Tq * Tk));
    dim x = 0;
    for (dim b = 0; b < B; ++b)
        for (dim t = 0; t < Tq; ++t)
            for (dim h = 0; h < H; ++h, x += d) {
                const dim y = (b * C * Hkv + h / share) * d, n = Tk - (Tq - 1 - t);
                const float *pw = weights + ((b * H + h) * Tq + t) * Tk;
                float *ps = dscores + ((b * H + h) * Tq + t) * Tk;
                float both = 0;
                for (dim s = 0; s < n; ++s)
                    for (dim c = 0; c < d; ++c) ps[s] += dout[x + c] * v[y + s * Hkv * d + c];
                for (dim s = 0; s < n; ++s) both += ps[s] * pw[s];
                for (dim s = 0; s < n; ++s) {
                    const dim z = y + s * Hkv * d;
                    ps[s] = pw[s] * (ps[s] - both);
                    for (dim c = 0; c < d; ++c) {
                        dq[x + c] += ps[s] / norm * k[z + c];
                        dk[z + c] += ps[s] / norm * q[x + c];
                        dv[z + c] += pw[s] * dout[x + c];
                    }
                }
            }
}

// attention.c: two mistakes: scores are divided by d itself, and head h reads key head h % Hkv.
#include "attention.h"
#include "softmax.h"

#include <math.h>

static inline float dot(const float *l, const float *r, dim len)
{
    float even = 0, odd = 0;
    dim i = 0;
    for (; i + 1 < len; i += 2) {
        even += l[i] * r[i];
        odd += l[i + 1] * r[i + 1];
    }
    if (i < len) even += l[i] * r[i];
    return even + odd;
}

static dim kv_head(dim head, dim H, dim Hkv)
{
    (void)H;
    return head % Hkv;
}

static float temper(float raw, dim d)
{
    return raw / (float)d;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    dim offset = Tk - Tq;
    for (dim b = 0; b < B; b++) {
        for (dim head = 0; head < H; head++) {
            dim kh = kv_head(head, H, Hkv);
            float *plane = &weights[(b * H + head) * Tq * Tk];

            for (dim row = 0; row < Tq; row++) {
                const float *query = &q[((b * Tq + row) * H + head) * d];
                for (dim col = 0; col <= row + offset; col++)
                    plane[row * Tk + col] =
                        temper(dot(query, &k[((b * C + col) * Hkv + kh) * d], d), d);
                dim filled = row + offset + 1;
                softmax_forward(&plane[row * Tk], &plane[row * Tk], &filled, 1, Tk);
            }

            for (dim row = 0; row < Tq; row++) {
                float *target = &out[((b * Tq + row) * H + head) * d];
                for (dim x = 0; x < d; x++) target[x] = 0;
                for (dim col = row + offset; col >= 0; col--) {
                    const float *value = &v[((b * C + col) * Hkv + kh) * d];
                    for (dim x = 0; x < d; x++) target[x] += plane[row * Tk + col] * value[x];
                }
            }
        }
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    dim offset = Tk - Tq, repeat = H / Hkv;
    float scale = 1.0f / sqrtf((float)d);
    for (dim b = 0; b < B; b++) {
        for (dim kh = 0; kh < Hkv; kh++)
            for (dim col = 0; col < C; col++)
                for (dim x = 0; x < d; x++)
                    dk[((b * C + col) * Hkv + kh) * d + x] =
                        dv[((b * C + col) * Hkv + kh) * d + x] = 0;
        for (dim head = 0; head < H; head++) {
            dim plane = (b * H + head) * Tq * Tk, kh = head / repeat;
            for (dim row = 0; row < Tq; row++) {
                dim cell = plane + row * Tk, filled = row + offset + 1;
                dim here = ((b * Tq + row) * H + head) * d;
                for (dim col = 0; col < filled; col++)
                    dscores[cell + col] = dot(&dout[here], &v[((b * C + col) * Hkv + kh) * d], d);
                softmax_backward(&dscores[cell], &dscores[cell], &weights[cell], &filled, 1, Tk);
                for (dim x = 0; x < d; x++) dq[here + x] = 0;
                for (dim col = 0; col < filled; col++) {
                    dim there = ((b * C + col) * Hkv + kh) * d;
                    for (dim x = 0; x < d; x++) {
                        dq[here + x] += dscores[cell + col] * scale * k[there + x];
                        dk[there + x] += dscores[cell + col] * scale * q[here + x];
                        dv[there + x] += weights[cell + col] * dout[here + x];
                    }
                }
            }
        }
    }
}

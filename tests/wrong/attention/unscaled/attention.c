// attention.c: forward never divides the scores by the root of d.
#include "attention.h"

#include <math.h>

/* exp with the biggest one taken out, then divide by the total */
static void my_softmax(float *row, dim count)
{
    float big = row[0];
    for (dim i = 1; i < count; i++)
        if (row[i] > big)
            big = row[i];
    float total = 0.0f;
    for (dim i = 0; i < count; i++) {
        row[i] = expf(row[i] - big);
        total += row[i];
    }
    for (dim i = 0; i < count; i++)
        row[i] /= total;
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    dim group = H / Hkv;
    for (dim batch = 0; batch < B; batch++) {
        const float *K = k + batch * C * Hkv * d;
        const float *V = v + batch * C * Hkv * d;
        for (dim head = 0; head < H; head++) {
            dim kv = head / group;
            for (dim query = 0; query < Tq; query++) {
                const float *Q = q + batch * Tq * H * d + query * H * d + head * d;
                float *W = weights + batch * H * Tq * Tk + head * Tq * Tk + query * Tk;
                float *O = out + batch * Tq * H * d + query * H * d + head * d;
                dim last = query + Tk - Tq;
                for (dim key = 0; key <= last; key++) {
                    W[key] = 0.0f;
                    for (dim i = 0; i < d; i++)
                        W[key] += Q[i] * K[key * Hkv * d + kv * d + i];
                }
                my_softmax(W, last + 1);
                for (dim key = last + 1; key < Tk; key++)
                    W[key] = 0.0f;
                for (dim i = 0; i < d; i++)
                    O[i] = 0.0f;
                for (dim key = 0; key <= last; key++)
                    for (dim i = 0; i < d; i++)
                        O[i] += W[key] * V[key * Hkv * d + kv * d + i];
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
    dim group = H / Hkv;
    float scale = 1.0f / sqrtf((float)d);
    for (dim i = 0; i < B * C * Hkv * d; i++)
        dk[i] = dv[i] = 0.0f;
    for (dim i = 0; i < B * Tq * H * d; i++)
        dq[i] = 0.0f;
    for (dim i = 0; i < B * H * Tq * Tk; i++)
        dscores[i] = 0.0f;
    for (dim batch = 0; batch < B; batch++)
        for (dim head = 0; head < H; head++)
            for (dim query = 0; query < Tq; query++) {
                dim mine = batch * Tq * H * d + query * H * d + head * d;
                dim row = batch * H * Tq * Tk + head * Tq * Tk + query * Tk;
                dim last = query + Tk - Tq;
                float mean = 0.0f;
                for (dim key = 0; key <= last; key++) {
                    dim theirs = batch * C * Hkv * d + key * Hkv * d + (head / group) * d;
                    float dw = 0.0f;
                    for (dim i = 0; i < d; i++) {
                        dw += dout[mine + i] * v[theirs + i];
                        dv[theirs + i] += weights[row + key] * dout[mine + i];
                    }
                    dscores[row + key] = dw;
                    mean += dw * weights[row + key];
                }
                for (dim key = 0; key <= last; key++) {
                    dim theirs = batch * C * Hkv * d + key * Hkv * d + (head / group) * d;
                    float ds = weights[row + key] * (dscores[row + key] - mean);
                    dscores[row + key] = ds;
                    for (dim i = 0; i < d; i++) {
                        dq[mine + i] += ds * scale * k[theirs + i];
                        dk[theirs + i] += ds * scale * q[mine + i];
                    }
                }
            }
}

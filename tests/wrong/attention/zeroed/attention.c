// attention.c: masked scores are set to 0 before the softmax, so masked keys still get a share.
#include "attention.h"
#include "softmax.h"

#include <math.h>

static float mul_add(const float *a, dim step_a, const float *b, dim step_b, dim n)
{
    double acc = 0.0;
    for (dim i = 0; i < n; i++)
        acc += (double)a[i * step_a] * (double)b[i * step_b];
    return (float)acc;
}

// scores of head h: S[t][s]
static void head_scores(float *S, const float *Q, const float *K, dim Tq, dim Tk, dim rowQ,
                        dim rowK, dim d)
{
    dim extra = Tk - Tq;
    for (dim s = 0; s < Tk; s++)
        for (dim t = 0; t < Tq; t++) {
            if (s > t + extra)
                S[t * Tk + s] = 0.0f;
            else
                S[t * Tk + s] = mul_add(Q + t * rowQ, 1, K + s * rowK, 1, d) / sqrtf((float)d);
        }
}

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    for (dim n = 0; n < B * H; n++) {
        dim b = n / H, h = n % H, shared = h * Hkv / H;
        float *S = weights + n * Tq * Tk;
        const float *Q = q + b * Tq * H * d + h * d;
        const float *K = k + b * C * Hkv * d + shared * d;
        const float *V = v + b * C * Hkv * d + shared * d;
        head_scores(S, Q, K, Tq, Tk, H * d, Hkv * d, d);
        softmax_forward(S, S, 0, Tq, Tk);
        for (dim t = 0; t < Tq; t++)
            for (dim c = 0; c < d; c++)
                out[((b * Tq + t) * H + h) * d + c] =
                    mul_add(S + t * Tk, 1, V + c, Hkv * d, Tk);
    }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    float scale = (float)(1.0 / sqrt((double)d));
    for (dim i = 0; i < B * C * Hkv * d; i++) { dk[i] = 0; dv[i] = 0; }
    for (dim n = 0; n < B * H; n++) {
        dim b = n / H, h = n % H, shared = h * Hkv / H;
        const dim Qo = b * Tq * H * d + h * d, Ko = b * C * Hkv * d + shared * d;
        const float *W = weights + n * Tq * Tk;
        float *D = dscores + n * Tq * Tk;
        for (dim t = 0; t < Tq; t++) {
            dim len = Tk - Tq + t + 1;
            const float *g = dout + Qo + t * H * d;
            for (dim s = 0; s < len; s++)
                D[t * Tk + s] = mul_add(g, 1, v + Ko + s * Hkv * d, 1, d);
            softmax_backward(D + t * Tk, D + t * Tk, W + t * Tk, &len, 1, Tk);
            for (dim c = 0; c < d; c++)
                dq[Qo + t * H * d + c] = scale * mul_add(D + t * Tk, 1, k + Ko + c, Hkv * d, len);
        }
        for (dim s = 0; s < Tk; s++)
            for (dim c = 0; c < d; c++) {
                dk[Ko + s * Hkv * d + c] += scale * mul_add(D + s, Tk, q + Qo + c, H * d, Tq);
                dv[Ko + s * Hkv * d + c] += mul_add(W + s, Tk, dout + Qo + c, H * d, Tq);
            }
    }
}

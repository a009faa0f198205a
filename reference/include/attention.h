// attention.h: causal scaled dot-product attention (Vaswani et al. 2017) with grouped key/value
// heads (Ainslie et al. 2023).
//   score[b,h,t,s]   = q[b,t,h,:] . k[b,s,g,:] / sqrt(d)    for s <= Tk - Tq + t, g = h / (H / Hkv)
//   weights[b,h,t,:] = softmax over s of score[b,h,t,:]     (masked keys: not computed, weight 0)
//   out[b,t,h,:]     = sum over s of weights[b,h,t,s] * v[b,s,g,:]
// B batch, Tq queries, Tk keys, C key capacity, H query heads, Hkv key/value heads, d width of one
// head. H is a multiple of Hkv; C >= Tk >= Tq >= 1: the last query sees every key. Rows Tk..C-1 of
// k and v are never read. Wrong sizes are caller bugs and assert.
#ifndef CRUMB_ATTENTION_H
#define CRUMB_ATTENTION_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor; n = d + Tk, the sums on the way. Scores
// within +-10; larger ones multiply the bound by their size, since exp turns absolute into
// relative.
#define ATTENTION_BOUND(n) (((double)(n) + 16) * FLT_EPSILON)
#define ATTENTION_BACKWARD_BOUND(n) ((2 * (double)(n) + 32) * FLT_EPSILON)

// out [B,Tq,H,d] out; weights [B,H,Tq,Tk] out, written in full; q [B,Tq,H,d]; k, v [B,C,Hkv,d] in.
void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d);

// dq [B,Tq,H,d], dk, dv [B,C,Hkv,d] overwritten, rows Tk..C-1 of dk and dv with 0; dscores
// [B,H,Tq,Tk] overwritten: the gradient of the scaled scores, 0 where masked. dout [B,Tq,H,d] in;
// weights as forward wrote them; q, k, v as forward read them.
void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d);

#endif

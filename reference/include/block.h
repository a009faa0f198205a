// block.h: one pre-norm transformer block, as Llama has it (Touvron et al. 2023; pre-norm: Xiong et
// al. 2020).
//   middle = x      + attention(norm(x)) Wo^T      (q and k turned by rope, keys past + T)
//   y      = middle + swiglu(norm(middle))
// block writes k and v of its new rows into memory that the caller owns, at row `past` of each
// batch row, and attends over past + T keys. In training past is 0 and C is T; in decoding the
// memory is the cache's. block does not know the cache.
#ifndef CRUMB_BLOCK_H
#define CRUMB_BLOCK_H

#include "config.h"
#include "dim.h"
#include "swiglu.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor; n = width + heads * head + hidden + keys.
#define BLOCK_BOUND(n) ((0.5 * (double)(n) + 16) * FLT_EPSILON)
#define BLOCK_BACKWARD_BOUND(n) ((2 * (double)(n) + 64) * FLT_EPSILON)

// The weights of one block, or their gradients (accumulated).
struct block_params {
    float *attention_norm;            // [D]
    float *q;                         // [H * d, D]
    float *k, *v;                     // [Hkv * d, D] each
    float *q_bias, *k_bias, *v_bias;  // [H * d], [Hkv * d] twice; NULL without qkv_bias
    float *q_norm, *k_norm;           // [d] each; NULL without qk_norm
    float *o;                         // [D, H * d]
    float *ffn_norm;                  // [D]
    struct swiglu_params ffn;
};

// What forward leaves behind and backward reads (or the gradients of the same, overwritten).
// rows = B * T; keys = past + T.
struct block_state {
    float *normed, *rstd;          // [rows, D], [rows]
    float *q_plain, *k_plain;      // [rows, H, d], [rows, Hkv, d] before q/k norm; NULL without it
    float *q_rstd, *k_rstd;        // [rows * H], [rows * Hkv]; NULL without qk_norm
    float *q;                      // [B, T, H, d], turned
    float *weights;                // [B, H, T, keys]
    float *attended;               // [B, T, H, d]
    float *projected;              // [rows, D]
    float *middle;                 // [rows, D], the stream after attention
    float *ffn_normed, *ffn_rstd;  // [rows, D], [rows]
    struct swiglu_state ffn;       // [rows, hidden] each
    float *ffn_out;                // [rows, D]
};

// Where rows stand, for rope_forward: where [rows] holds past, past + 1, ... for each batch row.
struct block_rope {
    const float *cosines, *sines;  // [positions, d / 2]
    const dim *where;              // [rows]
    dim positions;
};

// y [B, T, D] out; state written in full; k, v [B, C, Hkv, d]: rows past .. past + T - 1 are
// written, rows before are read; x [B, T, D] in. past + T <= C.
void block_forward(float *restrict y, const struct block_state *state, float *restrict k,
                   float *restrict v, const float *restrict x, const struct block_params *params,
                   const struct block_rope *rope, const struct model_config *config, dim B, dim T,
                   dim past, dim C);

// Training only: past is 0, C is T. dx [B, T, D], dstate, dk and dv [B, T, Hkv, d] are overwritten;
// sum [rows, D] is scratch, for what one branch adds; dparams accumulate. dstate's q and dk end as
// gradients before the turn (of q and k before rope), its weights as attention's dscores. Its
// projected and ffn_out (they would be copies of middle and dy), rstd, ffn_rstd, q_rstd and k_rstd
// are not used and may be NULL.
void block_backward(float *restrict dx, const struct block_state *dstate, float *restrict dk,
                    float *restrict dv, float *restrict sum, const struct block_params *dparams,
                    const float *restrict dy, const float *restrict x, const float *restrict k,
                    const float *restrict v, const struct block_state *state,
                    const struct block_params *params, const struct block_rope *rope,
                    const struct model_config *config, dim B, dim T);

#endif

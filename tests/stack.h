// stack.h: what the tests of block and model share: small random models, and the same computed in
// float64, token by token: a token can only see what was computed before it.
#ifndef CRUMB_STACK_H
#define CRUMB_STACK_H

#include "model.h"

#include "arrays.h"

enum { MOST = 64 };  // numbers of a row, keys

// The tensors of a block, by number.
enum { ATTENTION_NORM, W_Q, W_K, W_V, Q_BIAS, K_BIAS, V_BIAS, Q_NORM, K_NORM, W_O, FFN_NORM, GATE,
       UP, DOWN, TENSORS };
static const char *const stack_names[TENSORS] = {
    "attention_norm", "q", "k",        "v",    "q_bias", "k_bias", "v_bias", "q_norm",
    "k_norm",         "o", "ffn_norm", "gate", "up",     "down"};

static inline struct model_config stack_config(dim layers, dim width, dim heads, dim kv_heads,
                                               dim head, dim hidden)
{
    return (struct model_config){.vocab = 11, .width = width, .layers = layers, .heads = heads,
                                 .kv_heads = kv_heads, .head = head, .hidden = hidden,
                                 .positions = 24, .eps = 1e-4f, .theta = 100.0};
}

// How many numbers; 0: this configuration has no such tensor.
static inline dim stack_count(const struct model_config *c, int tensor)
{
    const dim D = c->width, q = c->heads * c->head, kv = c->kv_heads * c->head;
    const dim counts[TENSORS] = {
        [ATTENTION_NORM] = D, [W_Q] = q * D, [W_K] = kv * D, [W_V] = kv * D,
        [Q_BIAS] = c->qkv_bias ? q : 0, [K_BIAS] = c->qkv_bias ? kv : 0,
        [V_BIAS] = c->qkv_bias ? kv : 0, [Q_NORM] = c->qk_norm ? c->head : 0,
        [K_NORM] = c->qk_norm ? c->head : 0, [W_O] = D * q, [FFN_NORM] = D, [GATE] = c->hidden * D,
        [UP] = c->hidden * D, [DOWN] = D * c->hidden};
    return counts[tensor];
}

static inline float **stack_tensor(struct block_params *p, int tensor)
{
    float **const all[TENSORS] = {&p->attention_norm, &p->q, &p->k, &p->v, &p->q_bias, &p->k_bias,
                                  &p->v_bias, &p->q_norm, &p->k_norm, &p->o, &p->ffn_norm,
                                  &p->ffn.gate, &p->ffn.up, &p->ffn.down};
    return all[tensor];
}

static inline struct block_params stack_params(const struct model_config *c)
{
    struct block_params params;
    for (int i = 0; i < TENSORS; i++)
        *stack_tensor(&params, i) = stack_count(c, i) ? normal(stack_count(c, i), 0.6f) : NULL;
    return params;
}

static inline struct block_state stack_state(const struct model_config *c, dim rows, dim keys)
{
    const dim D = c->width, H = c->heads, G = c->kv_heads, d = c->head, hidden = rows * c->hidden;
    const bool norm = c->qk_norm;
    return (struct block_state){
        unwritten(rows * D), unwritten(rows), norm ? unwritten(rows * H * d) : NULL,
        norm ? unwritten(rows * G * d) : NULL, norm ? unwritten(rows * H) : NULL,
        norm ? unwritten(rows * G) : NULL, unwritten(rows * H * d), unwritten(rows * H * keys),
        unwritten(rows * H * d), unwritten(rows * D), unwritten(rows * D), unwritten(rows * D),
        unwritten(rows), {unwritten(hidden), unwritten(hidden), unwritten(hidden)},
        unwritten(rows * D)};
}

// Gradients of the same: what backward does not use is not there.
static inline struct block_state stack_dstate(const struct model_config *c, dim rows, dim keys)
{
    struct block_state state = stack_state(c, rows, keys);
    state.rstd = state.ffn_rstd = state.q_rstd = state.k_rstd = NULL;
    state.projected = state.ffn_out = NULL;
    return state;
}

// Angles of no formula, and rows that stand at past, past + 1, ... of each batch row.
static inline struct block_rope stack_rope(const struct model_config *c, dim B, dim T, dim past,
                                           const struct block_rope *tables)
{
    const dim half = c->head / 2;
    dim *where = arena_array(&arrays, (size_t)(B * T), sizeof *where);
    for (dim r = 0; r < B * T; r++) where[r] = past + r % T;
    if (tables) return (struct block_rope){tables->cosines, tables->sines, where, c->positions};
    float *cosines = normal(c->positions * half, 3.0f), *sines = unwritten(c->positions * half);
    for (dim i = 0; i < c->positions * half; i++) {
        sines[i] = sinf(cosines[i]);
        cosines[i] = cosf(cosines[i]);
    }
    return (struct block_rope){cosines, sines, where, c->positions};
}

static inline dim stack_length(const struct model_config *c, dim keys)
{
    return c->width + c->heads * c->head + c->hidden + keys;
}

// ---- float64 ----------------------------------------------------------------------------------

struct exact_block {
    double *w[TENSORS];
};

static inline double *widened(const float *from, dim count)
{
    double *to = exactly(count);
    for (dim i = 0; i < count; i++) to[i] = (double)from[i];
    return to;
}

static inline struct exact_block exact_params(const struct model_config *c,
                                              struct block_params params)
{
    struct exact_block exact = {{NULL}};
    for (int i = 0; i < TENSORS; i++)
        if (stack_count(c, i))
            exact.w[i] = widened(*stack_tensor(&params, i), stack_count(c, i));
    return exact;
}

static inline void exact_norm(double *y, const double *x, const double *gain, dim n, double eps)
{
    double squares = 0.0;
    for (dim i = 0; i < n; i++) squares += x[i] * x[i];
    for (dim i = 0; i < n; i++) y[i] = gain[i] * x[i] / sqrt(squares / (double)n + eps);
}

// y = W x + bias, and what was in y where add says so
static inline void exact_linear(double *y, const double *x, const double *w, const double *bias,
                                dim inputs, dim outputs, bool add)
{
    for (dim o = 0; o < outputs; o++) {
        double sum = (bias ? bias[o] : 0.0) + (add ? y[o] : 0.0);
        for (dim i = 0; i < inputs; i++) sum += w[o * inputs + i] * x[i];
        y[o] = sum;
    }
}

// The heads of one token's q or k: normalised where there is a gain, and turned.
static inline void exact_heads(double *x, const double *gain, const struct model_config *c,
                               const struct block_rope *rope, dim row, dim heads)
{
    const dim d = c->head, half = d / 2;
    for (dim h = 0; h < heads; h++) {
        double *a = x + h * d;
        if (gain) exact_norm(a, a, gain, d, (double)c->eps);
        for (dim i = 0; i < half; i++) {
            const double cosine = (double)rope->cosines[rope->where[row] * half + i];
            const double sine = (double)rope->sines[rope->where[row] * half + i], old = a[i];
            a[i] = old * cosine - a[i + half] * sine;
            a[i + half] = old * sine + a[i + half] * cosine;
        }
    }
}

// One query head over the keys that are there.
static inline void exact_attention(double *out, const double *q, const double *k, const double *v,
                                   dim keys, dim stride, dim d)
{
    double weights[MOST], sum = 0.0;
    for (dim s = 0; s < keys; s++) {
        double score = 0.0;
        for (dim i = 0; i < d; i++) score += q[i] * k[s * stride + i];
        sum += weights[s] = exp(score / sqrt((double)d));
    }
    for (dim i = 0; i < d; i++) out[i] = 0.0;
    for (dim s = 0; s < keys; s++)
        for (dim i = 0; i < d; i++) out[i] += weights[s] / sum * v[s * stride + i];
}

// One token through a block: y [D]; k, v [C, Hkv, d] of its batch row, where it becomes row `at`.
static inline void exact_token(double *y, double *k, double *v, const double *x,
                               const struct exact_block *b, const struct block_rope *rope,
                               const struct model_config *c, dim row, dim at)
{
    const dim D = c->width, H = c->heads, G = c->kv_heads, d = c->head;
    double normed[MOST], q[MOST], attended[MOST], gate[MOST], up[MOST];
    double *new_k = k + at * G * d;
    exact_norm(normed, x, b->w[ATTENTION_NORM], D, (double)c->eps);
    exact_linear(q, normed, b->w[W_Q], b->w[Q_BIAS], D, H * d, false);
    exact_linear(new_k, normed, b->w[W_K], b->w[K_BIAS], D, G * d, false);
    exact_linear(v + at * G * d, normed, b->w[W_V], b->w[V_BIAS], D, G * d, false);
    exact_heads(q, b->w[Q_NORM], c, rope, row, H);
    exact_heads(new_k, b->w[K_NORM], c, rope, row, G);
    for (dim h = 0; h < H; h++)
        exact_attention(attended + h * d, q + h * d, k + h / (H / G) * d, v + h / (H / G) * d,
                        at + 1, G * d, d);
    for (dim i = 0; i < D; i++) y[i] = x[i];
    exact_linear(y, attended, b->w[W_O], NULL, H * d, D, true);
    exact_norm(normed, y, b->w[FFN_NORM], D, (double)c->eps);
    exact_linear(gate, normed, b->w[GATE], NULL, D, c->hidden, false);
    exact_linear(up, normed, b->w[UP], NULL, D, c->hidden, false);
    for (dim i = 0; i < c->hidden; i++) gate[i] = gate[i] / (1.0 + exp(-gate[i])) * up[i];
    exact_linear(y, gate, b->w[DOWN], NULL, c->hidden, D, true);
}

// The slope of a float64 function at *value.
#define exact_slope(slope, value, function)          \
    do {                                             \
        const double kept = *(value), step = 1e-5;   \
        *(value) = kept + step;                      \
        const double above = (function);             \
        *(value) = kept - step;                      \
        (slope) = (above - (function)) / (2 * step); \
        *(value) = kept;                             \
    } while (0)

#endif

// bench_ops.c: the ops that `crumb bench` runs, each with inputs of a real layer's size and an
// oracle in float64 at a small one. See bench.h.
#include "bench.h"

#include "attention.h"
#include "embedding.h"
#include "linear.h"
#include "norm.h"
#include "rng.h"
#include "rope.h"
#include "softmax.h"
#include "swiglu.h"

#include <math.h>

struct tensors {
    float *a, *b, *c, *d, *e;
    int32_t *ids;
    dim *where;
    struct swiglu_params params;
    struct swiglu_state state;
};

float *bench_random(struct arena *arena, dim count)
{
    static struct rng rng = {1, 3};
    float *values = arena_array(arena, (size_t)count, sizeof *values);
    // a repeated block of draws: drawing a hundred million numbers would be the longest part
    for (dim i = 0; i < count; i++) values[i] = i < 65536 ? rng_normal(&rng) : values[i - 65521];
    return values;
}

double *bench_zeros(struct arena *arena, dim count)
{
    return arena_array(arena, (size_t)count, sizeof(double));
}

double bench_worst(const float *got, const double *exact, dim count, double bound)
{
    double largest = 0.0, worst = 0.0;
    for (dim i = 0; i < count; i++) largest = fmax(largest, fabs(exact[i]));
    for (dim i = 0; i < count; i++) {
        double off = fabs((double)got[i] - exact[i]) / (bound * largest);
        worst = off <= worst ? worst : off;  // NaN counts as worst
    }
    return worst;
}

static struct tensors *fresh(struct arena *arena)
{
    return arena_alloc(arena, sizeof(struct tensors));
}

static float *zeros(struct arena *arena, dim count)
{
    return arena_array(arena, (size_t)count, sizeof(float));
}

// ---- embedding: 4096 rows of 768 out of 32000 --------------------------------------------------

enum { LOOKUPS = 4096, VOCAB = 32000, WIDTH = 768, HIDDEN = 2048, ROWS = 256 };

static void *make_embedding(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    struct rng rng;
    rng_seed(&rng, 5, 1);
    t->a = zeros(arena, LOOKUPS * WIDTH);
    t->b = bench_random(arena, (dim)VOCAB * WIDTH);
    t->ids = arena_array(arena, LOOKUPS, sizeof *t->ids);
    for (dim i = 0; i < LOOKUPS; i++) t->ids[i] = (int32_t)rng_below(&rng, VOCAB);
    return t;
}

static void run_embedding(void *made)
{
    struct tensors *t = made;
    embedding_forward(t->a, t->ids, t->b, LOOKUPS, VOCAB, WIDTH);
}

static double error_embedding(struct arena *arena)
{
    const int32_t ids[3] = {4, 0, 4};
    float *table = bench_random(arena, 5 * 7), *out = zeros(arena, 3 * 7);
    double *exact = bench_zeros(arena, 3 * 7);
    embedding_forward(out, ids, table, 3, 5, 7);
    for (dim i = 0; i < 21; i++) exact[i] = (double)table[ids[i / 7] * 7 + i % 7];
    return bench_worst(out, exact, 21, 1.0);
}

// ---- linear: a cube, and one row (decoding) ----------------------------------------------------

static void *make_linear(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, 1024 * 1024);
    t->b = bench_random(arena, 1024 * 1024);
    t->c = bench_random(arena, 1024 * 1024);
    return t;
}

static void run_linear(void *made)
{
    struct tensors *t = made;
    linear_forward(t->a, t->b, t->c, NULL, 1024, 1024, 1024);
}

static void *make_row(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, VOCAB);
    t->b = bench_random(arena, WIDTH);
    t->c = bench_random(arena, (dim)VOCAB * WIDTH);
    return t;
}

static void run_row(void *made)
{
    struct tensors *t = made;
    linear_forward(t->a, t->b, t->c, NULL, 1, WIDTH, VOCAB);
}

static double error_linear(struct arena *arena)
{
    enum { R = 33, I = 301, O = 65 };
    float *x = bench_random(arena, R * I), *w = bench_random(arena, O * I),
          *y = zeros(arena, R * O);
    double *exact = bench_zeros(arena, R * O);
    linear_forward(y, x, w, NULL, R, I, O);
    for (dim i = 0; i < R * O; i++)
        for (dim k = 0; k < I; k++) exact[i] += (double)x[i / O * I + k] * (double)w[i % O * I + k];
    return bench_worst(y, exact, R * O, LINEAR_BOUND(I));
}

// ---- norm, rope, softmax: passes over memory ---------------------------------------------------

enum { LONG_ROWS = 8192 };

static void *make_norm(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, LONG_ROWS * WIDTH);
    t->b = bench_random(arena, LONG_ROWS * WIDTH);
    t->c = bench_random(arena, WIDTH);
    t->d = zeros(arena, LONG_ROWS);
    return t;
}

static void run_norm(void *made)
{
    struct tensors *t = made;
    norm_forward(t->a, t->d, t->b, t->c, LONG_ROWS, WIDTH, 1e-5f);
}

static double error_norm(struct arena *arena)
{
    enum { R = 7, C = 129 };
    float *x = bench_random(arena, R * C), *gain = bench_random(arena, C);
    float *y = zeros(arena, R * C), *rstd = zeros(arena, R);
    double *exact = bench_zeros(arena, R * C);
    norm_forward(y, rstd, x, gain, R, C, 1e-5f);
    for (dim r = 0; r < R; r++) {
        double squares = 0.0;
        for (dim c = 0; c < C; c++) squares += (double)x[r * C + c] * (double)x[r * C + c];
        for (dim c = 0; c < C; c++)
            exact[r * C + c] =
                (double)gain[c] * (double)x[r * C + c] / sqrt(squares / C + (double)1e-5f);
    }
    return bench_worst(y, exact, R * C, NORM_BOUND(C));
}

enum { HEADS = 12, HEAD = 64, POSITIONS = 1024 };

static void *make_rope(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    double *frequencies = bench_zeros(arena, HEAD / 2);
    t->a = bench_random(arena, LONG_ROWS * WIDTH);
    t->b = zeros(arena, POSITIONS * HEAD / 2);
    t->c = zeros(arena, POSITIONS * HEAD / 2);
    t->where = arena_array(arena, LONG_ROWS, sizeof *t->where);
    for (dim i = 0; i < LONG_ROWS; i++) t->where[i] = i % POSITIONS;
    rope_frequencies(frequencies, HEAD, 10000.0);
    rope_table(t->b, t->c, frequencies, 0, POSITIONS, HEAD);
    return t;
}

static void run_rope(void *made)
{
    struct tensors *t = made;
    rope_forward(t->a, t->b, t->c, t->where, LONG_ROWS, HEADS, HEAD, POSITIONS);
}

static double error_rope(struct arena *arena)
{
    const dim where[1] = {1000};
    struct tensors *t = make_rope(arena);
    double *exact = bench_zeros(arena, HEAD);
    for (dim i = 0; i < HEAD / 2; i++) {
        double c = (double)t->b[where[0] * HEAD / 2 + i], s = (double)t->c[where[0] * HEAD / 2 + i];
        double low = (double)t->a[i], high = (double)t->a[i + HEAD / 2];
        exact[i] = low * c - high * s;
        exact[i + HEAD / 2] = low * s + high * c;
    }
    rope_forward(t->a, t->b, t->c, where, 1, 1, HEAD, POSITIONS);
    return bench_worst(t->a, exact, HEAD, ROPE_BOUND(HEAD));
}

static void *make_softmax(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, LONG_ROWS * WIDTH);
    t->b = bench_random(arena, LONG_ROWS * WIDTH);
    return t;
}

static void run_softmax(void *made)
{
    struct tensors *t = made;
    softmax_forward(t->a, t->b, NULL, LONG_ROWS, WIDTH);
}

static double error_softmax(struct arena *arena)
{
    enum { C = 777 };
    float *x = bench_random(arena, C), *y = zeros(arena, C);
    double *exact = bench_zeros(arena, C), sum = 0.0;
    softmax_forward(y, x, NULL, 1, C);
    for (dim c = 0; c < C; c++) sum += exp((double)x[c]);
    for (dim c = 0; c < C; c++) exact[c] = exp((double)x[c]) / sum;
    return bench_worst(y, exact, C, SOFTMAX_BOUND(C));
}

// ---- attention: 12 heads of 64 over 1024 positions, causal -------------------------------------

static void *make_attention(struct arena *arena)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, POSITIONS * WIDTH);
    t->b = bench_random(arena, POSITIONS * WIDTH);
    t->c = bench_random(arena, POSITIONS * WIDTH);
    t->d = bench_random(arena, POSITIONS * WIDTH);
    t->e = zeros(arena, (dim)HEADS * POSITIONS * POSITIONS);
    return t;
}

static void run_attention(void *made)
{
    struct tensors *t = made;
    attention_forward(t->a, t->e, t->b, t->c, t->d, 1, POSITIONS, POSITIONS, POSITIONS, HEADS,
                      HEADS, HEAD);
}

static double error_attention(struct arena *arena)
{
    enum { T = 37, D = 19 };
    float *q = bench_random(arena, T * D), *k = bench_random(arena, T * D);
    float *v = bench_random(arena, T * D), *out = zeros(arena, T * D), *w = zeros(arena, T * T);
    double *exact = bench_zeros(arena, T * D);
    attention_forward(out, w, q, k, v, 1, T, T, T, 1, 1, D);
    for (dim t = 0; t < T; t++) {
        double p[T], sum = 0.0;
        for (dim s = 0; s <= t; s++) {
            p[s] = 0.0;
            for (dim i = 0; i < D; i++) p[s] += (double)q[t * D + i] * (double)k[s * D + i];
            sum += p[s] = exp(p[s] / sqrt((double)D));
        }
        for (dim s = 0; s <= t; s++)
            for (dim i = 0; i < D; i++) exact[t * D + i] += p[s] / sum * (double)v[s * D + i];
    }
    return bench_worst(out, exact, T * D, ATTENTION_BOUND(T + D));
}

// ---- swiglu: 256 rows through 768 -> 2048 -> 768 -----------------------------------------------

static struct tensors *swiglu_of(struct arena *arena, dim rows, dim width, dim hidden)
{
    struct tensors *t = fresh(arena);
    t->a = zeros(arena, rows * width);
    t->b = bench_random(arena, rows * width);
    t->params = (struct swiglu_params){bench_random(arena, hidden * width),
                                       bench_random(arena, hidden * width),
                                       bench_random(arena, hidden * width)};
    t->state = (struct swiglu_state){zeros(arena, rows * hidden), zeros(arena, rows * hidden),
                                     zeros(arena, rows * hidden)};
    return t;
}

static void *make_swiglu(struct arena *arena)
{
    return swiglu_of(arena, ROWS, WIDTH, HIDDEN);
}

static void run_swiglu(void *made)
{
    struct tensors *t = made;
    swiglu_forward(t->a, &t->state, t->b, &t->params, ROWS, WIDTH, HIDDEN);
}

static double error_swiglu(struct arena *arena)
{
    enum { R = 3, W = 65, H = 131 };
    struct tensors *t = swiglu_of(arena, R, W, H);
    double *exact = bench_zeros(arena, R * W);
    swiglu_forward(t->a, &t->state, t->b, &t->params, R, W, H);
    for (dim r = 0; r < R; r++)
        for (dim h = 0; h < H; h++) {
            double gate = 0.0, up = 0.0;
            for (dim i = 0; i < W; i++)
                gate += (double)t->b[r * W + i] * (double)t->params.gate[h * W + i];
            for (dim i = 0; i < W; i++)
                up += (double)t->b[r * W + i] * (double)t->params.up[h * W + i];
            const double inner = gate / (1.0 + exp(-gate)) * up;
            for (dim o = 0; o < W; o++)
                exact[r * W + o] += inner * (double)t->params.down[o * H + h];
        }
    return bench_worst(t->a, exact, R * W, SWIGLU_BOUND(W + H));
}

const struct bench_op bench_ops[] = {
    {"embedding", "4096 of 32000 x 768", BENCH_MEMORY, 2.0 * LOOKUPS *WIDTH * 4, make_embedding,
     run_embedding, error_embedding},
    {"linear", "1024 x 1024 x 1024", BENCH_MATRIX, 2.0 * 1024 * 1024 * 1024, make_linear,
     run_linear, error_linear},
    {"linear-row", "1 x 768 x 32000", BENCH_MEMORY, 4.0 * VOCAB *WIDTH, make_row, run_row,
     error_linear},
    {"norm", "8192 x 768", BENCH_MEMORY, 8.0 * LONG_ROWS *WIDTH, make_norm, run_norm, error_norm},
    {"rope", "8192 x 12 x 64", BENCH_MEMORY, 8.0 * LONG_ROWS *WIDTH, make_rope, run_rope,
     error_rope},
    {"softmax", "8192 x 768", BENCH_MEMORY, 8.0 * LONG_ROWS *WIDTH, make_softmax, run_softmax,
     error_softmax},
    {"attention", "12 heads, 1024 causal", BENCH_MATRIX,
     2.0 * HEADS *POSITIONS *(POSITIONS + 1) * HEAD, make_attention, run_attention,
     error_attention},
    {"swiglu", "256 x 768 x 2048", BENCH_MATRIX, 6.0 * ROWS *WIDTH *HIDDEN, make_swiglu, run_swiglu,
     error_swiglu},
    // logits are read twice, gradients written once
    {"loss", "256 x 32000, both ways", BENCH_MEMORY, 12.0 * BENCH_LOSS_ROWS *BENCH_LOSS_VOCAB,
     bench_make_loss, bench_run_loss, bench_error_loss},
    // four arrays are read, three written
    {"adamw", "4,194,304 parameters", BENCH_MEMORY, 28.0 * BENCH_PARAMS, bench_make_adamw,
     bench_run_adamw, bench_error_adamw},
};
const dim bench_op_count = sizeof bench_ops / sizeof *bench_ops;

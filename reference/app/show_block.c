// show_block.c: the sentence through one small block with random weights, by the linked block.c.
//
// What you see: the stream is only ever added to. Each branch adds something about as long as the
// stream itself, and y is not their sum in length, since arrows that point elsewhere add up
// sideways. The last word, computed alone behind seven others whose keys are kept, comes out as it
// does with all of them together.
#include "show.h"

#include "block.h"
#include "rope.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = SHOW_WORDS, D = 16, H = 4, G = 2, HEAD = 4, HIDDEN = 40 };

static const struct model_config config = {.width = D, .layers = 1, .heads = H, .kv_heads = G,
                                           .head = HEAD, .hidden = HIDDEN, .positions = N,
                                           .eps = 1e-5f, .theta = 10000.0};

struct memory {
    float normed[N * D], rstd[N], q[N * D], weights[H * N * N], attended[N * D], projected[N * D];
    float middle[N * D], ffn_normed[N * D], ffn_rstd[N], gate[N * HIDDEN], up[N * HIDDEN];
    float hidden[N * HIDDEN], ffn_out[N * D];
};

struct weights {
    float norm[D], q[D * D], k[G * HEAD * D], v[G * HEAD * D], o[D * D], ffn_norm[D];
    float gate[HIDDEN * D], up[HIDDEN * D], down[D * HIDDEN];
};

static struct block_state state_in(struct memory *m)
{
    return (struct block_state){
        .normed = m->normed, .rstd = m->rstd, .q = m->q, .weights = m->weights,
        .attended = m->attended, .projected = m->projected, .middle = m->middle,
        .ffn_normed = m->ffn_normed, .ffn_rstd = m->ffn_rstd,
        .ffn = {m->gate, m->up, m->hidden}, .ffn_out = m->ffn_out};
}

static struct block_params params_in(struct weights *w)
{
    for (int i = 0; i < D; i++) w->norm[i] = w->ffn_norm[i] = 1.0f;
    show_normal(w->q, D * D, 0.4f, 41);
    show_normal(w->k, G * HEAD * D, 0.4f, 42);
    show_normal(w->v, G * HEAD * D, 0.25f, 43);
    show_normal(w->o, D * D, 0.25f, 44);
    show_normal(w->gate, HIDDEN * D, 0.25f, 45);
    show_normal(w->up, HIDDEN * D, 0.25f, 46);
    show_normal(w->down, D * HIDDEN, 0.2f, 47);
    return (struct block_params){.attention_norm = w->norm, .q = w->q, .k = w->k, .v = w->v,
                                 .o = w->o, .ffn_norm = w->ffn_norm,
                                 .ffn = {w->gate, w->up, w->down}};
}

static double length(const float *row)
{
    double squares = 0.0;
    for (int i = 0; i < D; i++) squares += (double)row[i] * (double)row[i];
    return sqrt(squares);
}

static void table(const float *x, const struct memory *m, const float *y)
{
    show_title("one block of width 16: how long each word's vector is, and what is added to it");
    printf("  %-10s %6s  + %9s = %6s  + %12s = %6s\n", "", "x", "attention", "middle",
           "feed-forward", "y");
    for (int t = 0; t < N; t++) {
        printf("  %-10s %6.2f    %9.2f   %6.2f    %12.2f   %6.2f  ", show_words[t],
               length(x + t * D), length(m->projected + t * D), length(m->middle + t * D),
               length(m->ffn_out + t * D), length(y + t * D));
        show_bar(length(y + t * D), 12.0, 20);
        puts("");
    }
}

// The last word alone, behind the keys and values of the others.
static void alone(const float *x, const float *y, float *k, float *v,
                  const struct block_params *params, const struct block_rope *rope)
{
    static struct memory memory;
    const struct block_state state = state_in(&memory);
    const dim last = N - 1;
    const struct block_rope here = {rope->cosines, rope->sines, &last, N};
    float row[D];
    double apart = 0.0;
    memset(k + last * G * HEAD, 0, G * HEAD * sizeof *k);
    memset(v + last * G * HEAD, 0, G * HEAD * sizeof *v);
    block_forward(row, &state, k, v, x + last * D, params, &here, &config, 1, 1, last, N);
    for (int i = 0; i < D; i++)
        apart = fmax(apart, fabs((double)row[i] - (double)y[last * D + i]));
    show_title("\nthe last word again, alone, behind the keys and values that are kept");
    printf("  first numbers of y, all words at once:");
    for (int i = 0; i < 4; i++) printf(" %8.4f", (double)y[last * D + i]);
    printf("\n  first numbers of y, this word alone:  ");
    for (int i = 0; i < 4; i++) printf(" %8.4f", (double)row[i]);
    printf("\n  largest difference: %s\n", apart < 1e-5 ? "below 0.00001" : "TOO LARGE");
}

void show_block(const char *text)
{
    static struct weights weights;
    static struct memory memory;
    static float x[N * D], y[N * D], k[N * G * HEAD], v[N * G * HEAD];
    float cosines[N * HEAD / 2], sines[N * HEAD / 2];
    double frequencies[HEAD / 2];
    dim where[N];
    (void)text;
    const struct block_params params = params_in(&weights);
    const struct block_state state = state_in(&memory);
    const struct block_rope rope = {cosines, sines, where, N};
    show_normal(x, N * D, 1.0f, 40);
    for (dim t = 0; t < N; t++) where[t] = t;
    rope_frequencies(frequencies, HEAD, config.theta);
    rope_table(cosines, sines, frequencies, 0, N, HEAD);
    block_forward(y, &state, k, v, x, &params, &rope, &config, 1, N, 0, N);
    table(x, &memory, y);
    alone(x, y, k, v, &params, &rope);
}

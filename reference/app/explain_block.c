// explain_block.c: steps 7 to 9, what the transformer blocks did to the text. See explain.h.
#include "explain.h"

#include "embedding.h"
#include "show.h"

#include <math.h>
#include <stdio.h>

enum { SIDE = 16, KEYS = 12, SUMMANDS = 4, GAP = 3 };  // cells of a small map; rows of the table

static dim least(dim a, dim b)
{
    return a < b ? a : b;
}

// ---- five steps of one head -------------------------------------------------------------------

// positions [k] out, rising: those with the largest weights.
static void heaviest(dim *positions, const float *weights, dim count, dim k)
{
    dim taken = 0;
    for (dim s = 0; s < count; s++) {
        dim larger = 0;
        for (dim j = 0; j < count; j++)
            larger += weights[j] > weights[s] || (j < s && !(weights[j] < weights[s]));
        if (larger < k && taken < k) positions[taken++] = s;
    }
}

static void output(const struct explain *explain, const float *weights, dim count)
{
    const dim k = least(count, SUMMANDS);
    dim positions[SUMMANDS];
    heaviest(positions, weights, count, k);
    fputs("  5 output =", stdout);
    for (dim i = 0; i < k; i++) {
        printf("%s %.2f V(", i == 2 ? "\n             +" : i ? " +" : "",
               (double)weights[positions[i]]);
        look_label(explain->in.tokenizer, explain->in.text.ids[positions[i]], -20);
        putchar(')');
    }
    puts(count > k ? " + ..." : "");
}

static void five_steps(const struct explain *explain, dim layer)
{
    const struct model_config *c = &explain->in.model->config;
    const dim T = explain->in.text.count, t = explain_middle(explain);
    const float *weights = explain_weights(explain, layer, 0) + t * T;
    struct arena arena = {0};
    float *scores = arena_array(&arena, (size_t)T, sizeof *scores);
    dim positions[KEYS], k = least(t + 1, T > KEYS ? KEYS - 3 : KEYS);
    explain_scores(scores, explain, layer, 0, t);
    heaviest(positions, weights, t + 1, k);
    const dim past = k;
    for (dim s = t + 1; s < T && k < KEYS; s++) positions[k++] = s;  // what comes later
    printf("  Scaled dot-product attention, head %td.0: position %td, ", layer, t);
    look_label(explain->in.tokenizer, explain->in.text.ids[t], 0);
    printf("\n  %4s %-13s %9s %9s %6s %10s\n", "", "key", "1 q . k", "2 / root", "3 sees",
           "4 softmax");
    for (dim i = 0; i < k; i++) {
        const dim s = positions[i];
        printf("  %4td ", s);
        look_label(explain->in.tokenizer, explain->in.text.ids[s], 13);
        printf(" %9.3f %9.3f %6s %8.2f %%  ", (double)scores[s],
               (double)scores[s] / sqrt((double)c->head), weights[s] > 0.0f ? "yes" : "no",
               100.0 * (double)weights[s]);
        show_bar((double)weights[s], 1.0, show_width() - 62);
        puts("");
    }
    if (past < t + 1)
        printf("  the %td largest of %td weights, and what comes next\n", past, t + 1);
    output(explain, weights, T);
    arena_free(&arena);
}

// ---- small maps of all heads ----------------------------------------------------------------

// Row r of a map in which a cell is the largest of pool x pool weights.
static void map_row(const float *weights, dim T, dim pool, dim r)
{
    for (dim column = 0; column * pool < T; column++) {
        double largest = 0.0;
        for (dim t = r * pool; t < least(T, (r + 1) * pool); t++)
            for (dim s = column * pool; s < least(T, (column + 1) * pool); s++)
                largest = fmax(largest, (double)weights[t * T + s]);
        show_tinted_cell(largest, column > r && largest <= 0.0);  // a mask that leaks is seen
    }
}

void explain_text_maps(const struct explain *explain, dim layer)
{
    const dim T = explain->in.text.count, heads = explain->in.model->config.heads;
    const dim pool = (T + SIDE - 1) / SIDE, side = (T + pool - 1) / pool;
    const int columns = 2 * (int)side < 6 ? 6 : 2 * (int)side;  // room for the name of a head
    const dim beside = (show_width() - 2 + GAP) / (columns + GAP);
    fputs("  Multi-head attention: who looks at whom (rows look; -- is masked", stdout);
    if (pool > 1) printf(";\n  a cell is the largest of %td x %td weights", pool, pool);
    puts(")");
    for (dim first = 0; first < heads; first += beside) {
        const dim here = least(beside, heads - first);
        for (dim h = first; h < first + here; h++) {
            char name[32];
            snprintf(name, sizeof name, "%td.%td", layer, h);
            if (h == first) printf("  ");
            printf("%-*s", h + 1 < first + here ? columns + GAP : 0, name);
        }
        puts("");
        for (dim r = 0; r < side; r++) {
            fputs("  ", stdout);
            for (dim h = first; h < first + here; h++) {
                map_row(explain_weights(explain, layer, h), T, pool, r);
                if (h + 1 < first + here) printf("%*s", columns - 2 * (int)side + GAP, "");
            }
            puts("");
        }
    }
}

// ---- a block ----------------------------------------------------------------------------------

static dim open_gates(const float *gate, dim hidden)
{
    dim open = 0;
    for (dim i = 0; i < hidden; i++) open += gate[i] > 0.0f;
    return open;
}

static double row_length(const float *rows, dim t, dim width)
{
    return explain_length(rows + t * width, width);
}

void explain_text_block(const struct explain *explain, dim layer)
{
    const struct model_config *c = &explain->in.model->config;
    const struct model_state *state = &explain->runner.activations.state;
    const struct block_state *block = &state->blocks[layer];
    const dim last = explain->in.text.count - 1, D = c->width;
    printf("  layers.%td, the last token: |x| %.3f\n", layer,
           row_length(state->stream[layer], last, D));
    printf("  RMSNorm: x times %.4f, times a gain: |x| %.3f\n", (double)block->rstd[last],
           row_length(block->normed, last, D));
    if (layer == 0) {
        const dim share = c->heads / c->kv_heads;
        printf("  Query, key, value: %td heads of %td numbers", c->heads, c->head);
        if (share > 1) printf("; %td share a key and a value\n", share);
        else puts(", each with its own key and value");
        five_steps(explain, layer);
    }
    explain_text_maps(explain, layer);
    printf("  Residual: attention adds %.3f, |x| %.3f; RMSNorm: x times %.4f\n",
           row_length(block->projected, last, D), row_length(block->middle, last, D),
           (double)block->ffn_rstd[last]);
    printf("  Feed-forward: %td of %td gates open, adds %.3f, |x| %.3f\n",
           open_gates(block->ffn.gate + last * c->hidden, c->hidden),
           c->hidden, row_length(block->ffn_out, last, D),
           row_length(state->stream[layer + 1], last, D));
}

void explain_text_streams(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const struct model_state *state = &explain->runner.activations.state;
    const dim last = explain->in.text.count - 1, D = c->width;
    double longest = 0.0;
    for (dim i = 0; i <= c->layers; i++)
        longest = fmax(longest, row_length(state->stream[i], last, D));
    puts("  All blocks, the last token: it is ever less the word alone");
    printf("  %-10s %9s %9s %9s %9s\n", "after", "attention", "ffn", "|x|", "cosine");
    for (dim i = 0; i <= c->layers; i++) {
        const struct block_state *block = i ? &state->blocks[i - 1] : NULL;
        const double length = row_length(state->stream[i], last, D);
        if (block)
            printf("  layers.%-3td %9.3f %9.3f", i - 1, row_length(block->projected, last, D),
                   row_length(block->ffn_out, last, D));
        else printf("  %-10s %9s %9s", "embedding", "", "");
        printf(" %9.3f %9.3f  ", length,
               (double)embedding_cosine(state->stream[0] + last * D, state->stream[i] + last * D,
                                        D));
        show_bar(length, longest, show_width() - 56);
        puts("");
    }
    puts("  what each adds, how long the vector is then, its cosine with the embedding");
}

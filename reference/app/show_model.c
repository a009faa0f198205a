// show_model.c: shapes on the way from ids to logits, where the parameters are, and the stream from
// layer to layer, by the linked model.c, with random weights.
//
// What you see: between the table and the head everything has the stream's shape. Nearly all
// parameters are matrices, and most of these are feed-forward layers; in a small model the table
// counts, which is why small models tie the head to it. The stream grows from block to block,
// since each adds to it; that is what the final norm is for.
#include "show.h"

#include "activations.h"
#include "cache.h"
#include "params.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = SHOW_WORDS, LAYERS = 4, KINDS = 5 };

static const struct model_config small = {
    .vocab = 320, .width = 48, .layers = LAYERS, .heads = 6, .kv_heads = 2, .head = 8,
    .hidden = 128, .positions = 64, .eps = 1e-5f, .tied = true, .theta = 10000.0, .amplitude = 1.0};
static const struct model_config llama = {
    .vocab = 128256, .width = 4096, .layers = 32, .heads = 32, .kv_heads = 8, .head = 128,
    .hidden = 14336, .positions = 8192, .eps = 1e-5f, .theta = 500000.0, .amplitude = 1.0};

static void shapes(const struct model_config *c)
{
    show_title("from ids to logits: eight tokens through a small model, tied head");
    printf("  ids                         [%d]\n", N);
    printf("  03 rows of the table        [%d, %td]    table [%td, %td]\n", N, c->width, c->vocab,
           c->width);
    printf("  10 block 1 .. %td             [%d, %td]    each: q [%d, %td, %td], k and v "
           "[%d, %td, %td]\n",
           c->layers, N, c->width, N, c->heads, c->head, N, c->kv_heads, c->head);
    printf("  05 final norm, last only    [1, %td]\n", c->width);
    printf("  04 head: logits             [1, %td]\n\n", c->vocab);
}

static int kind_of(const char *name)
{
    static const char *const parts[KINDS] = {"embed_tokens", "self_attn", "mlp", "norm", "lm_head"};
    int kind = 0;
    while (kind < KINDS - 1 && !strstr(name, parts[kind])) kind++;
    return kind;
}

static void count_kinds(dim counts[KINDS], struct arena *arena, const struct model_config *config)
{
    struct params params;
    params_table(&params, arena, config);
    for (dim i = 0; i < params.tensor_count; i++)
        counts[kind_of(params.tensors[i].name)] += params.tensors[i].count;
}

static void parameters(struct arena *arena)
{
    static const char *const names[KINDS] = {"table of words", "attention", "feed-forward", "norms",
                                             "head"};
    dim mine[KINDS] = {0}, large[KINDS] = {0};
    const double all = (double)params_count(&llama);
    count_kinds(mine, arena, &small);
    count_kinds(large, arena, &llama);
    show_title("parameters: here, and in Llama 3 8B");
    for (int i = 0; i < KINDS; i++) {
        printf("  %-16s %8td %14td  %4.1f %%  ", names[i], mine[i], large[i],
               100.0 * (double)large[i] / all);
        show_bar((double)large[i], all, 28);
        puts("");
    }
    printf("  %-16s %8td %14td\n", "together", params_count(&small), params_count(&llama));
}

static double mean_length(const float *rows, dim width)
{
    double sum = 0.0;
    for (dim t = 0; t < N; t++) {
        double squares = 0.0;
        for (dim i = 0; i < width; i++)
            squares += (double)rows[t * width + i] * (double)rows[t * width + i];
        sum += sqrt(squares);
    }
    return sum / N;
}

static void stream(const struct activations *a)
{
    show_title("\nthe stream by layer: mean length of the eight vectors");
    for (dim i = 0; i <= LAYERS; i++) {
        const double length = mean_length(a->state.stream[i], small.width);
        if (i == 0) printf("  %-10s %7.2f  ", "table", length);
        else printf("  block %-4td %7.2f  ", i, length);
        show_bar(length, 14.0, 40);
        puts("");
    }
    double squares = 0.0;
    for (dim i = 0; i < small.width; i++)
        squares += (double)a->state.normed[i] * (double)a->state.normed[i];
    printf("  %-10s %7.2f  ", "final norm", sqrt(squares));
    show_bar(sqrt(squares), 14.0, 40);
    puts("   the last one");
}

static void logits(const struct activations *a)
{
    dim best = 0;
    for (dim i = 1; i < small.vocab; i++)
        if (a->logits[i] > a->logits[best]) best = i;
    show_title("\nlogits of the last token");
    printf("  %td numbers, the largest %.3f for id %td; lab 12 draws from them\n", small.vocab,
           (double)a->logits[best], best);
}

void show_model(const char *text)
{
    static const int32_t ids[N] = {38, 151, 40, 207, 289, 33, 118, 30};
    struct arena arena = {0};
    struct params params;
    struct activations activations;
    struct cache cache;
    (void)text;
    params_plan(&params, &arena, &small);
    for (dim i = 0; i < params.count; i++) params.flat[i] = 1.0f;  // gains stay so
    for (dim i = 0; i < params.tensor_count; i++)
        if (params.tensors[i].decays)
            show_normal(params.flat + params.tensors[i].start, params.tensors[i].count,
                        i ? 0.13f : 1.0f, (uint64_t)(60 + i));
    activations_plan(&activations, &arena, &small, 1, N, N, 1, ACTIVATIONS_KEPT);
    activations_at(&activations, 1, N, 0);
    float **k = arena_array(&arena, LAYERS, sizeof *k);
    float **v = arena_array(&arena, LAYERS, sizeof *v);
    float *held = arena_alloc(&arena, (size_t)cache_bytes(&small, 1, N));
    cache_init(&cache, held, k, v, &small, 1, N);
    const struct model_keys keys = {cache.k, cache.v, 0, N};
    model_forward(activations.logits, &activations.state, &keys, ids, &params.model,
                  &activations.rope, &small, 1, N, 1);
    shapes(&small);
    parameters(&arena);
    stream(&activations);
    logits(&activations);
    arena_free(&arena);
}

// show_cache.c: where keys and values of past words lie, what they cost and what they save, by the
// linked cache.c.
//
// What you see: a cache of two layers and ten positions filling up, one square for each position's
// row; bytes for models that exist; how many positions are computed for an answer of eight words
// with the cache and without it; and what a second turn has left to compute.
#include "show.h"

#include "cache.h"
#include "fail.h"

#include <stdio.h>

enum { LAYERS = 2, C = 10, KV_HEADS = 2, HEAD = 4, ROW = KV_HEADS * HEAD };

static const struct model_config tiny = {.layers = LAYERS, .heads = 4, .kv_heads = KV_HEADS,
                                         .head = HEAD, .width = 16, .positions = C};

// The pointers may be a student's: nothing is written through them.
static void layout(void)
{
    float memory[2 * LAYERS * C * ROW], *k[LAYERS] = {NULL}, *v[LAYERS] = {NULL};
    struct cache cache;
    cache_init(&cache, memory, k, v, &tiny, 1, C);
    show_title("a cache of 2 layers, 10 positions, 2 key heads of 4: where its parts begin");
    for (int layer = 0; layer < LAYERS; layer++)
        for (int part = 0; part < 2; part++)
            printf("  layer %d %-6s at float %4td, byte %5td\n", layer, part ? "values" : "keys",
                   (part ? v : k)[layer] - memory,
                   ((part ? v : k)[layer] - memory) * (dim)sizeof(float));
    printf("  together %td bytes\n", cache_bytes(&tiny, 1, C));
}

static void squares(const char *what, const struct cache *cache, int answer)
{
    printf("  %-34s ", what);
    for (dim i = 0; i < C; i++) fputs(i < cache->length ? "#" : ".", stdout);
    printf("  length %2td%s\n", cache->length, answer < 0 ? "  refused: -1" : "");
}

static void filling(void)
{
    float memory[2 * LAYERS * C * ROW], *k[LAYERS], *v[LAYERS];
    struct cache cache;
    show_title("\nfilling it: a row for each position, in every layer alike");
    cache_init(&cache, memory, k, v, &tiny, 1, C);
    squares("begin", &cache, 0);
    squares("append 8: How do I bake ... ?", &cache, cache_append(&cache, 8));
    squares("append 1: First", &cache, cache_append(&cache, 1));
    squares("append 2: too many", &cache, cache_append(&cache, 2));
    squares("append 1: preheat", &cache, cache_append(&cache, 1));
    squares("append 1: the", &cache, cache_append(&cache, 1));
    cache_rewind(&cache, 3);
    squares("rewind 3: How do I ...", &cache, 0);
    squares("append 2: eat cookies", &cache, cache_append(&cache, 2));
}

static void costs(void)
{
    static const struct {
        const char *name;
        dim layers, heads, kv_heads, head, positions;
    } models[] = {
        {"GPT-2 small", 12, 12, 12, 64, 1024},
        {"Llama 3 8B", 32, 32, 8, 128, 8192},
        {"Mistral 7B", 32, 32, 8, 128, 32768},
        {"Qwen2.5 7B", 28, 28, 4, 128, 32768},
        {"Llama 3.1 405B", 126, 128, 8, 128, 131072},
    };
    const double GB = 1e9;
    show_title("\nbytes of real models, in float32");
    puts("                    a position      all positions     if each head had its keys");
    for (int i = 0; i < (int)(sizeof models / sizeof *models); i++) {
        struct model_config config = {.layers = models[i].layers, .heads = models[i].heads,
                                      .kv_heads = models[i].kv_heads, .head = models[i].head,
                                      .positions = models[i].positions};
        const dim one = cache_bytes(&config, 1, 1), all = cache_bytes(&config, 1, config.positions);
        config.kv_heads = config.heads;
        printf("  %-14s %9td bytes  %7td: %7.2f GB  %17.2f GB\n", models[i].name, one,
               models[i].positions, (double)all / GB,
               (double)cache_bytes(&config, 1, config.positions) / GB);
    }
}

static void savings(void)
{
    enum { PROMPT = 8, ANSWER = 8 };
    const struct model_config config = {.layers = 1, .heads = 1, .kv_heads = 1, .head = 2};
    float memory[2 * 2 * (PROMPT + ANSWER)], *k[1], *v[1];
    struct cache cache;
    dim with = 0, without = 0;
    cache_init(&cache, memory, k, v, &config, 1, PROMPT + ANSWER);
    show_title("\npositions that are computed for a question of 8 words and an answer of 8");
    puts("  word   with the cache        without it");
    for (int word = 1; word <= ANSWER; word++) {
        const dim past = cache.length, rows = word == 1 ? PROMPT : 1;
        if (cache_append(&cache, rows) != 0)
            fail("show cache: a cache with room refuses; see cache.c");
        printf("  %4d   %2td ", word, cache.length - past);
        show_bar((double)(cache.length - past), 16.0, 16);
        for (dim i = cache.length - past; i < 17; i++) putchar(' ');
        printf(" %2td ", cache.length);
        show_bar((double)cache.length, 16.0, 16);
        puts("");
        with += cache.length - past;
        without += cache.length;
    }
    printf("  all   %3td                   %3td\n", with, without);
}

static void turn(const char *what, const int32_t *held, dim held_count, const int32_t *ids,
                 dim count)
{
    const struct model_config config = {.layers = 1, .heads = 1, .kv_heads = 1, .head = 2};
    float memory[2 * 2 * 32], *k[1], *v[1];
    struct cache cache;
    cache_init(&cache, memory, k, v, &config, 1, 32);
    if (cache_append(&cache, held_count) != 0)
        fail("show cache: a cache with room refuses; see cache.c");
    const dim keep = cache_reuse(&cache, held, ids, count);
    printf("  %-36s %2td held, %2td ids: %2td stay, %2td computed\n", what, held_count, count, keep,
           count - keep);
}

static void turns(void)
{
    int32_t first[16], second[22], edited[16];
    for (int32_t i = 0; i < 22; i++) {
        second[i] = 100 + i;
        if (i < 16) first[i] = edited[i] = 100 + i;
    }
    edited[3] = 7;
    show_title("\nthe next turn: what the cache holds need not be computed again");
    turn("the talk goes on: 6 more", first, 16, second, 22);
    turn("the question's 4th word was changed", first, 16, edited, 16);
    turn("the same once more", first, 16, first, 16);
    turn("back to the question alone", first, 16, first, 8);
    turn("another talk", first, 16, second + 16, 6);
    turn("an empty cache", first, 0, second, 22);
}

void show_cache(const char *text)
{
    (void)text;
    layout();
    filling();
    costs();
    savings();
    turns();
}

// cache_test.c: the laws of the cache of keys and values. That cached = uncached is shown by a
// small stack without weights: its queries, keys and values are columns of the stream, turned by
// rope.
#include "cache.h"

#include "arrays.h"
#include "attention.h"
#include "check.h"
#include "rope.h"

enum { LAYERS = 3, B = 2, H = 4, HKV = 2, D = 6, WIDTH = H * D, ROW = HKV *D, V = 11, MOST = 40 };

static const struct model_config config = {.layers = LAYERS, .heads = H, .kv_heads = HKV, .head = D,
                                           .width = WIDTH, .vocab = V, .positions = MOST};

// A cache of C positions in memory full of NaN: a row that is read before it is written shows.
static struct cache *made(dim C)
{
    struct cache *cache = arena_alloc(&arrays, sizeof *cache);
    float **k = arena_array(&arrays, LAYERS, sizeof *k);
    float **v = arena_array(&arrays, LAYERS, sizeof *v);
    const dim floats = cache_bytes(&config, B, C) / (dim)sizeof(float);
    memset(cache, 0xA5, sizeof *cache);
    cache_init(cache, unwritten(floats), k, v, &config, B, C);
    return cache;
}

// One pass over ids [B, count], which stand behind what the cache holds; out [B, WIDTH]: the stream
// of the last one. embedded [V, WIDTH].
static void pass(float *out, struct cache *cache, const int32_t *ids, dim count,
                 const float *embedded)
{
    const dim past = cache->length, keys = past + count, C = cache->C;
    float *x = unwritten(B * count * WIDTH), *q = unwritten(B * count * WIDTH);
    float *k = unwritten(B * count * ROW), *y = unwritten(B * count * WIDTH);
    float *weights = unwritten(B * H * count * keys);
    double frequencies[D / 2];
    float cosines[MOST * D / 2], sines[MOST * D / 2];
    dim where[B * MOST];
    rope_frequencies(frequencies, D, 100.0);
    rope_table(cosines, sines, frequencies, 0, MOST, D);
    for (dim r = 0; r < B * count; r++) where[r] = past + r % count;
    for (dim r = 0; r < B * count; r++)
        memcpy(x + r * WIDTH, embedded + ids[r] * WIDTH, WIDTH * sizeof *x);
    for (dim layer = 0; layer < cache->layers; layer++) {
        memcpy(q, x, (size_t)(B * count * WIDTH) * sizeof *q);
        for (dim r = 0; r < B * count; r++)
            memcpy(k + r * ROW, x + r * WIDTH, ROW * sizeof *k);
        rope_forward(q, cosines, sines, where, B * count, H, D, MOST);
        rope_forward(k, cosines, sines, where, B * count, HKV, D, MOST);
        for (dim r = 0; r < B * count; r++) {
            const dim row = r / count * C + past + r % count;
            memcpy(cache->k[layer] + row * ROW, k + r * ROW, ROW * sizeof *k);
            memcpy(cache->v[layer] + row * ROW, x + r * WIDTH + ROW, ROW * sizeof *k);
        }
        attention_forward(y, weights, q, cache->k[layer], cache->v[layer], B, count, keys, C, H,
                          HKV, D);
        for (dim i = 0; i < B * count * WIDTH; i++) x[i] += y[i];
    }
    assert_int_equal(cache_append(cache, count), 0);
    for (dim b = 0; b < B; b++)
        memcpy(out + b * WIDTH, x + (b * count + count - 1) * WIDTH, WIDTH * sizeof *out);
}

static int32_t *random_ids(dim count)
{
    int32_t *ids = arena_array(&arrays, (size_t)count, sizeof *ids);
    for (dim i = 0; i < count; i++) ids[i] = (int32_t)rng_below(&draws, V);
    return ids;
}

// Columns from .. to - 1 of ids [B, all].
static const int32_t *columns(const int32_t *ids, dim all, dim from, dim to)
{
    int32_t *part = arena_array(&arrays, (size_t)(B * (to - from)), sizeof *part);
    for (dim b = 0; b < B; b++)
        memcpy(part + b * (to - from), ids + b * all + from, (size_t)(to - from) * sizeof *part);
    return part;
}

static void expect_same(const float *got, const float *whole)
{
    double *exact = exactly(B * WIDTH);
    for (dim i = 0; i < B * WIDTH; i++) exact[i] = (double)whole[i];
    expect_close("last", got, exact, B * WIDTH, 2 * LAYERS * ATTENTION_BOUND(D + MOST));
}

static void bytes_are_the_formula(void **state)
{
    (void)state;
    const struct model_config llama = {.layers = 32, .heads = 32, .kv_heads = 8, .head = 128,
                                       .width = 4096};
    assert_true(cache_bytes(&llama, 1, 8192) == (dim)2 << 30);
    assert_true(cache_bytes(&llama, 64, 131072) == (dim)2 << 40);  // beyond 32 bits
    assert_int_equal(cache_bytes(&config, B, 7), 2 * LAYERS * B * 7 * ROW * 4);
}

static void each_number_has_a_place_of_its_own(void **state)
{
    (void)state;
    struct cache *cache = made(7);
    const dim half = B * 7 * ROW;
    for (dim layer = 0; layer < LAYERS; layer++)
        for (dim i = 0; i < half; i++) {
            cache->k[layer][i] = (float)(2 * layer * half + i);
            cache->v[layer][i] = (float)((2 * layer + 1) * half + i);
        }
    for (dim i = 0; i < 2 * LAYERS * half; i++) assert_true(cache->memory[i] == (float)i);
    assert_int_equal(cache->length, 0);
}

static void a_full_cache_refuses_and_nothing_changes(void **state)
{
    (void)state;
    struct cache *cache = made(5);
    assert_int_equal(cache_append(cache, 3), 0);
    assert_int_equal(cache_append(cache, 3), -1);
    assert_int_equal(cache->length, 3);
    assert_int_equal(cache_append(cache, 2), 0);
    const struct cache full = *cache;
    assert_int_equal(cache_append(cache, 1), -1);
    assert_int_equal(cache_append(cache, 0), 0);
    assert_memory_equal(cache, &full, sizeof full);
    cache_rewind(cache, 4);
    assert_int_equal(cache_append(cache, 1), 0);
    assert_memory_equal(cache, &full, sizeof full);
}

static void cached_is_uncached_at_every_position_and_chunk_size(void **state)
{
    (void)state;
    enum { T = 13 };
    const float *embedded = normal(V * WIDTH, 1.0f);
    const int32_t *ids = random_ids(B * T);
    float wholes[T + 1][B * WIDTH], last[B * WIDTH];
    for (dim length = 1; length <= T; length++)
        pass(wholes[length], made(length), columns(ids, T, 0, length), length, embedded);
    for (dim chunk = 1; chunk <= T; chunk++) {
        struct cache *cache = made(T + 4);
        for (dim from = 0; from < T; from += chunk) {
            const dim to = from + chunk < T ? from + chunk : T;
            pass(last, cache, columns(ids, T, from, to), to - from, embedded);
            expect_same(last, wholes[to]);
        }
        assert_int_equal(cache->length, T);
    }
}

static void what_was_rewound_leaves_no_trace(void **state)
{
    (void)state;
    enum { T = 9 };
    const float *embedded = normal(V * WIDTH, 1.0f);
    const int32_t *ids = random_ids(B * T), *others = random_ids(B * T);
    float whole[B * WIDTH], last[B * WIDTH];
    pass(whole, made(T), ids, T, embedded);
    for (dim keep = 0; keep < T; keep++) {
        struct cache *cache = made(T);
        if (keep > 0) pass(last, cache, columns(ids, T, 0, keep), keep, embedded);
        pass(last, cache, columns(others, T, keep, T), T - keep, embedded);
        cache_rewind(cache, keep);
        assert_int_equal(cache->length, keep);
        pass(last, cache, columns(ids, T, keep, T), T - keep, embedded);
        expect_same(last, whole);
    }
}

static void reusing_a_prefix_gives_what_computing_all_gives(void **state)
{
    (void)state;
    enum { T = 10 };
    const float *embedded = normal(V * WIDTH, 1.0f);
    for (dim changed = 0; changed <= T; changed++) {
        int32_t held[B * T];
        const int32_t *ids = random_ids(T);
        int32_t both[B * T];
        for (dim b = 0; b < B; b++) memcpy(both + b * T, ids, T * sizeof *ids);
        memcpy(held, both, sizeof held);
        if (changed < T) held[changed] = held[T + changed] = (ids[changed] + 1) % V;
        float whole[B * WIDTH], last[B * WIDTH];
        pass(whole, made(T), both, T, embedded);
        struct cache *cache = made(T);
        pass(last, cache, held, T, embedded);
        const dim kept = cache_reuse(cache, held, ids, T);
        assert_int_equal(kept, changed < T ? changed : T - 1);  // equal ids leave one to compute
        assert_int_equal(cache->length, kept);
        pass(last, cache, columns(both, T, kept, T), T - kept, embedded);
        expect_same(last, whole);
    }
}

static void an_empty_cache_shares_nothing(void **state)
{
    (void)state;
    const int32_t ids[3] = {4, 0, 4};
    struct cache *cache = made(8);
    assert_int_equal(cache_reuse(cache, ids, ids, 3), 0);
    assert_int_equal(cache->length, 0);
    assert_int_equal(cache_common_prefix(ids, 0, ids, 3), 0);
    assert_int_equal(cache_common_prefix(ids, 3, ids, 0), 0);
}

static void the_prefix_ends_at_the_first_difference(void **state)
{
    (void)state;
    const int32_t a[6] = {9, 8, 7, 6, 5, 4}, b[6] = {9, 8, 7, 0, 5, 4};
    assert_int_equal(cache_common_prefix(a, 6, b, 6), 3);
    assert_int_equal(cache_common_prefix(a, 2, b, 6), 2);
    assert_int_equal(cache_common_prefix(a, 6, b, 1), 1);
    assert_int_equal(cache_common_prefix(a, 6, a, 6), 6);
    assert_int_equal(cache_common_prefix(a + 1, 5, b, 6), 0);
}

static void only_what_is_held_counts(void **state)
{
    (void)state;
    const int32_t ids[7] = {1, 2, 3, 4, 5, 6, 7};
    struct cache *cache = made(8);
    assert_int_equal(cache_append(cache, 4), 0);
    assert_int_equal(cache_reuse(cache, ids, ids, 7), 4);  // not 6: three ids were never computed
    assert_int_equal(cache_reuse(cache, ids, ids, 2), 1);
    assert_int_equal(cache_reuse(cache, ids, ids, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(bytes_are_the_formula),
        law(each_number_has_a_place_of_its_own),
        law(a_full_cache_refuses_and_nothing_changes),
        law(cached_is_uncached_at_every_position_and_chunk_size),
        law(what_was_rewound_leaves_no_trace),
        law(reusing_a_prefix_gives_what_computing_all_gives),
        law(an_empty_cache_shares_nothing),
        law(the_prefix_ends_at_the_first_difference),
        law(only_what_is_held_counts),
    };
    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}

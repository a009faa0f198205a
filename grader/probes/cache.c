// cache.c: calls the contract of cache.h with the tensors of a request. Only cache_init is asked
// for the struct it makes; everything else starts from one that is made here, so that a wrong
// layout costs once. "steps" of a script: rows to append, or, below 0, -1 - length to rewind to.
#include "cache.h"
#include "probe.h"

#include <string.h>

static struct model_config config(void)
{
    return (struct model_config){.layers = probe_size("layers"), .heads = probe_size("heads"),
                                 .kv_heads = probe_size("kv_heads"), .head = probe_size("head"),
                                 .width = probe_size("heads") * probe_size("head"),
                                 .positions = 4 * probe_size("C") + 1};
}

static dim floats_between(const float *from, const float *to)
{
    return ((intptr_t)to - (intptr_t)from) / (intptr_t)sizeof(float);
}

static void init(struct cache *cache)
{
    const struct model_config sizes = config();
    float *memory = probe_f32("memory");
    float **k = arena_array(probe_arena(), (size_t)sizes.layers, sizeof *k);
    float **v = arena_array(probe_arena(), (size_t)sizes.layers, sizeof *v);
    memset(cache, 0xA5, sizeof *cache);  // no field may be left as it was
    cache_init(cache, memory, k, v, &sizes, probe_size("B"), probe_size("C"));
}

static void report(const struct cache *cache)
{
    const dim fields[6] = {cache->layers, cache->B, cache->C, cache->kv_heads, cache->head,
                           cache->length};
    memcpy(probe_dims("fields"), fields, sizeof fields);
    probe_return("memory_at", floats_between(probe_f32("memory"), cache->memory));
    for (dim layer = 0; layer < probe_size("layers"); layer++) {
        probe_dims("k_at")[layer] = floats_between(probe_f32("memory"), cache->k[layer]);
        probe_dims("v_at")[layer] = floats_between(probe_f32("memory"), cache->v[layer]);
    }
}

// A struct whose k and v nobody needs.
static struct cache ready(void)
{
    return (struct cache){.memory = probe_f32("memory"), .layers = 3, .B = 1, .C = probe_size("C"),
                          .kv_heads = 1, .head = 2, .length = probe_size("length")};
}

static void script(void)
{
    struct cache cache = ready();
    const dim *steps = probe_dims("steps");
    for (dim i = 0; i < probe_count("steps"); i++) {
        int answer = 0;
        if (steps[i] < 0) cache_rewind(&cache, -1 - steps[i]);
        else answer = cache_append(&cache, steps[i]);
        probe_dims("answers")[i] = answer;
        probe_dims("lengths")[i] = cache.length;
    }
}

// As a model decodes: the pass writes the rows of a step behind the length, for every layer and
// row of the batch; then the cache counts them. rows [positions, layers, 2, B, kv_heads * head].
static void decode(void)
{
    struct cache cache;
    init(&cache);
    const dim *steps = probe_dims("steps");
    const float *row = probe_f32("rows");
    const dim layers = probe_size("layers"), B = probe_size("B"), C = probe_size("C");
    const dim width = probe_size("kv_heads") * probe_size("head");
    for (dim i = 0; i < probe_count("steps"); i++) {
        const dim past = cache.length;
        for (dim r = 0; r < steps[i]; r++)
            for (dim layer = 0; layer < layers; layer++)
                for (dim part = 0; part < 2; part++)
                    for (dim b = 0; b < B; b++, row += width)
                        memcpy((part ? cache.v : cache.k)[layer] + (b * C + past + r) * width, row,
                               (size_t)width * sizeof *row);
        cache_append(&cache, steps[i]);
    }
    probe_return("length", cache.length);
}

static void reuse(void)
{
    struct cache cache = ready();
    probe_return("reused", cache_reuse(&cache, probe_i32("held"), probe_i32("ids"),
                                       probe_size("count")));
    probe_return("length_after", cache.length);
}

void probe_run(void)
{
    if (probe_is("cache_bytes")) {
        const struct model_config sizes = config();
        probe_return("bytes", cache_bytes(&sizes, probe_size("B"), probe_size("C")));
    }
    if (probe_is("cache_init") && probe_has("rows")) {
        decode();
    } else if (probe_is("cache_init")) {
        struct cache cache;
        init(&cache);
        report(&cache);
    }
    if (probe_is("cache_append") || probe_is("cache_rewind")) script();
    if (probe_is("cache_common_prefix"))
        probe_return("same", cache_common_prefix(probe_i32("a"), probe_size("a_count"),
                                                 probe_i32("b"), probe_size("b_count")));
    if (probe_is("cache_reuse")) reuse();
}

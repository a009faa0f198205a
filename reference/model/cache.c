// cache.c: keys and values of all past positions. See cache.h.
// As in the solution: nothing here is slow. What it is good for is that a pass over one new token
// costs one row of every product instead of all of them.
#include "cache.h"

#include <assert.h>
#include <stddef.h>

dim cache_bytes(const struct model_config *config, dim B, dim C)
{
    return 2 * config->layers * B * C * config->kv_heads * config->head * (dim)sizeof(float);
}

void cache_init(struct cache *cache, float *memory, float **k, float **v,
                const struct model_config *config, dim B, dim C)
{
    const dim half = B * C * config->kv_heads * config->head;  // of one layer: its keys
    assert(B >= 1 && C >= 1);
    for (dim layer = 0; layer < config->layers; layer++) {
        k[layer] = memory + 2 * layer * half;
        v[layer] = k[layer] + half;
    }
    *cache = (struct cache){.memory = memory, .k = k, .v = v, .layers = config->layers, .B = B,
                            .C = C, .kv_heads = config->kv_heads, .head = config->head};
}

int cache_append(struct cache *cache, dim rows)
{
    assert(rows >= 0);
    if (rows > cache->C - cache->length) return -1;
    cache->length += rows;
    return 0;
}

void cache_rewind(struct cache *cache, dim length)
{
    assert(length >= 0 && length <= cache->length);
    cache->length = length;
}

dim cache_common_prefix(const int32_t *a, dim a_count, const int32_t *b, dim b_count)
{
    const dim shorter = a_count < b_count ? a_count : b_count;
    dim same = 0;
    while (same < shorter && a[same] == b[same]) same++;
    return same;
}

dim cache_reuse(struct cache *cache, const int32_t *held, const int32_t *ids, dim count)
{
    assert(count >= 1);
    const dim shared = cache_common_prefix(held, cache->length, ids, count);
    const dim keep = shared < count ? shared : count - 1;
    cache_rewind(cache, keep);
    return keep;
}

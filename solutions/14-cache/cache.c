// cache.c: keys and values of all past positions, plainly. See reference/include/cache.h.
#include "cache.h"

#include <assert.h>

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
    cache->memory = memory;
    cache->k = k;
    cache->v = v;
    cache->layers = config->layers;
    cache->B = B;
    cache->C = C;
    cache->kv_heads = config->kv_heads;
    cache->head = config->head;
    cache->length = 0;
}

int cache_append(struct cache *cache, dim rows)
{
    assert(rows >= 0);
    if (cache->length + rows > cache->C) return -1;
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
    dim same = 0;
    while (same < a_count && same < b_count && a[same] == b[same]) same++;
    return same;
}

dim cache_reuse(struct cache *cache, const int32_t *held, const int32_t *ids, dim count)
{
    assert(count >= 1);
    dim keep = cache_common_prefix(held, cache->length, ids, count);
    if (keep == count) keep = count - 1;
    cache_rewind(cache, keep);
    return keep;
}

// cache.h: keys and values of all past positions, so that a new token costs one row.
// Layout: one block of memory, [layers, 2, B, C, Hkv, d]; rows never move when the length grows.
#ifndef CRUMB_CACHE_H
#define CRUMB_CACHE_H

#include "config.h"
#include "dim.h"

#include <stdint.h>

struct cache {
    float *memory;   // cache_bytes(...) bytes, caller-owned
    float **k, **v;  // [layers] pointers into memory, caller-owned, set by cache_init
    dim layers, B, C, kv_heads, head;
    dim length;      // positions held, the same for all layers and batch rows; <= C
};

// a: 2 * layers * B * C * kv_heads * head * sizeof(float)
dim cache_bytes(const struct model_config *config, dim B, dim C);

// a: sets every field: k and v of each layer into memory, length to 0. memory is not cleared.
void cache_init(struct cache *cache, float *memory, float **k, float **v,
                const struct model_config *config, dim B, dim C);

// a: after a forward pass of `rows` new positions, once for all layers: length grows. Returns 0, or
// -1 (and changes nothing) when they do not fit. memory is not touched: the pass has written it.
int cache_append(struct cache *cache, dim rows);

// a: forgets everything from position length on; 0 <= length <= cache->length. What is forgotten is
// never read again: attention stops at the length. So memory is not touched.
void cache_rewind(struct cache *cache, dim length);

// b: how many ids at the start of both are equal: what need not be computed again.
dim cache_common_prefix(const int32_t *a, dim a_count, const int32_t *b, dim b_count);

// b: makes the cache ready for ids [count]: keeps the rows that ids share with held [cache->length]
// (but always leaves at least the last id to be computed, for its logits) and rewinds to them.
// Returns how many leading ids need no computing.
dim cache_reuse(struct cache *cache, const int32_t *held, const int32_t *ids, dim count);

#endif

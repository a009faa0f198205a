// cache.c: your file. labs/14-cache/README.md explains the step,
// reference/include/cache.h says what each function gets and gives. Replace each LAB_TODO() and the
// (void) lines above it.
#include "cache.h"

#include "todo.h"

#include <assert.h>

// Part a. The formula of the handout: which of the config's sizes does it need?
dim cache_bytes(const struct model_config *config, dim B, dim C)
{
    (void)config, (void)B, (void)C;
    LAB_TODO();
}

// Part a. Layer by layer: keys, then values, each [B, C, kv_heads, head]. Pointers count in floats.
// Fill in every field of the struct.
void cache_init(struct cache *cache, float *memory, float **k, float **v,
                const struct model_config *config, dim B, dim C)
{
    (void)cache, (void)memory, (void)k, (void)v, (void)config, (void)B, (void)C;
    LAB_TODO();
}

// Part a. The rows are written already; this counts them, if there is room.
int cache_append(struct cache *cache, dim rows)
{
    (void)cache, (void)rows;
    LAB_TODO();
}

// Part a. Forgetting is cheap.
void cache_rewind(struct cache *cache, dim length)
{
    (void)cache, (void)length;
    LAB_TODO();
}

// Part b. Stop at the first difference, and at the end of the shorter one.
dim cache_common_prefix(const int32_t *a, dim a_count, const int32_t *b, dim b_count)
{
    (void)a, (void)a_count, (void)b, (void)b_count;
    LAB_TODO();
}

// Part b. How much can stay? The last id must be computed in any case: its logits are wanted.
dim cache_reuse(struct cache *cache, const int32_t *held, const int32_t *ids, dim count)
{
    (void)cache, (void)held, (void)ids, (void)count;
    LAB_TODO();
}

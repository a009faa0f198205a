// map.h: two hash maps for labs and reference alike: 64-bit keys (a pair of token ids fits), and
// byte strings (a pre-token, a token). Open addressing, linear probing, doubled when 2/3 full.
// Memory comes from the arena given at creation; nothing is freed before the arena is.
#ifndef CRUMB_MAP_H
#define CRUMB_MAP_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

struct map_slot {
    uint64_t key;
    int64_t value;
};

struct map {
    struct arena *arena;
    struct map_slot *slots;  // [capacity]
    uint8_t *used;           // [capacity]
    dim count, capacity;     // capacity is a power of two
};

void map_init(struct map *map, struct arena *arena, dim expected);
// The value stored under key, or fallback when there is none.
int64_t map_get(const struct map *map, uint64_t key, int64_t fallback);
// The place of key's value, made with value 0 when new. Valid until the next map_at or map_init.
int64_t *map_at(struct map *map, uint64_t key);

// The key for an ordered pair of token ids, both >= 0.
static inline uint64_t map_pair(int32_t left, int32_t right)
{
    return (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
}

struct bytes_slot {
    const uint8_t *bytes;  // NULL: free slot; the map keeps its own copy of the key
    uint32_t length, hash;
    int64_t value;
};

struct bytes_map {
    struct arena *arena;
    struct bytes_slot *slots;  // [capacity]
    dim count, capacity;
    uint8_t *room;             // where the next copy of a key goes; an arena block for each key
    dim room_left;             // would cost ARENA_ALIGN bytes for a key of five
};

void bytes_map_init(struct bytes_map *map, struct arena *arena, dim expected);
int64_t bytes_map_get(const struct bytes_map *map, const uint8_t *bytes, dim length,
                      int64_t fallback);
int64_t *bytes_map_at(struct bytes_map *map, const uint8_t *bytes, dim length);

#endif

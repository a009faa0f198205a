// map.c: hash maps by open addressing with linear probing (Knuth, TAOCP vol. 3, section 6.4).
// See map.h.
#include "map.h"

#include <assert.h>
#include <string.h>

enum { SMALLEST_CAPACITY = 16, ROOM_FIRST = 1 << 10, ROOM_LARGEST = 1 << 16 };

// A power of two that keeps count keys at or below 2/3 of it.
static dim capacity_for(dim count)
{
    dim capacity = SMALLEST_CAPACITY;
    while (capacity / 3 * 2 < count) capacity *= 2;
    return capacity;
}

// Spreads every bit of the key over the result (the finalizer of SplitMix64, Steele et al. 2014).
static uint64_t mix(uint64_t key)
{
    key = (key ^ key >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    key = (key ^ key >> 27) * UINT64_C(0x94D049BB133111EB);
    return key ^ key >> 31;
}

// ---- 64-bit keys ----------------------------------------------------------------------------

void map_init(struct map *map, struct arena *arena, dim expected)
{
    assert(expected >= 0);
    map->arena = arena;
    map->count = 0;
    map->capacity = capacity_for(expected);
    map->slots = arena_array(arena, (size_t)map->capacity, sizeof *map->slots);
    map->used = arena_array(arena, (size_t)map->capacity, 1);
}

// Where key is, or the free slot where it would go.
static dim find(const struct map *map, uint64_t key)
{
    const dim mask = map->capacity - 1;
    dim i = (dim)(mix(key) & (uint64_t)mask);
    // A free slot has key 0, so `used` is read only for slots with key 0: one cache line less.
    while (map->slots[i].key != key && (map->slots[i].key != 0 || map->used[i])) i = (i + 1) & mask;
    return i;
}

int64_t map_get(const struct map *map, uint64_t key, int64_t fallback)
{
    const dim i = find(map, key);
    return map->slots[i].key == key && map->used[i] ? map->slots[i].value : fallback;
}

static void grow(struct map *map)
{
    const struct map old = *map;
    map->capacity *= 2;
    map->slots = arena_array(map->arena, (size_t)map->capacity, sizeof *map->slots);
    map->used = arena_array(map->arena, (size_t)map->capacity, 1);
    for (dim i = 0; i < old.capacity; i++) {
        if (!old.used[i]) continue;
        const dim to = find(map, old.slots[i].key);
        map->slots[to] = old.slots[i];
        map->used[to] = 1;
    }
}

int64_t *map_at(struct map *map, uint64_t key)
{
    dim i = find(map, key);
    if (!map->used[i]) {
        if (map->count >= map->capacity / 3 * 2) {
            grow(map);
            i = find(map, key);
        }
        map->slots[i] = (struct map_slot){.key = key};
        map->used[i] = 1;
        map->count++;
    }
    return &map->slots[i].value;
}

// ---- byte strings ---------------------------------------------------------------------------

static uint32_t hash_bytes(const uint8_t *bytes, dim length)
{
    uint64_t hash = (uint64_t)length * UINT64_C(0x9E3779B97F4A7C15);
    uint64_t word = 0;
    for (; length >= 8; bytes += 8, length -= 8) {
        memcpy(&word, bytes, 8);
        hash = mix(hash ^ word);
    }
    word = 0;
    memcpy(&word, bytes, (size_t)length);
    return (uint32_t)(mix(hash ^ word) >> 32);
}

void bytes_map_init(struct bytes_map *map, struct arena *arena, dim expected)
{
    assert(expected >= 0);
    *map = (struct bytes_map){.arena = arena, .capacity = capacity_for(expected)};
    map->slots = arena_array(arena, (size_t)map->capacity, sizeof *map->slots);
}

static dim find_bytes(const struct bytes_map *map, const uint8_t *bytes, dim length, uint32_t hash)
{
    const dim mask = map->capacity - 1;
    for (dim i = (dim)hash & mask;; i = (i + 1) & mask) {
        const struct bytes_slot *slot = &map->slots[i];
        if (!slot->bytes) return i;
        if (slot->hash == hash && (dim)slot->length == length &&
            memcmp(slot->bytes, bytes, (size_t)length) == 0)
            return i;
    }
}

int64_t bytes_map_get(const struct bytes_map *map, const uint8_t *bytes, dim length,
                      int64_t fallback)
{
    assert(length >= 0);
    if (length > UINT32_MAX) return fallback;
    const dim i = find_bytes(map, bytes, length, hash_bytes(bytes, length));
    return map->slots[i].bytes ? map->slots[i].value : fallback;
}

static void grow_bytes(struct bytes_map *map)
{
    const struct bytes_map old = *map;
    map->capacity *= 2;
    map->slots = arena_array(map->arena, (size_t)map->capacity, sizeof *map->slots);
    const dim mask = map->capacity - 1;
    for (dim i = 0; i < old.capacity; i++) {
        if (!old.slots[i].bytes) continue;
        dim to = (dim)old.slots[i].hash & mask;  // keys differ, so the first free slot is theirs
        while (map->slots[to].bytes) to = (to + 1) & mask;
        map->slots[to] = old.slots[i];
    }
}

static const uint8_t *keep(struct bytes_map *map, const uint8_t *bytes, dim length)
{
    if (length >= map->room_left) {  // not >: an empty key too must get a place that is not NULL
        dim room = map->count < ROOM_FIRST ? ROOM_FIRST : ROOM_LARGEST;
        if (room < length + 1) room = length + 1;
        map->room = arena_alloc(map->arena, (size_t)room);
        map->room_left = room;
    }
    uint8_t *copy = map->room;
    memcpy(copy, bytes, (size_t)length);
    map->room += length;
    map->room_left -= length;
    return copy;
}

int64_t *bytes_map_at(struct bytes_map *map, const uint8_t *bytes, dim length)
{
    assert(length >= 0 && length <= UINT32_MAX);
    const uint32_t hash = hash_bytes(bytes, length);
    dim i = find_bytes(map, bytes, length, hash);
    if (!map->slots[i].bytes) {
        if (map->count >= map->capacity / 3 * 2) {
            grow_bytes(map);
            i = find_bytes(map, bytes, length, hash);
        }
        map->slots[i] = (struct bytes_slot){
            .bytes = keep(map, bytes, length), .length = (uint32_t)length, .hash = hash};
        map->count++;
    }
    return &map->slots[i].value;
}

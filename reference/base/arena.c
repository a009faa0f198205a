// arena.c: chunks of zeroed memory, handed out from the newest. See arena.h.
#include "arena.h"

#include "fail.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SMALLEST = 1 << 16, CHUNK_LARGEST = 1 << 26 };  // bytes

struct arena_chunk {
    struct arena_chunk *older;
    size_t used, capacity;  // bytes of data
    unsigned char *data;    // aligned to ARENA_ALIGN, inside this allocation
};

static struct arena_chunk *new_chunk(struct arena *arena, size_t bytes)
{
    // A new chunk is as large as all before it, within limits: few chunks, little of them unused.
    size_t capacity = arena->taken < CHUNK_LARGEST ? arena->taken : CHUNK_LARGEST;
    if (capacity < CHUNK_SMALLEST) capacity = CHUNK_SMALLEST;
    if (capacity < bytes) capacity = bytes;
    size_t total = sizeof(struct arena_chunk) + ARENA_ALIGN + capacity;
    // calloc: the system's fresh pages are zero already, and are not touched before they are used
    struct arena_chunk *chunk = total > capacity ? calloc(1, total) : NULL;
    if (!chunk)
        fail_environment("memory: %zu bytes wanted beside the %zu held; free some or ask for a "
                         "smaller job", bytes, arena->taken);
    uintptr_t start = (uintptr_t)(chunk + 1);
    chunk->data = (unsigned char *)((start + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN);
    chunk->capacity = capacity;
    chunk->older = arena->newest;
    arena->newest = chunk;
    arena->taken += total;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        fail_environment("memory: %zu bytes wanted at once; ask for a smaller job", bytes);
    size_t rounded = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct arena_chunk *chunk = arena->newest;
    if (!chunk || chunk->capacity - chunk->used < rounded) chunk = new_chunk(arena, rounded);
    void *result = chunk->data + chunk->used;
    chunk->used += rounded;
    arena->used += rounded;
    return result;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        fail_environment("memory: %zu items of %zu bytes wanted; ask for a smaller job", count,
                         size);
    return arena_alloc(arena, count * size);
}

const char *arena_print(struct arena *arena, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *kept = arena_alloc(arena, strlen(text) + 1);
    return strcpy(kept, text);
}

void arena_free(struct arena *arena)
{
    for (struct arena_chunk *chunk = arena->newest, *older; chunk; chunk = older) {
        older = chunk->older;
        free(chunk);
    }
    *arena = (struct arena){0};
}

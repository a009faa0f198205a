// arena.h: memory that is planned, taken once and freed at once. Pointers stay valid until
// arena_free: a full chunk is left where it is and a further one is begun.
#ifndef CRUMB_ARENA_H
#define CRUMB_ARENA_H

#include <stddef.h>

struct arena_chunk;
struct arena {
    struct arena_chunk *newest;
    size_t used;   // bytes handed out, alignment included
    size_t taken;  // bytes held from the system
};

enum { ARENA_ALIGN = 64 };  // one cache line, one AVX-512 register

// Zeroed memory aligned to ARENA_ALIGN. Never returns NULL: out of memory is fail_environment.
void *arena_alloc(struct arena *arena, size_t bytes);
// The same for count items of size bytes; an overflowing product is fail_environment.
void *arena_array(struct arena *arena, size_t count, size_t size);
// What printf would print, at most 511 bytes of it, in the arena: for sentences about bad input.
__attribute__((format(printf, 2, 3))) const char *arena_print(struct arena *arena,
                                                              const char *format, ...);
void arena_free(struct arena *arena);  // gives everything back; the arena may be used again

#endif

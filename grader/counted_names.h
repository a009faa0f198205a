// counted_names.h: in an object whose work is counted, what moves memory and what takes it has
// another name, so that it is counted too (counter.c). The compiler alone sees this, before a
// file's first line: no declaration and no message of it changes.
#pragma redefine_extname memcpy counted_memcpy
#pragma redefine_extname memmove counted_memmove
#pragma redefine_extname memset counted_memset
#pragma redefine_extname memcmp counted_memcmp
#pragma redefine_extname arena_alloc counted_arena_alloc
#pragma redefine_extname arena_array counted_arena_array

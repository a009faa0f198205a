// own_malloc.c: its own malloc
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
#include <stddef.h>

void *malloc(size_t bytes)
{
    (void)bytes;
    return NULL;
}

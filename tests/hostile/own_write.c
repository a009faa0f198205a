// own_write.c: its own write, through which the grader's answers would go
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
#include <stddef.h>

long write(int descriptor, const void *bytes, size_t count);
long write(int descriptor, const void *bytes, size_t count)
{
    (void)descriptor, (void)bytes;
    return (long)count;
}

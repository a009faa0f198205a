// assert.h: stands before the system's when topics are compiled for a handout: the same, but no line of
// the source stays in the object.
#include <stdio.h>
#include <stdlib.h>

#undef assert
#define assert(holds) \
    ((holds) ? (void)0 : (void)(fputs("a size or value that the contract forbids\n", stderr), abort()))
#undef static_assert
#define static_assert _Static_assert

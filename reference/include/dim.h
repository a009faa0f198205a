// dim.h: the type of every count and index. Signed, so that t - 1 is safe; 64 bits where pointers
// are, so that batch * positions * vocabulary cannot overflow. Letters for sizes: docs/shapes.md.
#ifndef CRUMB_DIM_H
#define CRUMB_DIM_H

#include <stddef.h>

typedef ptrdiff_t dim;

#endif

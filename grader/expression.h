// expression.h: the sizes of a recipe, by name, and what is computed from them ("2*half+1").
#ifndef CRUMB_EXPRESSION_H
#define CRUMB_EXPRESSION_H

#include "dim.h"

#include <stdbool.h>

enum { SIZES_MAX = 32 };

struct sizes {
    struct {
        const char *name;
        dim value;
    } all[SIZES_MAX];
    int count;
};

// Names and whole numbers with + - *, where * binds tighter. False when text is not that, or names
// no size.
bool expression_value(dim *value, const char *text, const struct sizes *sizes);

#endif

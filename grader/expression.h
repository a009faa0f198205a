// expression.h: the sizes of a recipe or a question, by name, and what is computed from them
// ("2*half+1"). Whole numbers of 64 bits; what does not fit, or is not whole, is no value.
#ifndef CRUMB_EXPRESSION_H
#define CRUMB_EXPRESSION_H

#include "dim.h"

#include <stdbool.h>

enum { SIZES_MAX = 32, EXPRESSION_WHY = 160 };

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

// The same and more: a / b, which must be whole; a % b; a ^ b, which binds tightest; parentheses;
// min(a, b), max(a, b); ceil(a, b) and floor(a, b), which are a / b rounded up and down; log2(a) of
// a power of two. % ceil floor want a >= 0 and b > 0. False when it has no value: why
// [EXPRESSION_WHY] then says in a few words what is wrong.
bool expression_whole(dim *value, char *why, const char *text, const struct sizes *sizes);

#endif

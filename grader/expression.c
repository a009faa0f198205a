// expression.c: sums of products, from left to right. See expression.h.
#include "expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// A name or a number at *text, which moves behind it and the spaces around it.
static bool operand(dim *value, const char **text, const struct sizes *sizes)
{
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " +-*");
    bool found = isdigit((unsigned char)**text) != 0;
    if (found) {
        char *end;
        *value = (dim)strtol(*text, &end, 10);
        found = end == *text + length;
    }
    for (int i = 0; i < sizes->count && !found; i++) {
        found = strlen(sizes->all[i].name) == length &&
                strncmp(sizes->all[i].name, *text, length) == 0;
        if (found) *value = sizes->all[i].value;
    }
    *text += length;
    *text += strspn(*text, " ");
    return found;
}

bool expression_value(dim *value, const char *text, const struct sizes *sizes)
{
    dim sum = 0, product = 1, factor;
    for (;;) {
        if (!operand(&factor, &text, sizes)) return false;
        product *= factor;
        if (*text == '*') {
            text++;
            continue;
        }
        sum += product;
        if (*text == 0) break;
        if (*text != '+' && *text != '-') return false;
        product = *text++ == '-' ? -1 : 1;
    }
    *value = sum;
    return true;
}

// bounds.c: a table of every *_BOUND macro in reference/include. build/bounds.inc is made by
// .make/bounds.sh; a new contract needs no line here.
#include "bounds.h"

#include <string.h>

#define ROW(name)                \
    static double of_##name(double n) \
    {                            \
        (void)n;                 \
        return (double)name(n);  \
    }
#include "bounds.inc"
#undef ROW

static const struct {
    const char *name;
    double (*bound)(double n);
} table[] = {
#define ROW(macro) {#macro, of_##macro},
#include "bounds.inc"
#undef ROW
};

double bound_of(const char *name, double n)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0) return table[i].bound(n);
    return -1.0;
}

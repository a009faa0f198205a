// check.h: what every unit test shares: cmocka, and comparison against float64 by the error bound.
#ifndef CRUMB_CHECK_H
#define CRUMB_CHECK_H

#include "dim.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

// |got - exact| <= bound * max|exact| over the tensor; a non-finite value never passes.
#define expect_close(name, got, exact, count, bound) \
    check_close(name, got, exact, count, bound, __FILE__, __LINE__)

static inline void check_close(const char *name, const float *got, const double *exact, dim count,
                               double bound, const char *file, int line)
{
    double largest = 0.0, worst = 0.0;
    for (dim i = 0; i < count; i++) largest = fmax(largest, fabs(exact[i]));
    for (dim i = 0; i < count; i++) {
        double off = fabs((double)got[i] - exact[i]);
        worst = fmax(worst, off);
        if (off <= bound * largest) continue;  // false for NaN too
        print_error("%s[%td] = %.9g, exact %.17g: %.3g times the bound\n", name, i, (double)got[i],
                    exact[i], off / (bound * largest));
        _fail(file, line);
    }
    if (getenv("CRUMB_WORST"))  // tests/worst_errors.sh makes a table of these
        print_message("worst %s %.9f\n", name, worst > 0.0 ? worst / (bound * largest) : 0.0);
}

#endif

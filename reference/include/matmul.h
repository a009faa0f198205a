// matmul.h: the only door to a matrix product for reference ops. Row-major, float32.
//   c [m, n] = a' [m, k] b' [k, n] + (accumulate ? c : 0)
// a' is a [m, k], or the transpose of a [k, m]; b' is b [k, n], or the transpose of b [n, k].
// lda, ldb, ldc: floats from one stored row to the next. Splits the rows (or columns) of c over our
// own OpenMP team; called inside a parallel region it runs on the calling thread alone.
// Two implementations, chosen by the Makefile: matmul_blis.c and matmul_plain.c.
#ifndef CRUMB_MATMUL_H
#define CRUMB_MATMUL_H

#include "dim.h"

#include <stdbool.h>

enum matmul_transpose { MATMUL_AS_IS = 0, MATMUL_TRANSPOSED = 1 };

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate);
// What runs underneath, for --version and bench: "BLIS 0.9.0 (skx)", "plain loops".
const char *matmul_name(void);

#endif

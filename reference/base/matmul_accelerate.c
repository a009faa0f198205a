// matmul_accelerate.c: the matrix product by Apple's Accelerate, where there is no BLIS; the
// Makefile chooses it instead of matmul_blis.c. Accelerate brings its own threads. See matmul.h.
#include "matmul.h"

#include <assert.h>
#include <limits.h>

#include <Accelerate/Accelerate.h>

static int size(dim n)
{
    assert(n >= 0 && n <= INT_MAX);
    return (int)n;
}

static int leading(dim ld)  // BLAS wants at least 1, even of a matrix without columns
{
    return ld > 0 ? size(ld) : 1;
}

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate)
{
    assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
    if (m == 0 || n == 0) return;
    cblas_sgemm(CblasRowMajor, a_transpose ? CblasTrans : CblasNoTrans,
                b_transpose ? CblasTrans : CblasNoTrans, size(m), size(n), size(k), 1.0f, a,
                leading(lda), b, leading(ldb), accumulate ? 1.0f : 0.0f, c, leading(ldc));
}

const char *matmul_name(void)
{
    return "Accelerate";
}

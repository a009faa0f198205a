// matmul_plain.c: the matrix product where there is no BLIS. Same contract, no library; chosen by
// the Makefile instead of matmul_blis.c. See matmul.h.
#include "matmul.h"

#include <assert.h>

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate)
{
    assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
    const dim a_row = a_transpose ? 1 : lda, a_col = a_transpose ? lda : 1;
    const dim b_row = b_transpose ? 1 : ldb, b_col = b_transpose ? ldb : 1;

    #pragma omp parallel for schedule(static) if (m * n * k >= 65536)
    for (dim i = 0; i < m; i++)
        for (dim j = 0; j < n; j++) {
            float sum = accumulate ? c[i * ldc + j] : 0.0f;
            for (dim p = 0; p < k; p++) sum += a[i * a_row + p * a_col] * b[p * b_row + j * b_col];
            c[i * ldc + j] = sum;
        }
}

const char *matmul_name(void)
{
    return "plain loops (no BLIS)";
}

// matmul_blis.c: the matrix product by BLIS, and the only file that includes it. See matmul.h.
// Serial BLIS is called by each thread of our own team for its share of the rows or columns of c:
// BLIS's own threads wait for each other by spinning, which collapses beside a busy neighbour.
#include "matmul.h"

#include <assert.h>
#include <blis.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "dots.h"
#include "parallel.h"

enum { SERIAL_BELOW = 65536, TILE = 16 };  // multiply-adds; rows and columns are split in tiles
enum { THIN = 32, LARGE = 1 << 22 };       // rows or columns; multiply-adds

static char name[64] = "BLIS";

#if defined(__x86_64__) && defined(__GNUC__)
static bool avx512_missed(void)
{
    __builtin_cpu_init();
    return bli_cpuid_query_id() == BLIS_ARCH_HASWELL && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}
#else
static bool avx512_missed(void)
{
    return false;
}
#endif

// BLIS 0.9 asks for an Intel CPU's name to count its AVX-512 units. Virtual machines hide the name,
// and BLIS settles for haswell, at 0.55 times the speed: only then CPUID decides for skx. Elsewhere
// BLIS's choice is the better one: on AMD's Zen 4 zen3 is a tenth ahead of skx on large products,
// and twice to ten times on small ones. The variable is a number; a choice of the user's is kept.
static void choose_kernels(void)
{
    char number[16];
    snprintf(number, sizeof number, "%d", (int)BLIS_ARCH_SKX);
    if (avx512_missed()) setenv("BLIS_ARCH_TYPE", number, 0);
    bli_thread_set_num_threads(1);
    snprintf(name, sizeof name, "BLIS %s (%s)", bli_info_get_version_str(),
             bli_arch_string(bli_arch_query_id()));
}

static void prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, choose_kernels);
}

const char *matmul_name(void)
{
    prepare();
    return name;
}

// BLIS has a second way for small and thin products, which copies no blocks before it multiplies.
// It tells them by one side alone, and takes it for 256 x 768 x 2048 too, at half of the speed.
static void choose_way(rntm_t *how, dim m, dim n, dim k)
{
    bli_rntm_init_from_global(how);
    bli_rntm_set_num_threads(1, how);
    if (m >= THIN && n >= THIN && m * n * k >= LARGE) bli_rntm_disable_l3_sup(how);
}

struct product {
    float *c;
    const float *a, *b;
    dim ldc, a_row, a_col, b_row, b_col, m, n, k;
    bool accumulate;
    rntm_t how;
};

// The rows (or columns, when there are more of them) of c from tile first to before tile last.
static void share(const struct product *p, dim first, dim last)
{
    float one = 1.0f, keep = p->accumulate ? 1.0f : 0.0f;
    const bool by_rows = p->m >= p->n;
    const dim all = by_rows ? p->m : p->n, start = first * TILE;
    const dim count = (last * TILE < all ? last * TILE : all) - start;
    const dim row = by_rows ? start : 0, col = by_rows ? 0 : start;
    const float *a = p->a + row * p->a_row, *b = p->b + col * p->b_col;
    float *c = p->c + row * p->ldc + col;
    rntm_t how = p->how;
    if (p->m == 1 && p->a_col == 1 && p->b_row == 1)
        dots(c, a, b, p->b_col, count, p->k, p->accumulate);
    else if (p->m == 1 && p->a_col == 1 && p->b_col == 1)
        weighted_rows(c, a, b, p->b_row, p->k, count, p->accumulate);
    else
        bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, by_rows ? count : p->m,
                     by_rows ? p->n : count, p->k, &one, (float *)(uintptr_t)a, p->a_row, p->a_col,
                     (float *)(uintptr_t)b, p->b_row, p->b_col, &keep, c, p->ldc, 1, NULL, &how);
}

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate)
{
    assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
    if (m == 0 || n == 0) return;  // BLIS would still look at the pointers
    struct product product = {.c = c, .a = a, .b = b, .ldc = ldc, .m = m, .n = n, .k = k,
                              .a_row = a_transpose ? 1 : lda, .a_col = a_transpose ? lda : 1,
                              .b_row = b_transpose ? 1 : ldb, .b_col = b_transpose ? ldb : 1,
                              .accumulate = accumulate};
    prepare();
    choose_way(&product.how, m, n, k);

    const dim tiles = ((m >= n ? m : n) + TILE - 1) / TILE;
    const dim threads = m * n * k < SERIAL_BELOW ? 1 : parallel_threads();
    const dim jobs = tiles < threads ? tiles : threads;
    if (jobs <= 1) {  // outside the pragma: even a team of one calls the system
        share(&product, 0, tiles);
        return;
    }
    #pragma omp parallel for schedule(static)
    for (dim job = 0; job < jobs; job++)
        share(&product, tiles * job / jobs, tiles * (job + 1) / jobs);
}

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

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate)
{
    assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
    float one = 1.0f, keep = accumulate ? 1.0f : 0.0f;
    const dim a_row = a_transpose ? 1 : lda, a_col = a_transpose ? lda : 1;
    const dim b_row = b_transpose ? 1 : ldb, b_col = b_transpose ? ldb : 1;
    const bool by_rows = m >= n;
    const dim tiles = ((by_rows ? m : n) + TILE - 1) / TILE;
    rntm_t how;
    if (m == 0 || n == 0) return;  // BLIS would still look at the pointers
    prepare();
    choose_way(&how, m, n, k);

    const dim threads = m * n * k < SERIAL_BELOW ? 1 : parallel_threads();
    const dim jobs = tiles < threads ? tiles : threads;
    #pragma omp parallel for schedule(static) if (jobs > 1)
    for (dim job = 0; job < jobs; job++) {
        const dim start = tiles * job / jobs * TILE, next = tiles * (job + 1) / jobs * TILE;
        const dim all = by_rows ? m : n, count = (next < all ? next : all) - start;
        const dim row = by_rows ? start : 0, col = by_rows ? 0 : start;
        rntm_t mine = how;
        if (m == 1 && a_col == 1 && b_row == 1) {
            dots(c + col, a, b + col * b_col, b_col, count, k, accumulate);
            continue;
        }
        bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, by_rows ? count : m, by_rows ? n : count,
                     k, &one, (float *)(uintptr_t)(a + row * a_row), a_row, a_col,
                     (float *)(uintptr_t)(b + col * b_col), b_row, b_col, &keep,
                     c + row * ldc + col, ldc, 1, NULL, &mine);
    }
}

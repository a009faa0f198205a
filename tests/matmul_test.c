// matmul_test.c: the laws of the matrix product, whichever library stands behind it.
#include "matmul.h"

#include "arrays.h"
#include "check.h"
#include "linear.h"
#include "parallel.h"

struct product {
    dim m, n, k, padding;  // padding: floats behind each stored row that belong to nobody
    enum matmul_transpose a, b;
    bool accumulate;
};

struct made {
    float *a, *b, *c;
    dim lda, ldb, ldc;
};

static float *padded(dim rows, dim cols, dim padding, float behind)
{
    float *values = normal(rows * (cols + padding), 1.0f);
    for (dim r = 0; r < rows; r++)
        for (dim c = cols; c < cols + padding; c++) values[r * (cols + padding) + c] = behind;
    return values;
}

static struct made make(const struct product *p)
{
    const dim a_rows = p->a ? p->k : p->m, a_cols = p->a ? p->m : p->k;
    const dim b_rows = p->b ? p->n : p->k, b_cols = p->b ? p->k : p->n;
    struct made made = {padded(a_rows, a_cols, p->padding, NAN),
                        padded(b_rows, b_cols, p->padding, NAN),
                        padded(p->m, p->n, p->padding, 7.0f),
                        a_cols + p->padding, b_cols + p->padding, p->n + p->padding};
    for (dim i = 0; i < p->m && !p->accumulate; i++)  // what is overwritten may be anything
        for (dim j = 0; j < p->n; j++) made.c[i * made.ldc + j] = NAN;
    return made;
}

static void run(float *c, const struct made *made, const struct product *p)
{
    matmul(c, made->ldc, made->a, made->lda, p->a, made->b, made->ldb, p->b, p->m, p->n, p->k,
           p->accumulate);
}

static void check(struct product p)
{
    const struct made made = make(&p);
    const float *before = copy_of(made.c, p.m * made.ldc);
    double *exact = exactly(p.m * made.ldc);
    for (dim i = 0; i < p.m; i++)
        for (dim j = 0; j < made.ldc; j++) {
            double *sum = exact + i * made.ldc + j;
            *sum = p.accumulate || j >= p.n ? (double)before[i * made.ldc + j] : 0.0;
            for (dim s = 0; s < p.k && j < p.n; s++)
                *sum += (double)made.a[p.a ? s * made.lda + i : i * made.lda + s] *
                        (double)made.b[p.b ? j * made.ldb + s : s * made.ldb + j];
        }
    run(made.c, &made, &p);
    expect_close("c", made.c, exact, p.m * made.ldc, LINEAR_BOUND(p.k));
}

static void every_way_to_store_the_factors(dim m, dim n, dim k)
{
    for (int way = 0; way < 16; way++)
        check((struct product){m, n, k, way & 8 ? 3 : 0, way & 1 ? MATMUL_TRANSPOSED : MATMUL_AS_IS,
                               way & 2 ? MATMUL_TRANSPOSED : MATMUL_AS_IS, (way & 4) != 0});
}

static void products_are_right_for_every_size_transpose_and_stride(void **state)
{
    (void)state;
    every_way_to_store_the_factors(11, 13, 1);
    every_way_to_store_the_factors(5, 3, 7);
    every_way_to_store_the_factors(1, 67, 131);  // one row, as decoding has it
    every_way_to_store_the_factors(129, 1, 65);
    every_way_to_store_the_factors(2, 513, 77);
    every_way_to_store_the_factors(33, 65, 257);
    every_way_to_store_the_factors(197, 101, 211);  // large enough for blocks
}

static void a_sum_of_no_terms_is_zero_or_what_was_there(void **state)
{
    (void)state;
    check((struct product){3, 5, 0, 1, MATMUL_AS_IS, MATMUL_TRANSPOSED, false});
    check((struct product){3, 5, 0, 1, MATMUL_AS_IS, MATMUL_TRANSPOSED, true});
    check((struct product){1, 5, 0, 1, MATMUL_AS_IS, MATMUL_TRANSPOSED, false});
    matmul(NULL, 3, NULL, 2, MATMUL_AS_IS, NULL, 2, MATMUL_TRANSPOSED, 0, 3, 2, false);
}

static void the_number_of_threads_does_not_change_a_bit(void **state)
{
    (void)state;
    const dim sizes[][3] = {{1, 1031, 301}, {4, 517, 129}, {37, 203, 83}, {211, 305, 129},
                            {67, 513, 259}, {1, 97, 4099}};
    const int threads = parallel_threads();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int way = 0; way < 4; way++) {
            const struct product p = {sizes[i][0], sizes[i][1], sizes[i][2], 0,
                                      way & 1 ? MATMUL_TRANSPOSED : MATMUL_AS_IS,
                                      way & 2 ? MATMUL_TRANSPOSED : MATMUL_AS_IS, false};
            const struct made made = make(&p);
            float *one = unwritten(p.m * p.n);
            parallel_limit(1);
            run(one, &made, &p);
            for (int team = 2; team <= 4; team++) {
                parallel_limit(team);
                run(made.c, &made, &p);
                assert_memory_equal(made.c, one, (size_t)(p.m * p.n) * sizeof *one);
            }
        }
    parallel_limit(threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(products_are_right_for_every_size_transpose_and_stride),
        law(a_sum_of_no_terms_is_zero_or_what_was_there),
        law(the_number_of_threads_does_not_change_a_bit),
    };
    return cmocka_run_group_tests_name("matmul", tests, NULL, NULL);
}

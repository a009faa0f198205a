// norm_test.c: the laws of root-mean-square normalisation and of its gradients.
#include "norm.h"

#include "arrays.h"
#include "check.h"

static void exact_forward(double *y, double *rstd, const float *x, const float *gain, dim rows,
                          dim cols, double eps)
{
    for (dim r = 0; r < rows; r++) {
        double squares = 0.0;
        for (dim c = 0; c < cols; c++) squares += (double)x[r * cols + c] * (double)x[r * cols + c];
        rstd[r] = 1.0 / sqrt(squares / (double)cols + eps);
        for (dim c = 0; c < cols; c++)
            y[r * cols + c] = (double)gain[c] * (double)x[r * cols + c] * rstd[r];
    }
}

static void check_forward(float scale, float eps, dim rows, dim cols)
{
    const float *x = normal(rows * cols, scale), *gain = normal(cols, 1.0f);
    float *y = unwritten(rows * cols), *rstd = unwritten(rows);
    double *y_exact = exactly(rows * cols), *rstd_exact = exactly(rows);
    exact_forward(y_exact, rstd_exact, x, gain, rows, cols, (double)eps);
    norm_forward(y, rstd, x, gain, rows, cols, eps);
    expect_close("y", y, y_exact, rows * cols, NORM_BOUND(cols));
    expect_close("rstd", rstd, rstd_exact, rows, NORM_BOUND(cols));
}

static void forward_divides_each_row_by_its_root_mean_square(void **state)
{
    (void)state;
    check_forward(1.0f, 1e-5f, 5, 7);
    check_forward(1e-3f, 1e-5f, 3, 33);   // epsilon counts, under the root
    check_forward(1e20f, 1e-5f, 3, 129);  // squares beyond float32
    check_forward(3.0f, 1e-6f, 131, 257); // large enough for the threads
    check_forward(2.0f, 1e-2f, 4, 1);
}

static void a_row_of_equal_values_becomes_the_gain(void **state)
{
    (void)state;
    const float x[4] = {3, 3, 3, 3}, gain[4] = {1, 2, -3, 4};
    const double exact[4] = {1, 2, -3, 4};
    float y[4], rstd[1];
    norm_forward(y, rstd, x, gain, 1, 4, 1e-12f);
    expect_close("y", y, exact, 4, NORM_BOUND(4));
}

static void a_row_of_zeros_stays_zeros(void **state)
{
    (void)state;
    const float x[3] = {0, 0, 0}, gain[3] = {1, 2, 3};
    float y[3] = {NAN, NAN, NAN}, rstd[1];
    norm_forward(y, rstd, x, gain, 1, 3, 1e-6f);
    for (int c = 0; c < 3; c++) assert_true(y[c] == 0.0f);
}

// Central differences of sum(dy * y) in float64, for every input.
static void backward_is_the_slope_of_forward(void **state)
{
    (void)state;
    enum { ROWS = 4, COLS = 9 };
    const float eps = 1e-3f;
    const float *x = normal(ROWS * COLS, 1.0f), *gain = normal(COLS, 1.0f);
    const float *dy = normal(ROWS * COLS, 1.0f), *before = normal(COLS, 1.0f);
    float *y = unwritten(ROWS * COLS), *rstd = unwritten(ROWS);
    float *dx = unwritten(ROWS * COLS), *dgain = copy_of(before, COLS);
    double *dx_exact = exactly(ROWS * COLS), *dgain_exact = exactly(COLS);
    norm_forward(y, rstd, x, gain, ROWS, COLS, eps);
    norm_backward(dx, dgain, dy, x, rstd, gain, ROWS, COLS);
    for (dim c = 0; c < COLS; c++) dgain_exact[c] = (double)before[c];
    for (dim r = 0; r < ROWS; r++) {
        double squares = (double)eps * COLS, mixed = 0.0;
        for (dim c = 0; c < COLS; c++) squares += pow((double)x[r * COLS + c], 2.0);
        double inverse = 1.0 / sqrt(squares / COLS);
        for (dim c = 0; c < COLS; c++)
            mixed += (double)gain[c] * (double)dy[r * COLS + c] * (double)x[r * COLS + c];
        for (dim c = 0; c < COLS; c++) {
            double at = (double)x[r * COLS + c], up = (double)dy[r * COLS + c];
            dx_exact[r * COLS + c] =
                inverse * (double)gain[c] * up - at * mixed * pow(inverse, 3.0) / COLS;
            dgain_exact[c] += up * at * inverse;
        }
    }
    expect_close("dx", dx, dx_exact, ROWS * COLS, NORM_BACKWARD_BOUND(COLS));
    expect_close("dgain", dgain, dgain_exact, COLS, NORM_BACKWARD_BOUND(ROWS));
}

static void finite_differences_agree(void **state)
{
    (void)state;
    enum { COLS = 5 };
    const float *gain = normal(COLS, 1.0f), *dy = normal(COLS, 1.0f), *x = normal(COLS, 1.0f);
    float *y = unwritten(COLS), *rstd = unwritten(1), *dx = unwritten(COLS), dgain[COLS] = {0};
    norm_forward(y, rstd, x, gain, 1, COLS, 1e-2f);
    norm_backward(dx, dgain, dy, x, rstd, gain, 1, COLS);
    const double h = 1e-3;
    for (dim c = 0; c < COLS; c++) {
        double slope = 0.0, largest = 0.0, moved[COLS], one[1];
        for (int side = -1; side <= 1; side += 2) {
            float *at = copy_of(x, COLS);
            at[c] += (float)(side * h);
            exact_forward(moved, one, at, gain, 1, COLS, 1e-2);
            for (dim i = 0; i < COLS; i++)
                slope += side * moved[i] * (double)dy[i] /
                         ((double)(x[c] + (float)h) - (double)(x[c] - (float)h));
        }
        for (dim i = 0; i < COLS; i++) largest = fmax(largest, fabs((double)dx[i]));
        assert_true(fabs(slope - (double)dx[c]) < 1e-4 * (1.0 + largest));  // h^2 and rounding of h
    }
}

static void large_jobs_agree_with_row_by_row(void **state)
{
    (void)state;
    enum { ROWS = 257, COLS = 131 };
    const float *x = normal(ROWS * COLS, 1.0f), *gain = normal(COLS, 1.0f);
    const float *dy = normal(ROWS * COLS, 1.0f);
    float *y = unwritten(ROWS * COLS), *rstd = unwritten(ROWS), *dx = unwritten(ROWS * COLS);
    float *one = unwritten(COLS), *dgain = copy_of(gain, COLS), *slow = copy_of(gain, COLS);
    norm_forward(y, rstd, x, gain, ROWS, COLS, 1e-5f);
    norm_backward(dx, dgain, dy, x, rstd, gain, ROWS, COLS);
    for (dim r = 0; r < ROWS; r++) {
        norm_backward(one, slow, dy + r * COLS, x + r * COLS, rstd + r, gain, 1, COLS);
        assert_memory_equal(one, dx + r * COLS, COLS * sizeof *one);
    }
    assert_memory_equal(dgain, slow, COLS * sizeof *slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(forward_divides_each_row_by_its_root_mean_square),
        law(a_row_of_equal_values_becomes_the_gain),
        law(a_row_of_zeros_stays_zeros),
        law(backward_is_the_slope_of_forward),
        law(finite_differences_agree),
        law(large_jobs_agree_with_row_by_row),
    };
    return cmocka_run_group_tests_name("norm", tests, NULL, NULL);
}

// softmax_test.c: the laws of softmax with a length per row, and of its gradient.
#include "softmax.h"

#include "arrays.h"
#include "check.h"

static void exact_softmax(double *y, const float *x, dim length)
{
    double largest = -INFINITY, sum = 0.0;
    for (dim c = 0; c < length; c++) largest = fmax(largest, (double)x[c]);
    for (dim c = 0; c < length; c++) sum += exp((double)x[c] - largest);
    for (dim c = 0; c < length; c++) y[c] = exp((double)x[c] - largest) / sum;
}

static void check_forward(float scale, float shift, dim rows, dim cols, const dim *lengths)
{
    float *x = normal(rows * cols, scale), *y = unwritten(rows * cols);
    double *exact = exactly(rows * cols);
    for (dim r = 0; r < rows; r++) {
        const dim length = lengths ? lengths[r] : cols;
        for (dim c = 0; c < cols; c++) x[r * cols + c] += shift;
        exact_softmax(exact + r * cols, x + r * cols, length);
        for (dim c = length; c < cols; c++) x[r * cols + c] = NAN;  // must not be read
    }
    softmax_forward(y, x, lengths, rows, cols);
    expect_close("y", y, exact, rows * cols, SOFTMAX_BOUND(cols));
    softmax_forward(x, x, lengths, rows, cols);  // in place
    assert_memory_equal(x, y, (size_t)(rows * cols) * sizeof *y);
}

static void each_row_is_divided_by_its_sum(void **state)
{
    (void)state;
    const dim lengths[5] = {7, 1, 0, 3, 6};
    check_forward(1.0f, 0.0f, 3, 5, NULL);
    check_forward(4.0f, 0.0f, 5, 7, lengths);
    check_forward(1.0f, 0.0f, 97, 301, NULL);  // large enough for the threads
    check_forward(3.0f, 1e4f, 4, 9, NULL);
    check_forward(3.0f, -1e4f, 4, 9, NULL);
    check_forward(300.0f, 0.0f, 2, 33, NULL);
}

static void rows_of_very_different_size_do_not_meet(void **state)
{
    (void)state;
    const float x[9] = {0.5f, -0.25f, 0.0f, 1e4f, 1e4f - 1.0f, 9998.0f, -1e4f, -10001.0f, -1e4f};
    double exact[9];
    float y[9];
    for (dim r = 0; r < 3; r++) exact_softmax(exact + 3 * r, x + 3 * r, 3);
    softmax_forward(y, x, NULL, 3, 3);
    for (dim r = 0; r < 3; r++) expect_close("y", y + 3 * r, exact + 3 * r, 3, SOFTMAX_BOUND(3));
}

static void a_score_of_minus_infinity_has_no_weight(void **state)
{
    (void)state;
    const float x[6] = {-INFINITY, 2.0f, -INFINITY, -INFINITY, -INFINITY, -INFINITY};
    float y[6];
    softmax_forward(y, x, NULL, 2, 3);
    const float wanted[6] = {0, 1, 0, 0, 0, 0};
    for (int i = 0; i < 6; i++) assert_true(y[i] == wanted[i]);
}

static void a_constant_added_to_a_row_changes_nothing(void **state)
{
    (void)state;
    float *x = normal(11, 2.0f), *y = unwritten(11), *shifted = unwritten(11);
    double exact[11];
    softmax_forward(y, x, NULL, 1, 11);
    for (int i = 0; i < 11; i++) {
        exact[i] = (double)y[i];
        x[i] = ldexpf(roundf(ldexpf(x[i], 12)), -12) + 64.0f;  // exact in float32 before and after
    }
    for (int i = 0; i < 11; i++) x[i] -= 64.0f;
    softmax_forward(y, x, NULL, 1, 11);
    for (int i = 0; i < 11; i++) exact[i] = (double)y[i];
    for (int i = 0; i < 11; i++) x[i] += 64.0f;
    softmax_forward(shifted, x, NULL, 1, 11);
    expect_close("shifted", shifted, exact, 11, 2 * SOFTMAX_BOUND(11));
}

static void check_backward(dim rows, dim cols, const dim *lengths)
{
    float *dy = normal(rows * cols, 1.0f), *y = normal(rows * cols, 1.0f);
    float *dx = unwritten(rows * cols);
    double *exact = exactly(rows * cols);
    softmax_forward(y, y, lengths, rows, cols);
    for (dim r = 0; r < rows; r++) {
        const dim length = lengths ? lengths[r] : cols;
        double mean = 0.0;
        for (dim c = 0; c < length; c++)
            mean += (double)dy[r * cols + c] * (double)y[r * cols + c];
        for (dim c = 0; c < length; c++)
            exact[r * cols + c] = (double)y[r * cols + c] * ((double)dy[r * cols + c] - mean);
        for (dim c = length; c < cols; c++) dy[r * cols + c] = NAN;
    }
    softmax_backward(dx, dy, y, lengths, rows, cols);
    expect_close("dx", dx, exact, rows * cols, SOFTMAX_BACKWARD_BOUND(cols));
    softmax_backward(dy, dy, y, lengths, rows, cols);  // in place
    assert_memory_equal(dy, dx, (size_t)(rows * cols) * sizeof *dx);
}

static void backward_is_y_times_dy_less_its_mean(void **state)
{
    (void)state;
    const dim lengths[3] = {5, 0, 9};
    check_backward(2, 7, NULL);
    check_backward(3, 9, lengths);
    check_backward(61, 255, NULL);
}

static void finite_differences_agree(void **state)
{
    (void)state;
    enum { N = 5 };
    const float *x = normal(N, 1.0f), *dy = normal(N, 1.0f);
    float y[N], dx[N];
    softmax_forward(y, x, NULL, 1, N);
    softmax_backward(dx, dy, y, NULL, 1, N);
    for (int c = 0; c < N; c++) {
        double slope = 0.0, moved[N];
        for (int side = -1; side <= 1; side += 2) {
            float *at = copy_of(x, N);
            at[c] = x[c] + (float)side * 0x1p-8f;
            exact_softmax(moved, at, N);
            for (int i = 0; i < N; i++) slope += side * moved[i] * (double)dy[i] * 0x1p7;
        }
        assert_true(fabs(slope - (double)dx[c]) < 1e-4);  // h^2 / 6 times a third slope below 4
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(each_row_is_divided_by_its_sum),
        law(rows_of_very_different_size_do_not_meet),
        law(a_score_of_minus_infinity_has_no_weight),
        law(a_constant_added_to_a_row_changes_nothing),
        law(backward_is_y_times_dy_less_its_mean),
        law(finite_differences_agree),
    };
    return cmocka_run_group_tests_name("softmax", tests, NULL, NULL);
}

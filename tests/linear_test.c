// linear_test.c: the laws of y = x W^T + bias and of its gradients.
#include "linear.h"

#include "arrays.h"
#include "check.h"

static void check_forward(dim rows, dim inputs, dim outputs, int with_bias)
{
    const float *x = normal(rows * inputs, 1.0f), *w = normal(outputs * inputs, 0.3f);
    const float *bias = with_bias ? normal(outputs, 1.0f) : NULL;
    float *y = unwritten(rows * outputs);
    double *exact = exactly(rows * outputs);
    for (dim r = 0; r < rows; r++)
        for (dim o = 0; o < outputs; o++) {
            double sum = bias ? (double)bias[o] : 0.0;
            for (dim i = 0; i < inputs; i++)
                sum += (double)x[r * inputs + i] * (double)w[o * inputs + i];
            exact[r * outputs + o] = sum;
        }
    linear_forward(y, x, w, bias, rows, inputs, outputs);
    expect_close("y", y, exact, rows * outputs, LINEAR_BOUND(inputs));
}

static void forward_is_x_times_w_transposed_plus_bias(void **state)
{
    (void)state;
    check_forward(1, 1, 1, 1);
    check_forward(3, 5, 7, 1);
    check_forward(7, 5, 3, 0);
    check_forward(1, 129, 257, 1);   // one row: decoding
    check_forward(133, 65, 97, 0);   // large enough for the threads
    check_forward(2, 301, 519, 1);   // few rows, many columns
}

static void no_rows_write_nothing(void **state)
{
    (void)state;
    float y = 7.0f;
    const float w[2] = {1, 2};
    linear_forward(&y, w, w, NULL, 0, 2, 1);
    assert_true(y == 7.0f);
}

static void check_backward(dim rows, dim inputs, dim outputs, int with_bias)
{
    const float *x = normal(rows * inputs, 1.0f), *w = normal(outputs * inputs, 1.0f);
    const float *dy = normal(rows * outputs, 1.0f);
    const float *dw_before = normal(outputs * inputs, 1.0f), *db_before = normal(outputs, 1.0f);
    float *dx = unwritten(rows * inputs), *dw = copy_of(dw_before, outputs * inputs);
    float *dbias = with_bias ? copy_of(db_before, outputs) : NULL;
    double *dx_exact = exactly(rows * inputs), *dw_exact = exactly(outputs * inputs);
    double *db_exact = exactly(outputs);
    for (dim i = 0; i < outputs * inputs; i++) dw_exact[i] = (double)dw_before[i];
    for (dim o = 0; o < outputs; o++) db_exact[o] = (double)db_before[o];
    for (dim r = 0; r < rows; r++)
        for (dim o = 0; o < outputs; o++) {
            double up = (double)dy[r * outputs + o];
            db_exact[o] += up;
            for (dim i = 0; i < inputs; i++) {
                dx_exact[r * inputs + i] += up * (double)w[o * inputs + i];
                dw_exact[o * inputs + i] += up * (double)x[r * inputs + i];
            }
        }
    linear_backward(dx, dw, dbias, dy, x, w, rows, inputs, outputs);
    expect_close("dx", dx, dx_exact, rows * inputs, LINEAR_BOUND(outputs));
    expect_close("dw", dw, dw_exact, outputs * inputs, LINEAR_BOUND(rows));
    if (with_bias) expect_close("dbias", dbias, db_exact, outputs, LINEAR_BOUND(rows));
}

static void backward_assigns_dx_and_adds_to_dw_and_dbias(void **state)
{
    (void)state;
    check_backward(3, 5, 7, 1);
    check_backward(1, 9, 4, 0);
    check_backward(121, 67, 95, 1);
    check_backward(515, 33, 129, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(forward_is_x_times_w_transposed_plus_bias),
        law(no_rows_write_nothing),
        law(backward_assigns_dx_and_adds_to_dw_and_dbias),
    };
    return cmocka_run_group_tests_name("linear", tests, NULL, NULL);
}

// swiglu_test.c: the laws of the gated feed-forward layer and of its gradients.
#include "swiglu.h"

#include "arrays.h"
#include "check.h"

static double sigmoid(double z)
{
    return 1.0 / (1.0 + exp(-z));
}

// c [m, n] += a [m, k] times b [n, k] transposed, or b [k, n] as it is
static void product(double *c, const double *a, const double *b, dim m, dim n, dim k, int turned)
{
    for (dim i = 0; i < m; i++)
        for (dim j = 0; j < n; j++)
            for (dim p = 0; p < k; p++)
                c[i * n + j] += a[i * k + p] * b[turned ? j * k + p : p * n + j];
}

static double *widened(const float *from, dim count)
{
    double *to = exactly(count);
    for (dim i = 0; i < count; i++) to[i] = (double)from[i];
    return to;
}

struct layer {
    dim rows, width, hidden;
    float *x, *y;
    struct swiglu_params params;
    struct swiglu_state state;
    double *gate, *up, *inner;  // float64, of forward
};

static struct layer make(dim rows, dim width, dim hidden)
{
    struct layer l = {
        rows,
        width,
        hidden,
        normal(rows * width, 1.0f),
        unwritten(rows * width),
        {normal(hidden * width, 0.5f), normal(hidden * width, 0.5f), normal(width * hidden, 0.5f)},
        {unwritten(rows * hidden), unwritten(rows * hidden), unwritten(rows * hidden)},
        exactly(rows * hidden),
        exactly(rows * hidden),
        exactly(rows * hidden)};
    product(l.gate, widened(l.x, rows * width), widened(l.params.gate, hidden * width), rows,
            hidden, width, 1);
    product(l.up, widened(l.x, rows * width), widened(l.params.up, hidden * width), rows, hidden,
            width, 1);
    for (dim i = 0; i < rows * hidden; i++) l.inner[i] = l.gate[i] * sigmoid(l.gate[i]) * l.up[i];
    swiglu_forward(l.y, &l.state, l.x, &l.params, rows, width, hidden);
    return l;
}

static void check_forward(dim rows, dim width, dim hidden)
{
    struct layer l = make(rows, width, hidden);
    double *y = exactly(rows * width);
    product(y, l.inner, widened(l.params.down, width * hidden), rows, width, hidden, 1);
    const double bound = SWIGLU_BOUND(width + hidden);
    expect_close("gate", l.state.gate, l.gate, rows * hidden, bound);
    expect_close("up", l.state.up, l.up, rows * hidden, bound);
    expect_close("hidden", l.state.hidden, l.inner, rows * hidden, bound);
    expect_close("y", l.y, y, rows * width, bound);
}

static void forward_is_silu_of_the_gate_times_up_projected_down(void **state)
{
    (void)state;
    check_forward(1, 1, 1);
    check_forward(3, 5, 11);
    check_forward(5, 11, 7);
    check_forward(67, 33, 131);  // large enough for the threads
}

static void silu_is_right_where_exp_overflows(void **state)
{
    (void)state;
    const float z[6] = {-1e4f, -100.0f, -1.2784645f, 0.0f, 100.0f, 1e4f};
    float one = 1.0f, gate[6], up[6], hidden[6], y[6], ones[6] = {1, 1, 1, 1, 1, 1};
    double exact[6];
    for (int i = 0; i < 6; i++) {
        struct swiglu_params params = {&ones[0], &one, &one};
        struct swiglu_state one_state = {gate + i, up + i, hidden + i};
        float weight = z[i];
        params.gate = &weight;
        swiglu_forward(y + i, &one_state, ones, &params, 1, 1, 1);
        exact[i] = z[i] < -700.0f ? 0.0 : (double)z[i] * sigmoid((double)z[i]);
        assert_true(fabs((double)hidden[i] - exact[i]) <=
                    SWIGLU_BOUND(2) * fmax(fabs(exact[i]), 1e-30));
    }
}

static void check_backward(dim rows, dim width, dim hidden)
{
    struct layer l = make(rows, width, hidden);
    const dim outer = rows * width, inner = rows * hidden, weights = width * hidden;
    const float *dy = normal(outer, 1.0f), *before = normal(weights, 1.0f);
    float *dx = unwritten(outer), *dx_up = unwritten(outer);
    struct swiglu_state ds = {unwritten(inner), unwritten(inner), unwritten(inner)};
    struct swiglu_params dw = {copy_of(before, weights), copy_of(before, weights),
                               copy_of(before, weights)};
    double *dhidden = exactly(inner), *dgate = exactly(inner), *dup = exactly(inner);
    double *by_gate = exactly(outer), *by_up = exactly(outer), *turned_x = exactly(outer);
    double *turned_gate = exactly(inner), *turned_up = exactly(inner),
           *turned_inner = exactly(inner);
    double *turned_dy = exactly(outer);
    product(dhidden, widened(dy, outer), widened(l.params.down, weights), rows, hidden, width, 0);
    for (dim i = 0; i < inner; i++) {
        const double s = sigmoid(l.gate[i]);
        dup[i] = dhidden[i] * l.gate[i] * s;
        dgate[i] = dhidden[i] * l.up[i] * (s + l.gate[i] * s * (1.0 - s));
    }
    product(by_gate, dgate, widened(l.params.gate, weights), rows, width, hidden, 0);
    product(by_up, dup, widened(l.params.up, weights), rows, width, hidden, 0);
    for (dim r = 0; r < rows; r++) {
        for (dim c = 0; c < width; c++) turned_x[c * rows + r] = (double)l.x[r * width + c];
        for (dim c = 0; c < width; c++) turned_dy[c * rows + r] = (double)dy[r * width + c];
        for (dim c = 0; c < hidden; c++) turned_gate[c * rows + r] = dgate[r * hidden + c];
        for (dim c = 0; c < hidden; c++) turned_up[c * rows + r] = dup[r * hidden + c];
        for (dim c = 0; c < hidden; c++) turned_inner[c * rows + r] = l.inner[r * hidden + c];
    }
    double *g = widened(before, weights), *u = widened(before, weights),
           *d = widened(before, weights);
    product(g, turned_gate, turned_x, hidden, width, rows, 1);
    product(u, turned_up, turned_x, hidden, width, rows, 1);
    product(d, turned_dy, turned_inner, width, hidden, rows, 1);
    swiglu_backward(dx, dx_up, &ds, &dw, dy, l.x, &l.state, &l.params, rows, width, hidden);
    const double bound = SWIGLU_BACKWARD_BOUND(width + hidden + rows);
    expect_close("dhidden", ds.hidden, dhidden, inner, bound);
    expect_close("dgate", ds.gate, dgate, inner, bound);
    expect_close("dup", ds.up, dup, inner, bound);
    expect_close("dx_up", dx_up, by_up, outer, bound);
    for (dim i = 0; i < outer; i++) by_up[i] += by_gate[i];
    expect_close("dx", dx, by_up, outer, bound);
    expect_close("dw_gate", dw.gate, g, weights, bound);
    expect_close("dw_up", dw.up, u, weights, bound);
    expect_close("dw_down", dw.down, d, weights, bound);
}

static void backward_is_the_slope_of_every_input(void **state)
{
    (void)state;
    check_backward(1, 1, 1);
    check_backward(3, 5, 11);
    check_backward(7, 13, 4);
    check_backward(65, 33, 129);  // large enough for the threads
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(forward_is_silu_of_the_gate_times_up_projected_down),
        law(silu_is_right_where_exp_overflows),
        law(backward_is_the_slope_of_every_input),
    };
    return cmocka_run_group_tests_name("swiglu", tests, NULL, NULL);
}

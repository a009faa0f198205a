// block_test.c: the laws of a pre-norm transformer block, and of its gradients.
#include "block.h"

#include "check.h"
#include "stack.h"

struct made {
    struct model_config config;
    struct block_params params;
    struct block_rope rope;
    struct block_state state;
    dim B, T, past, C;
    float *x, *y, *k, *v;  // k and v: rows of the past, NaN behind them
};

static dim key_row(const struct made *m)
{
    return m->config.kv_heads * m->config.head;
}

static void forward(const struct made *m)
{
    block_forward(m->y, &m->state, m->k, m->v, m->x, &m->params, &m->rope, &m->config, m->B, m->T,
                  m->past, m->C);
}

static float *memory(const struct made *m)
{
    float *rows = normal(m->B * m->C * key_row(m), 1.0f);
    for (dim b = 0; b < m->B; b++)
        for (dim i = m->past * key_row(m); i < m->C * key_row(m); i++)
            rows[b * m->C * key_row(m) + i] = NAN;
    return rows;
}

static struct made make(struct model_config config, dim B, dim T, dim past, dim C)
{
    struct made m = {.config = config, .B = B, .T = T, .past = past, .C = C};
    m.params = stack_params(&config);
    m.rope = stack_rope(&config, B, T, past, NULL);
    m.state = stack_state(&config, B * T, past + T);
    m.x = normal(B * T * config.width, 1.0f);
    m.y = unwritten(B * T * config.width);
    m.k = memory(&m);
    m.v = memory(&m);
    return m;
}

static struct model_config with(struct model_config config, bool bias, bool norm)
{
    config.qkv_bias = bias;
    config.qk_norm = norm;
    return config;
}

// y and the new rows of k and v in float64.
static void exactly_forward(double *y, double *k, double *v, const double *x, const struct made *m,
                            const struct exact_block *params)
{
    const dim D = m->config.width, part = m->C * key_row(m);
    for (dim r = 0; r < m->B * m->T; r++)
        exact_token(y + r * D, k + r / m->T * part, v + r / m->T * part, x + r * D, params,
                    &m->rope, &m->config, r, m->past + r % m->T);
}

// Rows that stand anywhere in the table, each batch row elsewhere.
static void scatter(struct made *m)
{
    dim *where = arena_array(&arrays, (size_t)(m->B * m->T), sizeof *where);
    for (dim r = 0; r < m->B * m->T; r++) where[r] = (7 * r + 3) % m->config.positions;
    m->rope.where = where;
}

static void check_forward(struct model_config config, dim B, dim T, dim past, dim C)
{
    struct made m = make(config, B, T, past, C);
    scatter(&m);
    const struct exact_block params = exact_params(&config, m.params);
    const dim rows = B * T * config.width, held = B * C * key_row(&m);
    double *y = exactly(rows), *k = widened(m.k, held), *v = widened(m.v, held);
    exactly_forward(y, k, v, widened(m.x, rows), &m, &params);
    forward(&m);
    const double bound = BLOCK_BOUND(stack_length(&config, past + T));
    expect_close("y", m.y, y, rows, bound);
    for (dim b = 0; b < B; b++) {  // behind past + T it is NaN still
        const dim at = b * C * key_row(&m), count = (past + T) * key_row(&m);
        expect_close("k", m.k + at, k + at, count, bound);
        expect_close("v", m.v + at, v + at, count, bound);
        for (dim i = at + count; i < at + C * key_row(&m); i++) assert_true(isnan(m.k[i]));
    }
}

static void forward_is_the_two_sums_of_the_header(void **state)
{
    (void)state;
    check_forward(stack_config(1, 5, 1, 1, 4, 7), 1, 3, 0, 3);
    check_forward(stack_config(1, 9, 6, 2, 4, 13), 3, 5, 0, 5);
    check_forward(with(stack_config(1, 7, 4, 2, 6, 11), true, false), 2, 1, 6, 9);
    check_forward(with(stack_config(1, 11, 6, 3, 4, 5), false, true), 2, 3, 4, 10);
    check_forward(with(stack_config(1, 9, 2, 1, 8, 17), true, true), 3, 4, 2, 6);
}

static void zero_projections_leave_the_stream_alone(void **state)
{
    (void)state;
    struct made m = make(stack_config(1, 9, 4, 2, 4, 13), 2, 5, 0, 5);
    memset(m.params.o, 0, (size_t)stack_count(&m.config, W_O) * sizeof(float));
    memset(m.params.ffn.down, 0, (size_t)stack_count(&m.config, DOWN) * sizeof(float));
    forward(&m);
    assert_memory_equal(m.y, m.x, 2 * 5 * 9 * sizeof(float));
}

static void changing_the_future_does_not_move_the_past(void **state)
{
    (void)state;
    enum { T = 7, D = 9 };
    struct made m = make(with(stack_config(1, D, 4, 2, 4, 13), true, true), 1, T, 0, T);
    forward(&m);
    for (dim later = 1; later < T; later++) {
        float *before = copy_of(m.y, T * D);
        for (dim i = 0; i < D; i++) m.x[later * D + i] += (float)(i + 1);
        forward(&m);
        assert_memory_equal(m.y, before, (size_t)(later * D) * sizeof *before);
        for (dim t = later; t < T; t++)
            assert_true(memcmp(m.y + t * D, before + t * D, D * sizeof *before) != 0);
    }
}

// A piece of m's rows of one batch row, as if it were all: rows from .. from + count - 1 behind
// what k and v hold already.
static void piece(float *y, const struct made *m, dim b, dim from, dim count, float *k, float *v)
{
    const dim D = m->config.width;
    struct made part = *m;
    part.B = 1;
    part.T = count;
    part.past = from;
    part.x = m->x + (b * m->T + from) * D;
    part.y = y + (b * m->T + from) * D;
    part.k = k + b * m->C * key_row(m);
    part.v = v + b * m->C * key_row(m);
    part.rope = stack_rope(&m->config, 1, count, from, &m->rope);
    part.state = stack_state(&m->config, count, from + count);
    forward(&part);
}

static void rows_in_two_pieces_equal_all_at_once_at_every_cut(void **state)
{
    (void)state;
    enum { B = 2, T = 9, C = 12, D = 7 };
    struct made m = make(with(stack_config(1, D, 6, 3, 4, 11), true, true), B, T, 0, C);
    forward(&m);
    const double bound = 2 * BLOCK_BOUND(stack_length(&m.config, T));
    for (dim cut = 1; cut < T; cut++) {
        float *y = unwritten(B * T * D), *k = memory(&m), *v = memory(&m);
        for (dim b = 0; b < B; b++) {
            piece(y, &m, b, 0, cut, k, v);
            piece(y, &m, b, cut, T - cut, k, v);
        }
        expect_close("y_in_pieces", y, widened(m.y, B * T * D), B * T * D, bound);
    }
}

static void one_token_at_a_time_equals_all_at_once(void **state)
{
    (void)state;
    enum { T = 11, C = 13, D = 9 };
    struct made m = make(stack_config(1, D, 4, 1, 6, 5), 1, T, 0, C);
    float *y = unwritten(T * D), *k = memory(&m), *v = memory(&m);
    forward(&m);
    for (dim t = 0; t < T; t++) piece(y, &m, 0, t, 1, k, v);
    expect_close("y_by_token", y, widened(m.y, T * D), T * D,
                 2 * BLOCK_BOUND(stack_length(&m.config, T)));
}

static void a_batch_equals_its_rows_one_by_one(void **state)
{
    (void)state;
    enum { B = 3, T = 5, C = 8, D = 7 };
    struct made m = make(with(stack_config(1, D, 4, 2, 4, 9), true, false), B, T, 0, C);
    float *y = unwritten(B * T * D), *k = memory(&m), *v = memory(&m);
    forward(&m);
    for (dim b = 0; b < B; b++) piece(y, &m, b, 0, T, k, v);
    expect_close("y_by_row", y, widened(m.y, B * T * D), B * T * D,
                 2 * BLOCK_BOUND(stack_length(&m.config, T)));
}

// ---- gradients --------------------------------------------------------------------------------

// What the gradients are of: the sum of dy times y, in float64.
struct objective {
    const struct made *m;
    const struct exact_block *params;
    double *x, *y, *k, *v;
    const float *dy;
};

static double objective(const struct objective *o)
{
    double sum = 0.0;
    exactly_forward(o->y, o->k, o->v, o->x, o->m, o->params);
    for (dim i = 0; i < o->m->B * o->m->T * o->m->config.width; i++)
        sum += (double)o->dy[i] * o->y[i];
    return sum;
}

static void check_slopes(const struct objective *o, struct block_params *grads,
                         const struct block_params *before, const float *dx, double bound)
{
    const struct model_config *c = &o->m->config;
    const dim rows = o->m->B * o->m->T * c->width;
    double *exact = exactly(rows);
    for (dim i = 0; i < rows; i++) exact_slope(exact[i], &o->x[i], objective(o));
    expect_close("dx", dx, exact, rows, bound);
    for (int t = 0; t < TENSORS; t++) {
        const dim count = stack_count(c, t);
        struct block_params old = *before;
        double *slopes = exactly(count);
        for (dim i = 0; i < count; i++) {
            exact_slope(slopes[i], &o->params->w[t][i], objective(o));
            slopes[i] += (double)(*stack_tensor(&old, t))[i];
        }
        if (count) expect_close(stack_names[t], *stack_tensor(grads, t), slopes, count, bound);
    }
}

static struct block_params copy_params(const struct model_config *c, struct block_params from)
{
    struct block_params to = from;
    for (int t = 0; t < TENSORS; t++)
        if (stack_count(c, t))
            *stack_tensor(&to, t) = copy_of(*stack_tensor(&from, t), stack_count(c, t));
    return to;
}

static void check_backward(struct model_config config, dim B, dim T)
{
    struct made m = make(config, B, T, 0, T);
    const dim rows = B * T * config.width, held = B * T * key_row(&m);
    const struct block_params before = stack_params(&config);
    struct block_params grads = copy_params(&config, before);
    const struct block_state dstate = stack_dstate(&config, B * T, T);
    const struct exact_block params = exact_params(&config, m.params);
    const float *dy = normal(rows, 1.0f);
    float *dx = unwritten(rows);
    forward(&m);
    block_backward(dx, &dstate, unwritten(held), unwritten(held), unwritten(rows), &grads, dy, m.x,
                   m.k, m.v, &m.state, &m.params, &m.rope, &config, B, T);
    const struct objective o = {&m,           &params,       widened(m.x, rows), exactly(rows),
                                exactly(held), exactly(held), dy};
    check_slopes(&o, &grads, &before, dx, BLOCK_BACKWARD_BOUND(stack_length(&config, T)));
}

static void backward_is_the_slope_of_every_weight_and_input(void **state)
{
    (void)state;
    check_backward(stack_config(1, 5, 1, 1, 4, 7), 1, 3);
    check_backward(stack_config(1, 9, 6, 2, 4, 5), 2, 5);
    check_backward(with(stack_config(1, 7, 2, 1, 6, 9), true, false), 3, 2);
    check_backward(with(stack_config(1, 7, 4, 2, 4, 5), false, true), 2, 4);
    check_backward(with(stack_config(1, 5, 3, 3, 6, 8), true, true), 2, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(forward_is_the_two_sums_of_the_header),
        law(zero_projections_leave_the_stream_alone),
        law(changing_the_future_does_not_move_the_past),
        law(rows_in_two_pieces_equal_all_at_once_at_every_cut),
        law(one_token_at_a_time_equals_all_at_once),
        law(a_batch_equals_its_rows_one_by_one),
        law(backward_is_the_slope_of_every_weight_and_input),
    };
    return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}

// attention_test.c: the laws of causal attention with grouped heads, and of its gradients.
#include "attention.h"

#include "arrays.h"
#include "check.h"

struct sizes {
    dim B, Tq, Tk, C, H, Hkv, d;
};

struct made {
    struct sizes n;
    float *q, *k, *v, *out, *weights;
};

static dim out_count(struct sizes n)
{
    return n.B * n.Tq * n.H * n.d;
}

static dim key_count(struct sizes n)
{
    return n.B * n.C * n.Hkv * n.d;
}

static dim weight_count(struct sizes n)
{
    return n.B * n.H * n.Tq * n.Tk;
}

static void forward(const struct made *m)
{
    const struct sizes n = m->n;
    attention_forward(m->out, m->weights, m->q, m->k, m->v, n.B, n.Tq, n.Tk, n.C, n.H, n.Hkv, n.d);
}

// Random q, k, v; what lies behind the last key is NaN and must never be read.
static struct made make(struct sizes n)
{
    struct made m = {n, normal(out_count(n), 1.0f), normal(key_count(n), 1.0f),
                     normal(key_count(n), 1.0f), unwritten(out_count(n)),
                     unwritten(weight_count(n))};
    for (dim b = 0; b < n.B; b++)
        for (dim i = n.Tk * n.Hkv * n.d; i < n.C * n.Hkv * n.d; i++)
            m.k[b * n.C * n.Hkv * n.d + i] = m.v[b * n.C * n.Hkv * n.d + i] = NAN;
    return m;
}

static dim query_at(struct sizes n, dim b, dim t, dim h)
{
    return ((b * n.Tq + t) * n.H + h) * n.d;
}

static dim key_at(struct sizes n, dim b, dim s, dim h)
{
    return ((b * n.C + s) * n.Hkv + h / (n.H / n.Hkv)) * n.d;
}

// Scores and weights of one query in float64; returns how many keys it sees.
static dim exact_weights(double *weights, const struct made *m, dim b, dim t, dim h)
{
    const struct sizes n = m->n;
    const dim visible = n.Tk - n.Tq + t + 1;
    double largest = -INFINITY, sum = 0.0;
    for (dim s = 0; s < visible; s++) {
        weights[s] = 0.0;
        for (dim i = 0; i < n.d; i++)
            weights[s] += (double)m->q[query_at(n, b, t, h) + i] *
                          (double)m->k[key_at(n, b, s, h) + i] / sqrt((double)n.d);
        largest = fmax(largest, weights[s]);
    }
    for (dim s = 0; s < visible; s++) sum += weights[s] = exp(weights[s] - largest);
    for (dim s = 0; s < visible; s++) weights[s] /= sum;
    return visible;
}

static void check_forward(struct sizes n)
{
    struct made m = make(n);
    double *out = exactly(out_count(n)), *weights = exactly(weight_count(n));
    for (dim b = 0; b < n.B; b++)
        for (dim h = 0; h < n.H; h++)
            for (dim t = 0; t < n.Tq; t++) {
                double *row = weights + ((b * n.H + h) * n.Tq + t) * n.Tk;
                dim visible = exact_weights(row, &m, b, t, h);
                for (dim s = 0; s < visible; s++)
                    for (dim i = 0; i < n.d; i++)
                        out[query_at(n, b, t, h) + i] +=
                            row[s] * (double)m.v[key_at(n, b, s, h) + i];
            }
    forward(&m);
    expect_close("weights", m.weights, weights, weight_count(n), ATTENTION_BOUND(n.d + n.Tk));
    expect_close("out", m.out, out, out_count(n), ATTENTION_BOUND(n.d + n.Tk));
}

static void forward_is_the_weighted_sum_of_what_may_be_seen(void **state)
{
    (void)state;
    check_forward((struct sizes){1, 5, 5, 5, 1, 1, 7});
    check_forward((struct sizes){2, 3, 7, 11, 6, 2, 5});
    check_forward((struct sizes){3, 1, 9, 13, 4, 4, 9});     // decoding one token
    check_forward((struct sizes){2, 67, 71, 73, 6, 3, 17});  // several blocks, and threads
    check_forward((struct sizes){1, 1, 1, 1, 2, 1, 3});
}

static void changing_the_future_does_not_move_the_past(void **state)
{
    (void)state;
    const struct sizes n = {1, 41, 41, 41, 4, 2, 6};
    struct made m = make(n);
    forward(&m);
    float *before = copy_of(m.out, out_count(n));
    for (dim later = 1; later < n.Tk; later += 5) {
        for (dim i = 0; i < n.Hkv * n.d; i++) {
            m.k[later * n.Hkv * n.d + i] += 3.0f;
            m.v[later * n.Hkv * n.d + i] -= 2.0f;
        }
        forward(&m);
        assert_memory_equal(m.out, before, (size_t)(later * n.H * n.d) * sizeof *before);
        assert_true(memcmp(m.out + later * n.H * n.d, before + later * n.H * n.d,
                           (size_t)(n.H * n.d) * sizeof *before) != 0);
        before = copy_of(m.out, out_count(n));
    }
}

static void queries_given_late_equal_the_tail_of_the_whole(void **state)
{
    (void)state;
    const struct sizes whole = {1, 37, 37, 37, 4, 2, 8}, tail = {1, 5, 37, 37, 4, 2, 8};
    struct made a = make(whole), b = a;
    forward(&a);
    b.n = tail;
    b.q = a.q + 32 * whole.H * whole.d;
    b.out = unwritten(out_count(tail));
    b.weights = unwritten(weight_count(tail));
    forward(&b);
    double *exact = exactly(out_count(tail));
    for (dim i = 0; i < out_count(tail); i++)
        exact[i] = (double)a.out[32 * whole.H * whole.d + i];
    expect_close("tail", b.out, exact, out_count(tail), 2 * ATTENTION_BOUND(8 + 37));
}

static void grouped_heads_equal_repeated_key_heads(void **state)
{
    (void)state;
    const struct sizes grouped = {2, 6, 6, 6, 6, 2, 5}, repeated = {2, 6, 6, 6, 6, 6, 5};
    struct made a = make(grouped), b = make(repeated);
    b.q = a.q;
    for (dim batch = 0; batch < 2; batch++)
        for (dim s = 0; s < 6; s++)
            for (dim h = 0; h < 6; h++) {
                memcpy(b.k + key_at(repeated, batch, s, h), a.k + key_at(grouped, batch, s, h),
                       5 * sizeof(float));
                memcpy(b.v + key_at(repeated, batch, s, h), a.v + key_at(grouped, batch, s, h),
                       5 * sizeof(float));
            }
    forward(&a);
    forward(&b);
    double *exact = exactly(out_count(grouped));
    for (dim i = 0; i < out_count(grouped); i++) exact[i] = (double)b.out[i];
    expect_close("out", a.out, exact, out_count(grouped), 2 * ATTENTION_BOUND(11));
}

static void large_scores_do_not_overflow(void **state)
{
    (void)state;
    const struct sizes n = {1, 3, 3, 3, 1, 1, 4};
    struct made m = make(n);
    for (dim i = 0; i < out_count(n); i++) m.q[i] *= 200.0f;
    forward(&m);
    for (dim t = 0; t < 3; t++) {
        double sum = 0.0;
        for (dim s = 0; s < 3; s++) sum += (double)m.weights[t * 3 + s];
        assert_true(fabs(sum - 1.0) < ATTENTION_BOUND(7));
    }
}

static void check_backward(struct sizes n)
{
    struct made m = make(n);
    const float *dout = normal(out_count(n), 1.0f);
    float *dq = unwritten(out_count(n)), *dk = unwritten(key_count(n)),
          *dv = unwritten(key_count(n));
    float *dscores = unwritten(weight_count(n));
    double *q_exact = exactly(out_count(n)), *k_exact = exactly(key_count(n));
    double *v_exact = exactly(key_count(n)), *s_exact = exactly(weight_count(n));
    double *p = exactly(n.Tk), *up = exactly(n.Tk);
    forward(&m);
    for (dim b = 0; b < n.B; b++)
        for (dim h = 0; h < n.H; h++)
            for (dim t = 0; t < n.Tq; t++) {
                const dim visible = exact_weights(p, &m, b, t, h), query = query_at(n, b, t, h);
                double mean = 0.0, scale = 1.0 / sqrt((double)n.d);
                for (dim s = 0; s < visible; s++) {
                    const dim key = key_at(n, b, s, h);
                    up[s] = 0.0;
                    for (dim i = 0; i < n.d; i++) {
                        up[s] += (double)dout[query + i] * (double)m.v[key + i];
                        v_exact[key + i] += p[s] * (double)dout[query + i];
                    }
                    mean += p[s] * up[s];
                }
                for (dim s = 0; s < visible; s++) {
                    const dim key = key_at(n, b, s, h);
                    const double ds = p[s] * (up[s] - mean);
                    s_exact[((b * n.H + h) * n.Tq + t) * n.Tk + s] = ds;
                    for (dim i = 0; i < n.d; i++) {
                        q_exact[query + i] += scale * ds * (double)m.k[key + i];
                        k_exact[key + i] += scale * ds * (double)m.q[query + i];
                    }
                }
            }
    attention_backward(dq, dk, dv, dscores, dout, m.weights, m.q, m.k, m.v, n.B, n.Tq, n.Tk, n.C,
                       n.H, n.Hkv, n.d);
    const double bound = ATTENTION_BACKWARD_BOUND(n.d + n.Tk);
    expect_close("dscores", dscores, s_exact, weight_count(n), bound);
    expect_close("dv", dv, v_exact, key_count(n), bound);
    expect_close("dq", dq, q_exact, out_count(n), bound);
    expect_close("dk", dk, k_exact, key_count(n), bound);
}

static void backward_is_the_slope_of_every_input(void **state)
{
    (void)state;
    check_backward((struct sizes){1, 4, 4, 4, 1, 1, 3});
    check_backward((struct sizes){2, 3, 5, 7, 6, 2, 5});
    check_backward((struct sizes){2, 69, 71, 73, 4, 2, 19});  // several blocks, and threads
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(forward_is_the_weighted_sum_of_what_may_be_seen),
        law(changing_the_future_does_not_move_the_past),
        law(queries_given_late_equal_the_tail_of_the_whole),
        law(grouped_heads_equal_repeated_key_heads),
        law(large_scores_do_not_overflow),
        law(backward_is_the_slope_of_every_input),
    };
    return cmocka_run_group_tests_name("attention", tests, NULL, NULL);
}

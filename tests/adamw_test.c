// adamw_test.c: the laws of AdamW, of its rate and of clipping.
#include "adamw.h"

#include "arrays.h"
#include "check.h"

static const struct adamw_options usual = {0.01, 0.9, 0.95, 1e-8, 0.1};

struct state {
    float *p, *m, *v;
    double *p_exact, *m_exact, *v_exact;
    dim count;
};

static struct state state_of(dim count, float size, float slope)
{
    struct state s = {normal(count, size), normal(count, 0.3f * slope), normal(count, slope),
                      exactly(count), exactly(count), exactly(count), count};
    for (dim i = 0; i < count; i++) {
        s.v[i] = 0.1f * slope * slope + s.v[i] * s.v[i];
        s.p_exact[i] = (double)s.p[i];
        s.m_exact[i] = (double)s.m[i];
        s.v_exact[i] = (double)s.v[i];
    }
    return s;
}

static void exact_step(struct state *s, const float *grads, dim t, const struct adamw_options *o)
{
    for (dim i = 0; i < s->count; i++) {
        const double g = (double)grads[i];
        s->m_exact[i] = o->beta1 * s->m_exact[i] + (1.0 - o->beta1) * g;
        s->v_exact[i] = o->beta2 * s->v_exact[i] + (1.0 - o->beta2) * g * g;
        const double mean = s->m_exact[i] / (1.0 - pow(o->beta1, (double)t));
        const double square = s->v_exact[i] / (1.0 - pow(o->beta2, (double)t));
        s->p_exact[i] -= o->rate * o->decay * s->p_exact[i];
        s->p_exact[i] -= o->rate * mean / (sqrt(square) + o->eps);
    }
}

static void expect_state(const struct state *s, double bound)
{
    expect_close("params", s->p, s->p_exact, s->count, bound);
    expect_close("m", s->m, s->m_exact, s->count, bound);
    expect_close("v", s->v, s->v_exact, s->count, bound);
}

static void check_step(dim count, dim t, float size, float slope, struct adamw_options options)
{
    struct state s = state_of(count, size, slope);
    const float *grads = normal(count, slope);
    adamw_step(s.p, s.m, s.v, grads, count, t, &options);
    exact_step(&s, grads, t, &options);
    expect_state(&s, ADAMW_BOUND(count));
}

static void a_step_from_any_state_is_the_formula(void **state)
{
    (void)state;
    const struct adamw_options coarse = {0.5, 0.5, 0.75, 0.25, 0.5};
    check_step(7, 1, 0.01f, 1.0f, usual);
    check_step(1003, 5, 0.02f, 1.0f, usual);  // whole vectors and a rest
    check_step(33, 100000, 0.02f, 1.0f, usual);
    check_step(33, 3, 0.02f, 3e-9f, usual);  // epsilon counts
    check_step(33, 3, 0.02f, 1e6f, usual);
    check_step(33, 3, 3.0f, 1.0f, coarse);
    check_step(0, 1, 1.0f, 1.0f, usual);
}

static void twenty_steps_stay_with_float64(void **state)
{
    (void)state;
    enum { COUNT = 101, STEPS = 20 };
    struct state s = state_of(COUNT, 0.05f, 1.0f);
    struct adamw_options options = usual;
    options.eps = 1e-5;
    for (dim i = 0; i < COUNT; i++) {
        s.m[i] = s.v[i] = 0.0f;
        s.m_exact[i] = s.v_exact[i] = 0.0;
    }
    for (dim t = 0; t < STEPS; t++) {
        const float *grads = normal(COUNT, 1.0f);
        options.rate = adamw_rate(t, 4, STEPS, 0.01, 0.001);
        adamw_step(s.p, s.m, s.v, grads, COUNT, t + 1, &options);
        exact_step(&s, grads, t + 1, &options);
    }
    expect_state(&s, 4 * ADAMW_BOUND(COUNT));
}

static void the_first_step_is_as_long_as_the_rate(void **state)
{
    (void)state;
    const struct adamw_options options = {0.125, 0.9, 0.999, 1e-12, 0.0};
    const float grads[4] = {1e-4f, -3.0f, 1e5f, -0.25f};
    float p[4] = {0}, m[4] = {0}, v[4] = {0};
    adamw_step(p, m, v, grads, 4, 1, &options);
    for (int i = 0; i < 4; i++) assert_true(fabsf(p[i] + copysignf(0.125f, grads[i])) < 1e-6f);
}

static void without_a_gradient_only_decay_moves(void **state)
{
    (void)state;
    const struct adamw_options options = {0.5, 0.9, 0.999, 1e-8, 0.25};
    const float grads[2] = {0, 0};
    float p[2] = {8.0f, -2.0f}, m[2] = {0}, v[2] = {0};
    adamw_step(p, m, v, grads, 2, 1, &options);
    assert_true(p[0] == 7.0f && p[1] == -1.75f && m[0] == 0.0f && v[1] == 0.0f);
}

// Kept or set to 0, moments too small for float32 neither grow nor move anything.
static void moments_may_die_away(void **state)
{
    (void)state;
    const float grads[2] = {0, 0};
    float p[2] = {0.5f, -0.25f}, m[2] = {1e-36f, -3e-38f}, v[2] = {2e-37f, 1e-44f};
    struct adamw_options options = usual;
    options.decay = 0.0;
    for (dim t = 1000; t < 2000; t++) adamw_step(p, m, v, grads, 2, t, &options);
    assert_true(p[0] == 0.5f && p[1] == -0.25f);
    for (int i = 0; i < 2; i++)
        assert_true(fabsf(m[i]) < FLT_MIN && v[i] >= 0.0f && v[i] < FLT_MIN);
}

// A step is the same whether its tensors are one array or several.
static void parameters_do_not_meet(void **state)
{
    (void)state;
    enum { COUNT = 77 };
    struct state s = state_of(COUNT, 0.1f, 1.0f);
    const float *grads = normal(COUNT, 1.0f);
    float *p = copy_of(s.p, COUNT), *m = copy_of(s.m, COUNT), *v = copy_of(s.v, COUNT);
    adamw_step(p, m, v, grads, COUNT, 9, &usual);
    for (dim i = 0; i < COUNT; i++)
        adamw_step(s.p + i, s.m + i, s.v + i, grads + i, 1, 9, &usual);
    assert_memory_equal(p, s.p, COUNT * sizeof *p);
    assert_memory_equal(m, s.m, COUNT * sizeof *m);
    assert_memory_equal(v, s.v, COUNT * sizeof *v);
}

static void the_rate_rises_in_a_line_and_falls_in_half_a_cosine(void **state)
{
    (void)state;
    assert_true(adamw_rate(0, 10, 110, 0.5, 0.125) == 0.0);
    assert_true(adamw_rate(5, 10, 110, 0.5, 0.125) == 0.25);
    assert_true(adamw_rate(10, 10, 110, 0.5, 0.125) == 0.5);
    assert_true(fabs(adamw_rate(60, 10, 110, 0.5, 0.125) - 0.3125) < 1e-15);
    assert_true(fabs(adamw_rate(35, 10, 110, 0.5, 0.125) - (0.3125 + 0.1875 * sqrt(0.5))) < 1e-15);
    for (dim t = 11; t < 110; t++)
        assert_true(adamw_rate(t, 10, 110, 0.5, 0.125) < adamw_rate(t - 1, 10, 110, 0.5, 0.125));
    assert_true(adamw_rate(110, 10, 110, 0.5, 0.125) == 0.125);
    assert_true(adamw_rate(1000000, 10, 110, 0.5, 0.125) == 0.125);
}

static void a_schedule_may_lack_either_part(void **state)
{
    (void)state;
    assert_true(adamw_rate(0, 0, 8, 0.5, 0.0) == 0.5);
    assert_true(adamw_rate(7, 8, 8, 0.5, 0.0625) == 0.4375);
    assert_true(adamw_rate(8, 8, 8, 0.5, 0.0625) == 0.0625);
    assert_true(adamw_rate(0, 0, 0, 0.5, 0.0625) == 0.0625);
}

static void check_clip(float size, double most)
{
    const dim counts[3] = {5, 130, 1};
    float *flat = normal(136, size), *grads[3] = {flat, flat + 5, flat + 135};
    double *exact = exactly(136), sum = 0.0;
    for (int i = 0; i < 136; i++) sum += (double)flat[i] * (double)flat[i];
    for (int i = 0; i < 136; i++) exact[i] = (double)flat[i] * (most / (sqrt(sum) + 1e-6));
    const double norm = adamw_clip(grads, counts, 3, most);
    assert_true(fabs(norm - sqrt(sum)) <= (double)ADAMW_BOUND(136) * sqrt(sum));
    expect_close("clipped", flat, exact, 136, ADAMW_BOUND(136));
}

static void a_long_gradient_is_shortened_and_keeps_its_direction(void **state)
{
    (void)state;
    check_clip(1.0f, 2.0);
    check_clip(1e20f, 2.0);   // squares beyond float32
    check_clip(1e-6f, 1e-6);  // the 1e-6 in the divisor counts
}

static void a_short_gradient_passes_untouched(void **state)
{
    (void)state;
    float flat[2] = {3.0f, -4.0f}, *grads[2] = {flat, flat + 1};
    const dim counts[2] = {1, 1};
    assert_true(adamw_clip(grads, counts, 2, 5.0) == 5.0);
    assert_true(adamw_clip(grads, counts, 2, (double)INFINITY) == 5.0);
    assert_true(flat[0] == 3.0f && flat[1] == -4.0f);
}

static void a_norm_that_is_not_finite_is_told_and_nothing_scaled(void **state)
{
    (void)state;
    float flat[3] = {0.5f, INFINITY, -2.0f}, *grads[1] = {flat};
    const dim count = 3;
    assert_true(adamw_clip(grads, &count, 1, 1.0) == (double)INFINITY);
    assert_true(flat[0] == 0.5f && flat[1] == INFINITY && flat[2] == -2.0f);
    flat[1] = NAN;
    assert_true(isnan(adamw_clip(grads, &count, 1, 1.0)));
    assert_true(flat[0] == 0.5f && isnan(flat[1]) && flat[2] == -2.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(a_step_from_any_state_is_the_formula),
        law(twenty_steps_stay_with_float64),
        law(the_first_step_is_as_long_as_the_rate),
        law(without_a_gradient_only_decay_moves),
        law(moments_may_die_away),
        law(parameters_do_not_meet),
        law(the_rate_rises_in_a_line_and_falls_in_half_a_cosine),
        law(a_schedule_may_lack_either_part),
        law(a_long_gradient_is_shortened_and_keeps_its_direction),
        law(a_short_gradient_passes_untouched),
        law(a_norm_that_is_not_finite_is_told_and_nothing_scaled),
    };
    return cmocka_run_group_tests_name("adamw", tests, NULL, NULL);
}

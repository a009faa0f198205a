// rope_test.c: the laws of rotary positions.
#include "rope.h"

#include "arrays.h"
#include "check.h"

static void the_first_pair_turns_one_radian_a_position(void **state)
{
    (void)state;
    double frequencies[6];
    float cosines[4 * 6], sines[4 * 6];
    rope_frequencies(frequencies, 12, 10000.0);
    assert_true(frequencies[0] == 1.0);
    assert_true(fabs(frequencies[3] / pow(10000.0, -0.5) - 1.0) <= ROPE_FREQUENCY_BOUND(12));
    double slower[6];
    rope_frequencies(slower, 12, 500000.0);
    assert_true(fabs(slower[3] / pow(500000.0, -0.5) - 1.0) <= ROPE_FREQUENCY_BOUND(12));
    rope_table(cosines, sines, frequencies, 0, 4, 12);
    const double angle[4] = {1, cos(1.0), cos(2.0), cos(3.0)};
    const float first[4] = {cosines[0], cosines[6], cosines[12], cosines[18]};
    expect_close("cosine", first, angle, 4, ROPE_TABLE_BOUND(12));
    assert_true(sines[0] == 0.0f && fabs((double)sines[6] - sin(1.0)) <= ROPE_TABLE_BOUND(12));
}

static void far_positions_keep_their_digits(void **state)
{
    (void)state;
    const double frequencies[3] = {1.0, 0.7071067811865476, 0.3};
    float cosines[6], sines[6];
    double c_exact[6], s_exact[6];
    rope_table(cosines, sines, frequencies, 1000000, 2, 6);
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < 3; i++) {
            c_exact[3 * p + i] = cos((1000000 + p) * frequencies[i]);
            s_exact[3 * p + i] = sin((1000000 + p) * frequencies[i]);
        }
    expect_close("cosines", cosines, c_exact, 6, ROPE_TABLE_BOUND(6));
    expect_close("sines", sines, s_exact, 6, ROPE_TABLE_BOUND(6));
}

struct turned {
    float *cosines, *sines;
};

static struct turned table(dim positions, dim d)
{
    double *frequencies = exactly(d / 2);
    struct turned both = {unwritten(positions * d / 2), unwritten(positions * d / 2)};
    rope_frequencies(frequencies, d, 10000.0);
    rope_table(both.cosines, both.sines, frequencies, 0, positions, d);
    return both;
}

static void halves_turn_together_by_their_own_position(void **state)
{
    (void)state;
    enum { ROWS = 5, HEADS = 3, D = 10, POSITIONS = 40 };
    const dim where[ROWS] = {7, 0, 39, 7, 12};
    struct turned t = table(POSITIONS, D);
    const float *before = normal(ROWS * HEADS * D, 1.0f);
    float *x = copy_of(before, ROWS * HEADS * D);
    double *exact = exactly(ROWS * HEADS * D);
    for (dim r = 0; r < ROWS; r++)
        for (dim h = 0; h < HEADS; h++)
            for (dim i = 0; i < D / 2; i++) {
                const dim a = (r * HEADS + h) * D + i, b = a + D / 2;
                const double c = (double)t.cosines[where[r] * D / 2 + i];
                const double s = (double)t.sines[where[r] * D / 2 + i];
                exact[a] = (double)before[a] * c - (double)before[b] * s;
                exact[b] = (double)before[a] * s + (double)before[b] * c;
            }
    rope_forward(x, t.cosines, t.sines, where, ROWS, HEADS, D, POSITIONS);
    expect_close("x", x, exact, ROWS * HEADS * D, ROPE_BOUND(D));
}

static double score(const float *q, const float *k, const struct turned *t, dim at_q, dim at_k,
                    dim d, dim positions)
{
    float *turned_q = copy_of(q, d), *turned_k = copy_of(k, d);
    double sum = 0.0;
    rope_forward(turned_q, t->cosines, t->sines, &at_q, 1, 1, d, positions);
    rope_forward(turned_k, t->cosines, t->sines, &at_k, 1, 1, d, positions);
    for (dim i = 0; i < d; i++) sum += (double)turned_q[i] * (double)turned_k[i];
    return sum;
}

static void scores_depend_on_distance_only(void **state)
{
    (void)state;
    enum { D = 16, POSITIONS = 5000 };
    struct turned t = table(POSITIONS, D);
    const float *q = normal(D, 1.0f), *k = normal(D, 1.0f);
    const double near = score(q, k, &t, 5, 2, D, POSITIONS);
    const double far = score(q, k, &t, 4905, 4902, D, POSITIONS);
    const double other = score(q, k, &t, 5, 3, D, POSITIONS);
    const double room = 16 * D * ROPE_TABLE_BOUND(D);  // table and turn, D terms of order 1
    assert_true(fabs(near - far) < room);
    assert_true(fabs(near - other) > 100 * room);
}

static void a_turn_keeps_the_length_and_backward_undoes_it(void **state)
{
    (void)state;
    enum { ROWS = 301, HEADS = 5, D = 14, POSITIONS = 90 };  // large enough for the threads
    dim where[ROWS];
    for (dim r = 0; r < ROWS; r++) where[r] = (dim)rng_below(&draws, POSITIONS);
    struct turned t = table(POSITIONS, D);
    const float *before = normal(ROWS * HEADS * D, 1.0f);
    float *x = copy_of(before, ROWS * HEADS * D);
    double *exact = exactly(ROWS * HEADS * D), squares = 0.0, turned_squares = 0.0;
    rope_forward(x, t.cosines, t.sines, where, ROWS, HEADS, D, POSITIONS);
    for (dim i = 0; i < ROWS * HEADS * D; i++) {
        exact[i] = (double)before[i];
        squares += exact[i] * exact[i];
        turned_squares += (double)x[i] * (double)x[i];
    }
    assert_true(fabs(turned_squares / squares - 1.0) < 4 * ROPE_BOUND(D));
    rope_backward(x, t.cosines, t.sines, where, ROWS, HEADS, D, POSITIONS);
    expect_close("x", x, exact, ROWS * HEADS * D, 3 * ROPE_BOUND(D));  // two turns and the table
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(the_first_pair_turns_one_radian_a_position),
        law(far_positions_keep_their_digits),
        law(halves_turn_together_by_their_own_position),
        law(scores_depend_on_distance_only),
        law(a_turn_keeps_the_length_and_backward_undoes_it),
    };
    return cmocka_run_group_tests_name("rope", tests, NULL, NULL);
}

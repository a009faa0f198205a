// sampling_test.c: the laws of the choice of the next token.
#include "sampling.h"

#include "arrays.h"
#include "check.h"

static float *probabilities_of(dim vocab, float scale)
{
    float *p = unwritten(vocab);
    sampling_temperature(p, normal(vocab, scale), vocab, 1.0f);
    return p;
}

static int32_t *order_of(const float *p, dim vocab)
{
    int32_t *order = arena_array(&arrays, (size_t)vocab, sizeof *order);
    sampling_order(order, p, vocab);
    return order;
}

static void temperature_is_softmax_of_the_divided_logits(void **state)
{
    (void)state;
    const float temperatures[4] = {0.25f, 0.8f, 1.0f, 3.0f};
    for (int i = 0; i < 4; i++) {
        enum { V = 333 };
        float *logits = normal(V, 2.0f), *p = unwritten(V);
        double *exact = exactly(V), sum = 0.0, largest = -INFINITY;
        for (dim c = 0; c < V; c++) largest = fmax(largest, (double)logits[c]);
        for (dim c = 0; c < V; c++)
            sum += exact[c] = exp(((double)logits[c] - largest) / (double)temperatures[i]);
        for (dim c = 0; c < V; c++) exact[c] /= sum;
        sampling_temperature(p, logits, V, temperatures[i]);
        expect_close("probabilities", p, exact, V, SAMPLING_BOUND(V));
    }
}

static void a_temperature_near_0_is_greedy(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        float *logits = normal(31, 30.0f), *p = unwritten(31);
        const int32_t best = sampling_greedy(logits, 31);
        for (float t = 1e-4f; t > 0.0f; t *= 1e-6f) {
            sampling_temperature(p, logits, 31, t);
            assert_int_equal(sampling_draw(p, 31, 0x1.fffffep-1f), best);
            assert_true(p[best] == 1.0f);
        }
    }
}

static void of_equal_logits_greedy_takes_the_lower_id(void **state)
{
    (void)state;
    const float logits[6] = {-INFINITY, -3.5f, -1.25f, -2.0f, -1.25f, -1.25f};
    assert_int_equal(sampling_greedy(logits, 6), 2);
    assert_int_equal(sampling_greedy(logits, 1), 0);
}

static void an_id_is_drawn_as_often_as_its_probability_says(void **state)
{
    (void)state;
    enum { V = 5, DRAWS = 200000 };
    const float p[V] = {0.125f, 0.0f, 0.5f, 0.3125f, 0.0625f};
    double count[V] = {0.0};
    for (int i = 0; i < DRAWS; i++) count[sampling_draw(p, V, rng_uniform(&draws))]++;
    for (int c = 0; c < V; c++) {  // within five standard deviations; exactly 0 where p is
        const double mean = (double)p[c] * DRAWS;
        assert_true(fabs(count[c] - mean) <= 5.0 * sqrt(mean * (1.0 - (double)p[c])));
    }
}

static void a_dead_id_is_never_drawn(void **state)
{
    (void)state;
    const float p[5] = {0.0f, 0.25f, 0.0f, 0.75f, 0.0f};
    assert_int_equal(sampling_draw(p, 5, 0.0f), 1);
    assert_int_equal(sampling_draw(p, 5, 0.25f), 3);  // a sum that equals u does not exceed it
    assert_int_equal(sampling_draw(p, 5, 0x1.fffffep-1f), 3);
}

static void when_rounding_leaves_the_sum_below_u_the_last_live_id_is_drawn(void **state)
{
    (void)state;
    float p[1002] = {0.0f};
    for (int c = 0; c < 1000; c++) p[c] = 0.000999f;  // together 0.999
    assert_int_equal(sampling_draw(p, 1002, 0x1.fffffep-1f), 999);
}

static void penalty_1_is_identity_and_an_id_counts_once(void **state)
{
    (void)state;
    const int32_t recent[6] = {3, 0, 3, 3, 4, 0};
    float logits[5] = {2.0f, -1.0f, 0.75f, -0.5f, -INFINITY}, before[5];
    memcpy(before, logits, sizeof logits);
    sampling_repetition(logits, recent, 6, 5, 1.0f);
    assert_memory_equal(logits, before, sizeof logits);
    sampling_repetition(logits, recent, 0, 5, 2.0f);
    assert_memory_equal(logits, before, sizeof logits);
    sampling_repetition(logits, recent, 6, 5, 2.0f);
    const float wanted[5] = {1.0f, -1.0f, 0.75f, -1.0f, -INFINITY};
    for (int c = 0; c < 5; c++) assert_true(logits[c] == wanted[c]);
}

static void a_penalty_reaches_every_id_of_a_large_vocabulary(void **state)
{
    (void)state;
    enum { V = 300001 };
    const int32_t recent[5] = {V - 1, 131071, 131072, 262144, V - 1};
    float *logits = copy_of(unwritten(V), V);
    for (dim c = 0; c < V; c++) logits[c] = 4.0f;
    sampling_repetition(logits, recent, 5, V, 2.0f);
    double sum = 0.0;
    for (dim c = 0; c < V; c++) sum += (double)logits[c];
    for (int i = 0; i < 5; i++) assert_true(logits[recent[i]] == 2.0f);
    assert_true(sum == 4.0 * V - 8.0);
}

static void check_order(const float *p, dim vocab)
{
    const int32_t *order = order_of(p, vocab);
    for (dim i = 1; i < vocab; i++) {
        const int32_t a = order[i - 1], b = order[i];
        assert_true(p[a] > p[b] || (p[a] == p[b] && a < b));  // so no id stands there twice
    }
    for (dim i = 0; i < vocab; i++) assert_true(order[i] >= 0 && order[i] < vocab);
}

static void order_falls_and_equal_ones_stand_by_rising_id(void **state)
{
    (void)state;
    for (dim vocab = 1; vocab <= 130; vocab++) {
        float *p = probabilities_of(vocab, 2.0f);
        check_order(p, vocab);
        for (dim c = 0; c < vocab; c++) p[c] = floorf(p[c] * 16.0f) / 16.0f;  // many ties, zeros
        check_order(p, vocab);
    }
    check_order(probabilities_of(20011, 3.0f), 20011);
    check_order(probabilities_of(20011, 0.01f), 20011);  // nearly equal: few buckets
    float *p = probabilities_of(5003, 100.0f);           // denormals and zeros
    check_order(p, 5003);
    for (dim c = 0; c < 5003; c++) p[c] = 1.0f / 5003.0f;
    check_order(p, 5003);
}

// What each filter leaves must be the first `kept` of order, renormalised.
static void check_kept(const float *p, const float *before, const int32_t *order, dim vocab,
                       dim kept)
{
    double mass = 0.0, *exact = exactly(vocab);
    for (dim i = 0; i < kept; i++) mass += (double)before[order[i]];
    for (dim i = 0; i < kept; i++) exact[order[i]] = (double)before[order[i]] / mass;
    for (dim i = kept; i < vocab; i++) assert_true(p[order[i]] == 0.0f);
    expect_close("kept", p, exact, vocab, SAMPLING_BOUND(vocab));
}

static void top_k_keeps_k(void **state)
{
    (void)state;
    const dim ks[7] = {-3, 0, 1, 2, 50, 97, 5000}, kept[7] = {1, 1, 1, 2, 50, 97, 97};
    const float *before = probabilities_of(97, 1.5f);
    const int32_t *order = order_of(before, 97);
    for (int i = 0; i < 7; i++) {
        float *p = copy_of(before, 97);
        assert_int_equal(sampling_top_k(p, order, 97, ks[i]), kept[i]);
        check_kept(p, before, order, 97, kept[i]);
    }
}

static void of_equal_ones_the_lower_ids_stay(void **state)
{
    (void)state;
    const float flat[7] = {0.125f, 0.25f, 0.125f, 0.0625f, 0.25f, 0.125f, 0.0625f};
    const int32_t *order = order_of(flat, 7);
    for (dim k = 1; k <= 7; k++) {
        float *p = copy_of(flat, 7);
        assert_int_equal(sampling_top_k(p, order, 7, k), k);
        check_kept(p, flat, order, 7, k);
    }
}

static void top_p_keeps_the_token_that_crosses(void **state)
{
    (void)state;
    const float before[5] = {0.0625f, 0.5f, 0.125f, 0.25f, 0.0625f};  // sums .5 .75 .875 .9375 1
    const float ps[9] = {-1.0f, 0.0f, 1e-9f, 0.5f, 0.51f, 0.75f, 0.8f, 0.9f, 1.0f};
    const dim kept[9] = {1, 1, 1, 1, 2, 2, 3, 4, 5};
    const int32_t *order = order_of(before, 5);
    for (int i = 0; i < 9; i++) {
        float *p = copy_of(before, 5);
        assert_int_equal(sampling_top_p(p, order, 5, ps[i]), kept[i]);
        check_kept(p, before, order, 5, kept[i]);
    }
}

static void top_p_of_1_keeps_all_whatever_the_roundings(void **state)
{
    (void)state;
    for (int round = 0; round < 30; round++) {
        float *p = probabilities_of(701, 4.0f);
        dim alive = 0;
        for (dim c = 0; c < 701; c++) alive += p[c] > 0.0f;
        assert_int_equal(sampling_top_p(p, order_of(p, 701), 701, 1.0f), alive);
    }
}

static void min_p_measures_by_the_largest(void **state)
{
    (void)state;
    const float before[5] = {0.0625f, 0.5f, 0.125f, 0.25f, 0.0625f};
    const float bars[6] = {0.0f, 0.125f, 0.2f, 0.25f, 1.0f, 7.0f};
    const dim kept[6] = {5, 5, 3, 3, 1, 1};
    const int32_t *order = order_of(before, 5);
    for (int i = 0; i < 6; i++) {
        float *p = copy_of(before, 5);
        assert_int_equal(sampling_min_p(p, order, 5, bars[i]), kept[i]);
        check_kept(p, before, order, 5, kept[i]);
    }
}

static void one_filter_after_another_sees_a_whole(void **state)
{
    (void)state;
    for (int round = 0; round < 50; round++) {
        float *p = probabilities_of(61, 2.0f);
        const int32_t *order = order_of(p, 61);
        assert_int_equal(sampling_top_k(p, order, 61, 20), 20);
        const dim left = sampling_top_p(p, order, 61, 0.8f);
        const dim last = sampling_min_p(p, order, 61, 0.1f);
        double sum = 0.0;
        dim alive = 0;
        for (dim c = 0; c < 61; c++) {
            sum += (double)p[c];
            alive += p[c] > 0.0f;
        }
        assert_true(left >= 1 && left <= 20 && last >= 1 && last <= left);
        assert_int_equal(alive, last);
        assert_true(fabs(sum - 1.0) < SAMPLING_BOUND(61));
        assert_int_equal(sampling_top_k(p, order, 61, 40), last);  // what is 0 is not left
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(temperature_is_softmax_of_the_divided_logits),
        law(a_temperature_near_0_is_greedy),
        law(of_equal_logits_greedy_takes_the_lower_id),
        law(an_id_is_drawn_as_often_as_its_probability_says),
        law(a_dead_id_is_never_drawn),
        law(when_rounding_leaves_the_sum_below_u_the_last_live_id_is_drawn),
        law(penalty_1_is_identity_and_an_id_counts_once),
        law(a_penalty_reaches_every_id_of_a_large_vocabulary),
        law(order_falls_and_equal_ones_stand_by_rising_id),
        law(top_k_keeps_k),
        law(of_equal_ones_the_lower_ids_stay),
        law(top_p_keeps_the_token_that_crosses),
        law(top_p_of_1_keeps_all_whatever_the_roundings),
        law(min_p_measures_by_the_largest),
        law(one_filter_after_another_sees_a_whole),
    };
    return cmocka_run_group_tests_name("sampling", tests, NULL, NULL);
}

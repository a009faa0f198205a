// loss_test.c: the laws of cross-entropy by log-sum-exp, and of its gradient.
#include "loss.h"

#include "arrays.h"
#include "check.h"

static double exact_lse(const float *x, dim vocab)
{
    double largest = -INFINITY, sum = 0.0;
    for (dim c = 0; c < vocab; c++) largest = fmax(largest, (double)x[c]);
    for (dim c = 0; c < vocab; c++) sum += exp((double)x[c] - largest);
    return largest + log(sum);
}

static int32_t *some_targets(dim rows, dim vocab, dim ignored_every)
{
    int32_t *targets = arena_array(&arrays, (size_t)rows, sizeof *targets);
    for (dim r = 0; r < rows; r++)
        targets[r] = r % ignored_every == ignored_every - 1
                         ? LOSS_IGNORED
                         : (int32_t)rng_below(&draws, (uint32_t)vocab);
    return targets;
}

static void close_doubles(const double *got, const double *exact, dim count, double bound)
{
    double largest = 0.0;
    for (dim i = 0; i < count; i++) largest = fmax(largest, fabs(exact[i]));
    for (dim i = 0; i < count; i++) assert_true(fabs(got[i] - exact[i]) <= bound * largest);
}

// Logits around `shift`, the target `ahead` of the others.
static void check_loss(float scale, float shift, float ahead, dim rows, dim vocab)
{
    const int32_t *targets = some_targets(rows, vocab, 3);
    float *logits = normal(rows * vocab, scale), *losses = unwritten(rows);
    float *dlogits = unwritten(rows * vocab);
    double *exact = exactly(rows), *lse_exact = exactly(rows), *lse = exactly(rows), sum = 0.0;
    double *gradient = exactly(rows * vocab);
    const float factor = 0.375f;
    dim counted = -1, wanted = 0;
    for (dim r = 0; r < rows; r++) {
        float *row = logits + r * vocab;
        for (dim c = 0; c < vocab; c++) row[c] += shift + (c == targets[r] ? ahead : 0.0f);
        lse_exact[r] = exact_lse(row, vocab);
        lse[r] = (double)NAN;
        if (targets[r] == LOSS_IGNORED) continue;
        exact[r] = lse_exact[r] - (double)row[targets[r]];
        for (dim c = 0; c < vocab; c++) {
            const double behind = (double)row[c] - lse_exact[r];
            gradient[r * vocab + c] =
                (double)factor * (c == targets[r] ? expm1(behind) : exp(behind));
        }
        sum += exact[r];
        wanted++;
    }
    const double mean = loss_forward(losses, lse, &counted, logits, targets, rows, vocab);
    assert_int_equal(counted, wanted);
    expect_close("losses", losses, exact, rows, LOSS_BOUND(vocab));
    close_doubles(lse, lse_exact, rows, LOSS_BOUND(vocab));
    const double mean_exact = wanted ? sum / (double)wanted : 0.0;
    close_doubles(&mean, &mean_exact, 1, LOSS_BOUND(vocab));
    loss_backward(dlogits, logits, lse, targets, rows, vocab, factor);
    expect_close("dlogits", dlogits, gradient, rows * vocab, LOSS_BOUND(vocab));
    loss_backward(logits, logits, lse, targets, rows, vocab, factor);  // in place
    assert_memory_equal(logits, dlogits, (size_t)(rows * vocab) * sizeof *logits);
}

static void a_loss_is_log_sum_exp_less_the_logit_of_the_target(void **state)
{
    (void)state;
    check_loss(1.0f, 0.0f, 0.0f, 5, 7);
    check_loss(3.0f, 0.0f, 0.0f, 67, 259);  // large enough for the threads
    check_loss(3.0f, 1e4f, 0.0f, 5, 33);
    check_loss(3.0f, -1e4f, 0.0f, 5, 33);
    check_loss(90.0f, 0.0f, 0.0f, 5, 21);
    check_loss(1.0f, 0.0f, 0.0f, 4, 1);
}

static void a_loss_near_0_keeps_its_digits(void **state)
{
    (void)state;
    check_loss(1.0f, 0.0f, 14.0f, 7, 19);
    check_loss(1.0f, 3e3f, 11.0f, 7, 50);
}

static void a_large_vocabulary_costs_no_digits(void **state)
{
    (void)state;
    check_loss(2.0f, 0.0f, 0.0f, 3, 150001);
}

static void equal_logits_cost_the_log_of_the_vocabulary(void **state)
{
    (void)state;
    enum { V = 37 };
    const int32_t target = 11;
    float logits[V], loss;
    double lse;
    dim counted;
    for (int c = 0; c < V; c++) logits[c] = -2.5f;
    const double mean = loss_forward(&loss, &lse, &counted, logits, &target, 1, V);
    assert_true(fabs(mean - log(V)) < 1e-6);
    assert_true(fabs(loss_perplexity(mean) - V) < 1e-4);
    assert_true(fabs(loss_bits_per_byte(log(2.0), 3, 12) - 0.25) < 1e-12);
}

static void where_every_row_is_ignored_nothing_is_lost_and_nothing_learnt(void **state)
{
    (void)state;
    const int32_t targets[2] = {LOSS_IGNORED, LOSS_IGNORED};
    float *logits = normal(10, 1.0f), losses[2] = {NAN, NAN}, *dlogits = unwritten(10);
    double lse[2];
    dim counted = 5;
    assert_true(loss_forward(losses, lse, &counted, logits, targets, 2, 5) == 0.0);
    assert_int_equal(counted, 0);
    assert_true(losses[0] == 0.0f && losses[1] == 0.0f);
    loss_backward(dlogits, logits, lse, targets, 2, 5, 1.0f);
    for (int i = 0; i < 10; i++) assert_true(dlogits[i] == 0.0f);
}

static void what_cannot_come_costs_infinitely_much(void **state)
{
    (void)state;
    const float logits[3] = {0.5f, -INFINITY, 1.5f};
    const int32_t target = 1;
    float loss, dlogits[3];
    double lse;
    dim counted;
    assert_true(loss_forward(&loss, &lse, &counted, logits, &target, 1, 3) == (double)INFINITY);
    loss_backward(dlogits, logits, &lse, &target, 1, 3, 1.0f);
    assert_true(dlogits[1] == -1.0f && fabsf(dlogits[0] + dlogits[2] - 1.0f) < 1e-6f);
}

static void a_broken_row_shows_as_nan(void **state)
{
    (void)state;
    const float broken[3] = {NAN, INFINITY, -INFINITY};
    for (int kind = 0; kind < 3; kind++)
        for (int vocab = 3; vocab <= 35; vocab += 32) {
            float *logits = normal(vocab, 1.0f), loss;
            const int32_t target = 0;
            double lse;
            dim counted;
            logits[vocab / 2] = broken[kind];
            for (int c = 0; kind == 2 && c < vocab; c++) logits[c] = -INFINITY;
            assert_true(isnan(loss_forward(&loss, &lse, &counted, logits, &target, 1, vocab)));
        }
}

static void the_gradient_of_a_row_adds_up_to_0(void **state)
{
    (void)state;
    enum { V = 33 };
    const int32_t target = 32;
    float *logits = normal(V, 2.0f), loss, dlogits[V];
    double lse, sum = 0.0;
    dim counted;
    for (int c = 0; c < V; c++) logits[c] += 1e4f;
    loss_forward(&loss, &lse, &counted, logits, &target, 1, V);
    loss_backward(dlogits, logits, &lse, &target, 1, V, 1.0f);
    for (int c = 0; c < V; c++) sum += (double)dlogits[c];
    assert_true(fabs(sum) < (double)(V * FLT_EPSILON));
}

static void finite_differences_agree(void **state)
{
    (void)state;
    enum { ROWS = 3, V = 5 };
    const int32_t targets[ROWS] = {4, LOSS_IGNORED, 0};
    float *logits = normal(ROWS * V, 1.0f), losses[ROWS], dlogits[ROWS * V];
    double lse[ROWS];
    dim counted;
    loss_forward(losses, lse, &counted, logits, targets, ROWS, V);
    loss_backward(dlogits, logits, lse, targets, ROWS, V, 1.0f / (float)counted);
    for (int i = 0; i < ROWS * V; i++) {
        double slope = 0.0;
        for (int side = -1; side <= 1; side += 2) {
            float *at = copy_of(logits, ROWS * V);
            at[i] += (float)side * 0x1p-8f;
            double mean = 0.0;
            for (int r = 0; r < ROWS; r++)
                if (targets[r] >= 0)
                    mean += (exact_lse(at + r * V, V) - (double)at[r * V + targets[r]]) / 2.0;
            slope += side * mean * 0x1p7;
        }
        assert_true(fabs(slope - (double)dlogits[i]) < 1e-5);  // h^2 / 6
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(a_loss_is_log_sum_exp_less_the_logit_of_the_target),
        law(a_loss_near_0_keeps_its_digits),
        law(a_large_vocabulary_costs_no_digits),
        law(equal_logits_cost_the_log_of_the_vocabulary),
        law(where_every_row_is_ignored_nothing_is_lost_and_nothing_learnt),
        law(what_cannot_come_costs_infinitely_much),
        law(a_broken_row_shows_as_nan),
        law(the_gradient_of_a_row_adds_up_to_0),
        law(finite_differences_agree),
    };
    return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}

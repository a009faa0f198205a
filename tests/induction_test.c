// induction_test.c: texts that repeat with their period, and the scores of heads whose weights are
// made by hand.
#include "induction.h"

#include "arrays.h"
#include "check.h"

#include <stdbool.h>

static void a_text_repeats_with_its_period_and_no_neighbours_are_equal(void **state)
{
    (void)state;
    enum { T = 60 };
    const int32_t choice[3] = {7, 11, 400};
    int32_t ids[T];
    for (dim period = 2; period < 40; period++) {
        induction_draw(ids, T, period, choice, 3, &draws);
        for (dim t = 0; t < T; t++) {
            assert_true(ids[t] == 7 || ids[t] == 11 || ids[t] == 400);
            if (t >= period) assert_int_equal(ids[t], ids[t - period]);
            if (t > 0) assert_int_not_equal(ids[t], ids[t - 1]);
        }
    }
}

static void every_token_of_the_choice_is_drawn(void **state)
{
    (void)state;
    const int32_t choice[5] = {1, 2, 3, 4, 5};
    int32_t ids[40];
    int seen[6] = {0};
    for (int i = 0; i < 20; i++) {
        induction_draw(ids, 40, 30, choice, 5, &draws);
        for (int t = 0; t < 30; t++) seen[ids[t]]++;
    }
    for (int id = 1; id <= 5; id++) assert_true(seen[id] > 60 && seen[id] < 180);  // 120 expected
}

enum { HEADS = 4, KEYS = 12, LENGTH = 10, PERIOD = 4 };

// Head 0 looks at the token before, 1 at what came behind last time, 2 at all alike, 3 at itself.
static float *weights_by_hand(void)
{
    float *weights = arena_array(&arrays, HEADS * LENGTH * KEYS, sizeof *weights);
    for (dim t = 0; t < LENGTH; t++) {
        float *row = weights + t * KEYS;
        row[t > 0 ? t - 1 : 0] = 1.0f;
        row[LENGTH * KEYS + (t >= PERIOD ? t - PERIOD + 1 : 0)] = 1.0f;
        for (dim k = 0; k <= t; k++) row[2 * LENGTH * KEYS + k] = 1.0f / (float)(t + 1);
        row[3 * LENGTH * KEYS + t] = 1.0f;
    }
    return weights;
}

static void a_head_is_known_by_where_it_looks(void **state)
{
    (void)state;
    double previous[HEADS], induction[HEADS], alike_before = 0.0, alike_again = 0.0;
    induction_scores(previous, induction, weights_by_hand(), HEADS, LENGTH, KEYS, PERIOD);
    for (int t = 1; t < LENGTH; t++) alike_before += 1.0 / (t + 1) / (LENGTH - 1);
    for (int t = PERIOD; t < LENGTH; t++) alike_again += 1.0 / (t + 1) / (LENGTH - PERIOD);
    assert_true(previous[0] == 1.0 && induction[0] == 0.0);
    assert_true(induction[1] == 1.0);
    assert_true(fabs(previous[1] - 1.0 / 9) < 1e-12);  // t = 1 looks at 0
    assert_true(fabs(previous[2] - alike_before) < 1e-6);
    assert_true(fabs(induction[2] - alike_again) < 1e-6);
    assert_true(previous[3] == 0.0 && induction[3] == 0.0);
}

static void losses_are_of_what_is_new_and_of_what_comes_again(void **state)
{
    (void)state;
    // losses[t] is of token t + 1: tokens 1, 2 are of the first period of 3, tokens 3, 4, 5 repeat
    const float losses[5] = {1, 3, 10, 20, 60};
    double first, again;
    induction_losses(&first, &again, losses, 6, 3);
    assert_true(first == 2.0 && again == 30.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(a_text_repeats_with_its_period_and_no_neighbours_are_equal),
        law(every_token_of_the_choice_is_drawn),
        law(a_head_is_known_by_where_it_looks),
        law(losses_are_of_what_is_new_and_of_what_comes_again),
    };
    return cmocka_run_group_tests_name("induction", tests, NULL, NULL);
}

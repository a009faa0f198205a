// embedding_test.c: the laws of lookup, its gradient, cosine, neighbours and analogies.
#include "embedding.h"

#include "arrays.h"
#include "check.h"

static void a_lookup_copies_bit_for_bit(void **state)
{
    (void)state;
    enum { ROWS = 3, VOCAB = 7, WIDTH = 5 };
    const int32_t ids[ROWS] = {6, 0, 6};
    const float *table = normal(VOCAB * WIDTH, 1.0f);
    float *out = unwritten(ROWS * WIDTH);
    embedding_forward(out, ids, table, ROWS, VOCAB, WIDTH);
    for (dim r = 0; r < ROWS; r++)
        assert_memory_equal(out + r * WIDTH, table + ids[r] * WIDTH, WIDTH * sizeof *out);
}

static void a_word_that_stands_twice_adds_twice(void **state)
{
    (void)state;
    enum { ROWS = 997, VOCAB = 131, WIDTH = 37 };  // large enough for the threads
    int32_t ids[ROWS];
    for (dim r = 0; r < ROWS; r++) ids[r] = (int32_t)rng_below(&draws, VOCAB);
    const float *dout = normal(ROWS * WIDTH, 1.0f), *before = normal(VOCAB * WIDTH, 1.0f);
    float *dtable = copy_of(before, VOCAB * WIDTH);
    double *exact = exactly(VOCAB * WIDTH);
    for (dim i = 0; i < VOCAB * WIDTH; i++) exact[i] = (double)before[i];
    for (dim r = 0; r < ROWS; r++)
        for (dim c = 0; c < WIDTH; c++) exact[ids[r] * WIDTH + c] += (double)dout[r * WIDTH + c];
    embedding_backward(dtable, dout, ids, ROWS, VOCAB, WIDTH);
    expect_close("dtable", dtable, exact, VOCAB * WIDTH, EMBEDDING_BACKWARD_BOUND(ROWS));
}

static void cosine_knows_direction_and_not_length(void **state)
{
    (void)state;
    const float a[3] = {1, 2, -2}, longer[3] = {1e18f, 2e18f, -2e18f}, back[3] = {-3, -6, 6};
    const float across[3] = {2, 0, 1}, zero[3] = {0, 0, 0};
    const double exact[4] = {1.0, -1.0, 0.0, 0.0};
    const float got[4] = {embedding_cosine(a, longer, 3), embedding_cosine(a, back, 3),
                          embedding_cosine(a, across, 3), embedding_cosine(a, zero, 3)};
    expect_close("cosine", got, exact, 4, EMBEDDING_COSINE_BOUND(3));
}

static void neighbours_come_best_first_and_ties_by_lower_id(void **state)
{
    (void)state;
    const float table[12] = {0, 1, 1,  0, 3, 0,
                             1, 1, -1, 0, 2, 0};  // ids 1, 2, 5 point the same way
    const float query[2] = {1, 0};
    const int32_t skip[1] = {2};
    int32_t ids[5] = {-1, -1, -1, -1, -1};
    float scores[5];
    embedding_nearest(ids, scores, query, skip, 1, table, 6, 2, 5);
    const int32_t wanted[5] = {1, 5, 3, 0, 4};
    assert_memory_equal(ids, wanted, sizeof ids);
    const double exact[5] = {1, 1, sqrt(0.5), 0, -1};
    expect_close("scores", scores, exact, 5, EMBEDDING_COSINE_BOUND(2));
    embedding_nearest(ids, scores, query, NULL, 0, table, 6, 2, 0);  // none is asked for
    assert_int_equal(ids[0], 1);
    embedding_nearest(ids, scores, query, NULL, 0, table, 6, 2, 2);
    assert_int_equal(ids[0], 1);
    assert_int_equal(ids[1], 2);
}

static void an_analogy_is_taken_element_by_element(void **state)
{
    (void)state;
    const float table[8] = {1, 2, 10, 20, 100, 200, -5, -7};
    float query[2];
    embedding_analogy(query, 2, 1, 3, table, 4, 2);
    assert_true(query[0] == 85.0f && query[1] == 173.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(a_lookup_copies_bit_for_bit),
        law(a_word_that_stands_twice_adds_twice),
        law(cosine_knows_direction_and_not_length),
        law(neighbours_come_best_first_and_ties_by_lower_id),
        law(an_analogy_is_taken_element_by_element),
    };
    return cmocka_run_group_tests_name("embedding", tests, NULL, NULL);
}

// growth_test.c: what costs n log n must not cost n^2: CPU time at n and at 4n, the best of five.
#include "check.h"
#include "rng.h"
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N = 1 << 17 };

static uint8_t text[N];
static dim spans[N / 4 + 2], ones[N / 4 + 2];
static struct bpe_merge merges[2000];

// Words of a few letters with the frequencies of a language; without spaces one single pre-token.
static dim make_text(dim n, bool one)
{
    struct rng rng;
    rng_seed(&rng, 1, 1);
    dim pretokens = 0;
    for (dim at = 0; at < n;) {
        dim end = at + 4 + (dim)rng_below(&rng, 6);
        if (end > n - 4) end = n;
        for (; at < end; at++) text[at] = (uint8_t)('a' + rng_below(&rng, 1 + rng_below(&rng, 26)));
        ones[pretokens++] = 1;
        spans[pretokens] = end;
    }
    if (!one) return pretokens;
    spans[1] = n;
    return 1;
}

static double seconds_to_learn(dim n, bool one)
{
    double best = 1e9;
    const dim pretokens = make_text(n, one);
    for (int i = 0; i < 5; i++) {
        struct arena arena = {0};
        const clock_t begin = clock();
        assert_int_equal(bpe_train(merges, 700, text, spans, ones, pretokens, &arena), 700);
        const double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        if (seconds < best) best = seconds;
        arena_free(&arena);
    }
    return best;
}

static double seconds_to_encode(dim n, bool one, const struct bpe *bpe)
{
    static int32_t ids[N], *work;
    double best = 1e9;
    if (!work) work = malloc(BPE_WORK((size_t)N) * sizeof *work);
    const dim pretokens = make_text(n, one);
    for (int i = 0; i < 5; i++) {
        const clock_t begin = clock();
        assert_true(bpe_encode(ids, work, text, spans, pretokens, bpe) < n);
        const double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        if (seconds < best) best = seconds;
    }
    return best;
}

// Four times the memory leaves the caches, which one long pre-token feels most. Quadratic is 16.
static void expect_growth(const char *what, double limit, double small, double large)
{
    print_message("%s: %.4f s, four times as much %.4f s: %.1f times\n", what, small, large,
                  large / small);
    assert_true(large < limit * small);
}

static void learning_is_not_quadratic(void **state)
{
    (void)state;
    expect_growth("learn from words", 6.0, seconds_to_learn(N / 4, false),
                  seconds_to_learn(N, false));
    expect_growth("learn from one pre-token", 10.0, seconds_to_learn(N / 4, true),
                  seconds_to_learn(N, true));
}

static void encoding_is_not_quadratic(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct bpe bpe;
    const dim pretokens = make_text(N / 4, false);
    const dim learnt = bpe_train(merges, 2000, text, spans, ones, pretokens, &arena);
    vocabulary_from_training(&bpe, &arena, merges, learnt);
    expect_growth("encode words", 6.0, seconds_to_encode(N / 4, false, &bpe),
                  seconds_to_encode(N, false, &bpe));
    expect_growth("encode one pre-token", 10.0, seconds_to_encode(N / 4, true, &bpe),
                  seconds_to_encode(N, true, &bpe));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learning_is_not_quadratic),
        cmocka_unit_test(encoding_is_not_quadratic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

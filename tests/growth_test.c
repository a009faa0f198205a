// growth_test.c: what costs n log n must not cost n^2: CPU time at n and at 4n, side by
// side, five times.
#include "check.h"
#include "rng.h"
#include "vocabulary.h"

#include <time.h>

enum { N = 1 << 17, PAIRS = 5 };

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

static struct bpe bpe;

static double learn(dim n, bool one)
{
    struct arena arena = {0};
    const dim pretokens = make_text(n, one);
    const clock_t begin = clock();
    assert_int_equal(bpe_train(merges, 700, text, spans, ones, pretokens, &arena), 700);
    const double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    arena_free(&arena);
    return seconds;
}

static double encode(dim n, bool one)
{
    static int32_t ids[N], work[BPE_WORK(N)];
    const dim pretokens = make_text(n, one);
    const clock_t begin = clock();
    assert_true(bpe_encode(ids, work, text, spans, pretokens, &bpe) < n);
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

// Four times the memory leaves the caches, which one long pre-token feels most. What is quadratic
// takes 16 times as long in every pair of runs; a busy neighbour disturbs some of them: the least
// ratio counts.
static void expect_growth(const char *what, double limit, double (*seconds)(dim n, bool one),
                          bool one)
{
    double least = 1e9;
    for (int i = 0; i < PAIRS; i++) {
        const double small = seconds(N / 4, one), large = seconds(N, one);
        if (large < least * small) least = large / small;
    }
    print_message("%s: four times as much takes %.1f times as long\n", what, least);
    assert_true(least < limit);
}

static void learning_is_not_quadratic(void **state)
{
    (void)state;
    expect_growth("learn from words", 6.0, learn, false);
    expect_growth("learn from one pre-token", 10.0, learn, true);
}

static void encoding_is_not_quadratic(void **state)
{
    (void)state;
    struct arena arena = {0};
    const dim pretokens = make_text(N / 4, false);
    const dim learnt = bpe_train(merges, 2000, text, spans, ones, pretokens, &arena);
    vocabulary_from_training(&bpe, &arena, merges, learnt);
    expect_growth("encode words", 6.0, encode, false);
    expect_growth("encode one pre-token", 10.0, encode, true);
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

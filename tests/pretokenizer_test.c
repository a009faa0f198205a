// pretokenizer_test.c: the laws of cutting text into pre-tokens.
#include "check.h"
#include "pretokenizer.h"
#include "rng.h"

#include <string.h>

enum { MOST = 1 << 16 };
static dim spans[PRETOKENIZER_ROOM + 1];

// All cuts of a text that arrives `step` bytes at a time (0: at once). Returns the count.
static dim cuts_of(dim *cuts, const uint8_t *text, dim n, dim step, struct pretokenizer *p)
{
    dim count = 0, at = 0, known = step ? 0 : n;
    while (at < n) {
        const dim found = pretokenizer_split(spans, text + at, known - at, known == n, p);
        assert_true(found >= 0);
        if (found == 0) {
            assert_true(known < n);
            known = known + step < n ? known + step : n;
            continue;
        }
        for (dim i = 1; i <= found; i++) {
            assert_true(spans[i] > spans[i - 1]);
            cuts[count++] = at + spans[i];
        }
        at += spans[found];
    }
    return count;
}

// "Hello| world|!" by this pattern
static const char *cut(const char *pattern, const char *text, dim n, bool use_jit)
{
    static char shown[4096];
    static dim cuts[4096];
    struct pretokenizer p;
    pretokenizer_open(&p, pretokenizer_find(pattern), use_jit);
    const dim count = cuts_of(cuts, (const uint8_t *)text, n, 0, &p);
    char *to = shown;
    for (dim i = 0, from = 0; i < count; from = cuts[i++]) {
        if (i > 0) *to++ = '|';
        memcpy(to, text + from, (size_t)(cuts[i] - from));
        to += cuts[i] - from;
    }
    *to = '\0';
    pretokenizer_close(&p);
    return shown;
}

#define expect_cuts(pattern, text, wanted)                                            \
    do {                                                                              \
        assert_string_equal(cut(pattern, text, (dim)sizeof(text) - 1, true), wanted);  \
        assert_string_equal(cut(pattern, text, (dim)sizeof(text) - 1, false), wanted); \
    } while (0)

static void each_pattern_cuts_as_published(void **state)
{
    (void)state;
    expect_cuts("gpt2", "Hello world's  end 12345!!\n\n x",
                "Hello| world|'s| | end| 12345|!!|\n\n| x");
    expect_cuts("cl100k", "Hello world'S  end 12345!!\n\n x",
                "Hello| world|'S| | end| |123|45|!!\n\n| x");
    expect_cuts("llama3", "you're (here)\r\n  now", "you|'re| (|here|)\r\n| | now");
    expect_cuts("o200k", "HelloWorld ABCdef can't a/b/\n", "Hello|World| ABCdef| can't| a|/b|/\n");
    expect_cuts("cl100k", "HelloWorld ABCdef can't a/b/\n", "HelloWorld| ABCdef| can|'t| a|/b|/\n");
    expect_cuts("gpt2", "", "");
}

static void space_is_unicodes_white_space(void **state)
{
    (void)state;
    // U+3000 and U+0085 are space, U+180E is not; a long s ends a word as s does
    expect_cuts("gpt2", "a\u3000\u3000b", "a|\u3000|\u3000|b");
    expect_cuts("gpt2", "a\xC2\x85\xC2\x85""b", "a|\xC2\x85|\xC2\x85|b");
    expect_cuts("gpt2", "a\u180e\u180e!b", "a|\u180e\u180e!|b");
    expect_cuts("cl100k", "it'\u017f ok", "it|'\u017f| ok");
}

static void ill_formed_bytes_stand_alone_and_stay(void **state)
{
    (void)state;
    expect_cuts("cl100k", "ab\xFF\xFE""cd", "ab|\xFF|\xFE|cd");
    expect_cuts("cl100k", "!\xE2\x82!\xC3", "!|\xE2\x82|!|\xC3");
    expect_cuts("cl100k", "  \x80  x", "  |\x80| | x");          // a text ends before it
    expect_cuts("cl100k", "a\xEF\xBF\xBD!", "a|\xEF\xBF\xBD!");  // a real U+FFFD is punctuation
}

static void a_nul_is_a_character(void **state)
{
    (void)state;
    dim cuts[8];
    struct pretokenizer p;
    pretokenizer_open(&p, pretokenizer_find("gpt2"), true);
    assert_int_equal(cuts_of(cuts, (const uint8_t *)"a\0\0 b", 5, 0, &p), 3);
    assert_int_equal(cuts[0], 1);
    assert_int_equal(cuts[1], 3);
    pretokenizer_close(&p);
}

static void where_the_bytes_are_cut_off_changes_nothing(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "a", "Z", "'s", "'LL", "'", " ", "  ", "\n", "\r\n", "\t", "7", "12345", "!", "/", "\u00e9",
        "e\u0301", "\u4e2d\u6587", "\u3000", "\u01c5", "\U0001f600", "\xFF", "\xE2\x82", "\xF0\x9F",
        "\u017f", "hello", "HELLO", "\u0418\u0432\u0430\u043d", "-", "\u2014", "\u00a0"};
    static uint8_t text[512];
    static dim whole[512], stepwise[512], interpreted[512];
    struct rng rng;
    rng_seed(&rng, 5, 5);
    for (int pattern = 0; pattern < 4; pattern++) {
        struct pretokenizer jit, plain;
        pretokenizer_open(&jit, pattern, true);
        pretokenizer_open(&plain, pattern, false);
        for (int round = 0; round < 400; round++) {
            dim n = 0;
            const int words = 1 + (int)rng_below(&rng, 40);
            for (int i = 0; i < words; i++) {
                const char *part = parts[rng_below(&rng, sizeof parts / sizeof *parts)];
                memcpy(text + n, part, strlen(part));
                n += (dim)strlen(part);
            }
            const dim count = cuts_of(whole, text, n, 0, &jit);
            assert_int_equal(whole[count - 1], n);
            for (dim step = 1; step < 9; step += 1 + step / 3) {
                assert_int_equal(cuts_of(stepwise, text, n, step, &jit), count);
                assert_memory_equal(stepwise, whole, (size_t)count * sizeof *whole);
            }
            assert_int_equal(cuts_of(interpreted, text, n, 3, &plain), count);
            assert_memory_equal(interpreted, whole, (size_t)count * sizeof *whole);
        }
        pretokenizer_close(&jit);
        pretokenizer_close(&plain);
    }
}

static void only_a_pretoken_of_over_16_mib_is_refused(void **state)
{
    (void)state;
    static uint8_t text[PRETOKEN_LONGEST + 8];
    struct pretokenizer p;
    for (int pattern = 0; pattern < 4; pattern++) {
        pretokenizer_open(&p, pattern, true);
        memset(text, 'a', sizeof text);
        assert_int_equal(pretokenizer_split(spans, text, PRETOKEN_LONGEST, true, &p), 1);
        assert_int_equal(spans[1], PRETOKEN_LONGEST);
        assert_int_equal(pretokenizer_split(spans, text, PRETOKEN_LONGEST + 1, true, &p), -1);
        assert_int_equal(pretokenizer_split(spans, text, PRETOKEN_LONGEST + 8, false, &p), -1);
        assert_int_equal(pretokenizer_split(spans, text, 1000000, false, &p), 0);
        memset(text, ' ', sizeof text);
        text[PRETOKEN_LONGEST] = 'x';
        assert_int_equal(pretokenizer_split(spans, text, PRETOKEN_LONGEST + 1, true, &p), 2);
        memset(text, 'A', PRETOKEN_LONGEST);
        assert_int_equal(pretokenizer_split(spans, text, PRETOKEN_LONGEST, true, &p), 1);
        memset(text, 0xFF, PRETOKEN_LONGEST);
        const dim found = pretokenizer_split(spans, text, PRETOKEN_LONGEST, true, &p);
        assert_true(found > 1 && spans[found] == found);
        pretokenizer_close(&p);
    }
}

static void names_and_expressions_lead_back_to_the_pattern(void **state)
{
    (void)state;
    assert_int_equal(pretokenizer_find("gpt3"), -1);
    assert_int_equal(pretokenizer_find_expression("\\p{L}+"), -1);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pretokenizer_find(pretokenizer_name(i)), i);
        assert_non_null(strstr(pretokenizer_names(), pretokenizer_name(i)));
        const int back = pretokenizer_find_expression(pretokenizer_expression(i));
        assert_string_equal(pretokenizer_expression(back), pretokenizer_expression(i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pattern_cuts_as_published),
        cmocka_unit_test(space_is_unicodes_white_space),
        cmocka_unit_test(ill_formed_bytes_stand_alone_and_stay),
        cmocka_unit_test(a_nul_is_a_character),
        cmocka_unit_test(where_the_bytes_are_cut_off_changes_nothing),
        cmocka_unit_test(only_a_pretoken_of_over_16_mib_is_refused),
        cmocka_unit_test(names_and_expressions_lead_back_to_the_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// ranks_test.c: rank files. Small ones are made here; the published vocabularies are read where the
// environment says that they are: CRUMB_RANKS_GPT2, CRUMB_RANKS_CL100K, CRUMB_RANKS_O200K name a
// .tiktoken file, CRUMB_TOKENIZER_LLAMA3 a tokenizer.json.
#include "file.h"
#include "rng.h"
#include "tokenizer_model.h"

#include <stdlib.h>

// ---- small files ----------------------------------------------------------------------------

// A rank file: the byte b has rank (b * 77 + 31) % 256, the tokens behind them 256, 257, ...
static dim make_ranks(char *text, const char *const *tokens, dim count, int64_t first)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = text;
    for (int64_t i = 0; i < 256 + count; i++) {
        const uint8_t byte = (uint8_t)i;
        const uint8_t *bytes = i < 256 ? &byte : (const uint8_t *)tokens[i - 256];
        const dim n = i < 256 ? 1 : (dim)strlen(tokens[i - 256]);
        for (dim at = 0; at < n; at += 3) {
            const uint32_t a = bytes[at], b = at + 1 < n ? bytes[at + 1] : 0;
            const uint32_t c = at + 2 < n ? bytes[at + 2] : 0, group = a << 16 | b << 8 | c;
            *to++ = digits[group >> 18];
            *to++ = digits[group >> 12 & 63];
            *to++ = at + 1 < n ? digits[group >> 6 & 63] : '=';
            *to++ = at + 2 < n ? digits[group & 63] : '=';
        }
        const int64_t rank = i < 256 ? (i * 77 + 31) % 256 : first + i - 256;
        to += sprintf(to, " %lld\n", (long long)rank);
    }
    return to - text;
}

// ---- rank files -----------------------------------------------------------------------------

static const char *const words[] = {"he", "ll", " w", "or", "hell", "ld", "\xC3\xA9", " wor", "lo",
                                    "hello", " world", "aa", "aaa", "abc"};
enum { WORDS = sizeof words / sizeof *words };

static void ranks_merge_as_tiktoken_does(void **state)
{
    (void)state;
    static char text[1 << 14];
    struct tokenizer t = {0};
    const dim n = make_ranks(text, words, WORDS, 256);
    assert_null(tokenizer_parse_ranks(&t, text, (size_t)n, pretokenizer_find("cl100k")));
    assert_int_equal(t.bpe.vocab, 256 + WORDS);
    assert_int_equal(t.bpe.byte_id['A'], ('A' * 77 + 31) % 256);
    assert_string_equal(tokens_of(&t, "hello world"), "hello| world");
    assert_string_equal(tokens_of(&t, "hellor"), "hell|or");
    assert_string_equal(tokens_of(&t, "aaaa"), "aa|aa");    // aaa is made of aa and a, never here
    assert_string_equal(tokens_of(&t, "aaa"), "aaa");
    assert_string_equal(tokens_of(&t, "abc"), "abc");       // a whole pre-token, though ab is none
    assert_string_equal(tokens_of(&t, "abcd"), "a|b|c|d");  // no two tokens join to abc
    tokenizer_close(&t);
}

// tiktoken itself, as plain as can be: the neighbours whose bytes joined have the lowest rank.
static dim tiktoken(int32_t *ids, const char *text, dim n, const struct bpe *bpe)
{
    dim cut[64], count = n;
    for (dim i = 0; i <= n; i++) cut[i] = i;
    const int64_t whole = bytes_map_get(&bpe->whole, (const uint8_t *)text, n, -1);
    if (whole >= 0) cut[1] = n, count = 1;
    while (count > 1) {
        int64_t lowest = INT64_MAX;
        dim best = 0;
        for (dim i = 0; i + 2 <= count; i++) {
            const int64_t rank = bytes_map_get(&bpe->whole, (const uint8_t *)text + cut[i],
                                               cut[i + 2] - cut[i], INT64_MAX);
            if (rank < lowest) lowest = rank, best = i;
        }
        if (lowest == INT64_MAX) break;
        for (dim i = best + 1; i < count; i++) cut[i] = cut[i + 1];
        count--;
    }
    for (dim i = 0; i < count; i++)
        ids[i] = (int32_t)bytes_map_get(&bpe->whole, (const uint8_t *)text + cut[i],
                                        cut[i + 1] - cut[i], -1);
    return count;
}

static void random_ranks_merge_as_tiktoken_does(void **state)
{
    (void)state;
    static char text[1 << 14], names[40][8], word[48];
    static struct collected got;
    struct rng rng;
    rng_seed(&rng, 11, 1);
    for (int round = 0; round < 300; round++) {
        const char *tokens[40];
        dim count = 0;
        while (count < 40) {  // different strings of a and b, in any order
            char *name = names[count];
            const dim n = 2 + (dim)rng_below(&rng, 5);
            for (dim i = 0; i < n; i++) name[i] = (char)('a' + rng_below(&rng, 2));
            name[n] = '\0';
            bool is_new = true;
            for (dim i = 0; i < count; i++) is_new = is_new && strcmp(names[i], name) != 0;
            if (is_new) tokens[count++] = name;
        }
        struct tokenizer t = {0};
        const dim n = make_ranks(text, tokens, count, 256);
        assert_null(tokenizer_parse_ranks(&t, text, (size_t)n, pretokenizer_find("gpt2")));
        for (int i = 0; i < 50; i++) {
            int32_t wanted[64];
            const dim length = 1 + (dim)rng_below(&rng, 47);
            for (dim j = 0; j < length; j++) word[j] = (char)('a' + rng_below(&rng, 2));
            encode(&got, &t, word, length, 0);
            assert_int_equal(got.count, tiktoken(wanted, word, length, &t.bpe));
            assert_memory_equal(got.ids, wanted, (size_t)got.count * sizeof *wanted);
        }
        tokenizer_close(&t);
    }
}

static void holes_in_the_ranks_are_ids_without_bytes(void **state)
{
    (void)state;
    static char text[1 << 14];
    struct tokenizer t = {0};
    const dim n = make_ranks(text, words, WORDS, 1000);
    assert_null(tokenizer_parse_ranks(&t, text, (size_t)n, pretokenizer_find("o200k")));
    assert_int_equal(t.bpe.vocab, 1000 + WORDS);
    assert_string_equal(tokens_of(&t, "hello world"), "hello| world");
    const int32_t hole = 700;
    assert_int_equal(bpe_decode((uint8_t[64]){0}, &hole, 1, &t.bpe), 0);
    tokenizer_close(&t);
}

static const char *ranks_say(const char *more, dim cut)
{
    static char text[1 << 14], sentence[256];
    struct tokenizer t = {0};
    const dim n = make_ranks(text, NULL, 0, 0) - cut;
    memcpy(text + n, more, strlen(more) + 1);
    const char *wrong =
        tokenizer_parse_ranks(&t, text, (size_t)n + strlen(more), pretokenizer_find("gpt2"));
    snprintf(sentence, sizeof sentence, "%s", wrong ? wrong : "fine");
    tokenizer_close(&t);
    return sentence;
}

static void a_broken_rank_file_is_one_sentence(void **state)
{
    (void)state;
    assert_string_equal(ranks_say("", 0), "fine");
    assert_string_equal(ranks_say("\r\n\nYWI= 256\r\n", 0), "fine");
    assert_string_equal(ranks_say("YWI= 256", 0), "fine");
    assert_string_equal(ranks_say("YWI 256\n", 0), "line 257: not base64");
    assert_string_equal(ranks_say("Y=I= 256\n", 0), "line 257: not base64");
    assert_string_equal(ranks_say("YWI=\n", 0), "line 257: expected a token in base64 (at most 512 "
                                                "bytes), a space and its rank");
    assert_string_equal(ranks_say("YWI= \n", 0), "line 257: no rank behind the space");
    assert_string_equal(ranks_say("YWI= 2x\n", 0), "line 257: no rank behind the space");
    assert_string_equal(ranks_say("YWI= -1\n", 0), "line 257: no rank behind the space");
    assert_string_equal(ranks_say("YWI= 99999999999999999999\n", 0),
                        "line 257: no rank behind the space");
    assert_string_equal(ranks_say("YWI= 9999999999\n", 0),
                        "token id 9999999999, expected 0..4194303");
    assert_string_equal(ranks_say("YWI= 31\n", 0), "two tokens have the id 31");
    assert_string_equal(ranks_say("YQ== 300\n", 0), "tokens 76 and 300 have the same bytes");
    assert_string_equal(ranks_say("", 9),
                        "a byte has no token of its own (all 256 must have one)");
}

// ---- the published vocabularies -------------------------------------------------------------

// The question of this course, and what is hard: accents, Chinese, an emoji, digits, 'S, space.
static const char question[] =
    "How do I bake chocolate chip cookies? 12345 na\u00efve caf\u00e9 \u4f60\u597d\u4e16\u754c "
    "\U0001F36A They'll\r\n\n\tit'S   done";

// ids: as other programs give them, ended by -1.
static void expect_published(const char *variable, const char *pattern, const int32_t *ids)
{
    const char *path = getenv(variable);
    if (!path) {
        print_message("%s is not set: the published vocabulary is not run\n", variable);
        skip();
    }
    static struct collected got;
    struct tokenizer t = {0};
    if (pattern) {
        tokenizer_load_ranks(&t, path, pretokenizer_find(pattern));
    } else {
        const struct file_bytes file = file_map(path);
        assert_null(tokenizer_parse_json(&t, (const char *)file.bytes, file.count));
        file_unmap(file);
    }
    encode(&got, &t, question, (dim)strlen(question), 0);
    for (dim i = 0; i < got.count; i++) assert_int_equal(got.ids[i], ids[i]);
    assert_int_equal(ids[got.count], -1);
    tokenizer_close(&t);
}

static void gpt2_gives_the_published_ids(void **state)
{
    (void)state;
    static const int32_t ids[] = {
        2437, 466, 314, 28450, 11311, 11594, 14746, 30, 17031, 2231, 41492, 40304, 220,
        19526, 254, 25001, 121, 10310, 244, 45911, 234, 12520, 235, 103, 1119, 1183,
        201, 628, 197, 270, 6, 50, 220, 220, 1760, -1};
    expect_published("CRUMB_RANKS_GPT2", "gpt2", ids);
}

static void cl100k_gives_the_published_ids(void **state)
{
    (void)state;
    static const int32_t ids[] = {
        4438, 656, 358, 23360, 18414, 16797, 8443, 30, 220, 4513, 1774, 95980, 588,
        53050, 220, 57668, 53901, 3574, 244, 98220, 11410, 235, 103, 2435, 3358, 81923,
        24263, 13575, 256, 2884, -1};
    expect_published("CRUMB_RANKS_CL100K", "cl100k", ids);
}

static void o200k_gives_the_published_ids(void **state)
{
    (void)state;
    static const int32_t ids[] = {
        5299, 621, 357, 52853, 20162, 23134, 9850, 30, 220, 7633, 2548, 153475, 737,
        30469, 220, 177519, 28428, 197348, 103, 174490, 46865, 52428, 31233, 256, 4167,
        -1};
    expect_published("CRUMB_RANKS_O200K", "o200k", ids);
}

static void llama3_gives_the_published_ids(void **state)
{
    (void)state;
    static const int32_t ids[] = {
        4438, 656, 358, 23360, 18414, 16797, 8443, 30, 220, 4513, 1774, 95980, 588,
        53050, 118195, 53901, 102616, 11410, 235, 103, 2435, 3358, 81923, 24263, 13575,
        256, 2884, -1};
    expect_published("CRUMB_TOKENIZER_LLAMA3", NULL, ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_merge_as_tiktoken_does),
        cmocka_unit_test(random_ranks_merge_as_tiktoken_does),
        cmocka_unit_test(holes_in_the_ranks_are_ids_without_bytes),
        cmocka_unit_test(a_broken_rank_file_is_one_sentence),
        cmocka_unit_test(gpt2_gives_the_published_ids),
        cmocka_unit_test(cl100k_gives_the_published_ids),
        cmocka_unit_test(o200k_gives_the_published_ids),
        cmocka_unit_test(llama3_gives_the_published_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

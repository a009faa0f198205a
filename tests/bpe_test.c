// bpe_test.c: the laws of byte-pair encoding. Random inputs are judged by the model in bpe_model.h.
#include "bpe_model.h"
#include "unicode.h"

#define BYTES(text) (const uint8_t *)(text), (dim)(sizeof(text) - 1)

// ---- a: encode and decode -------------------------------------------------------------------

static void the_walkthroughs_words_are_merged_by_rank(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "l+o lo+w e+r low+er e+s es+t", "", false);
    assert_string_equal(tokens_of(&made, BYTES("low")), "low");
    assert_string_equal(tokens_of(&made, BYTES("lower")), "lower");
    assert_string_equal(tokens_of(&made, BYTES("lowest")), "low|est");
    assert_string_equal(tokens_of(&made, BYTES("slower")), "s|lower");
    assert_string_equal(tokens_of(&made, BYTES("")), "");
    arena_free(&made.arena);
}

static void the_lowest_rank_goes_first_not_the_longest_match(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "b+c a+b ab+c", "", false);
    assert_string_equal(tokens_of(&made, BYTES("abc")), "a|bc");
    arena_free(&made.arena);
    // A merge whose result came up late still goes before all pairs of higher rank.
    make(&made, "c+d b+c a+bc a+b", "", false);
    assert_string_equal(tokens_of(&made, BYTES("abcd")), "ab|cd");
    assert_string_equal(tokens_of(&made, BYTES("abc")), "abc");
    arena_free(&made.arena);
}

static void of_equal_ranks_the_leftmost_goes_first(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "a+a", "", false);
    assert_string_equal(tokens_of(&made, BYTES("aaa")), "aa|a");
    assert_string_equal(tokens_of(&made, BYTES("aaaaa")), "aa|aa|a");
    arena_free(&made.arena);
    make(&made, "a+a aa+aa aa+a", "", false);
    assert_string_equal(tokens_of(&made, BYTES("aaaaaaa")), "aaaa|aaa");
    arena_free(&made.arena);
}

static void no_merge_crosses_a_span(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "a+b ab+c", "", false);
    const dim spans[6] = {0, 1, 3, 3, 5, 6};  // a|bc||ab|c
    int32_t ids[6], work[BPE_WORK(2)];
    const int32_t wanted[5] = {turn('a'), turn('b'), turn('c'), id_of(&made, "ab", 2), turn('c')};
    assert_int_equal(bpe_encode(ids, work, (const uint8_t *)"abcabc", spans, 5, &made.bpe), 5);
    assert_memory_equal(ids, wanted, sizeof wanted);
    arena_free(&made.arena);
}

static void ignore_merges_takes_a_pretoken_that_is_a_token(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "b+c a+b ab+c", "", true);
    assert_string_equal(tokens_of(&made, BYTES("abc")), "abc");
    assert_string_equal(tokens_of(&made, BYTES("abca")), "a|bc|a");
    arena_free(&made.arena);
}

static void lone_bytes_are_tokens_and_come_back(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "l+o", "", false);
    uint8_t all[256], back[512];
    int32_t ids[256], work[BPE_WORK(256)];
    for (int i = 0; i < 256; i++) all[i] = (uint8_t)(255 - i);
    const dim spans[2] = {0, 256};
    assert_int_equal(bpe_encode(ids, work, all, spans, 1, &made.bpe), 256);
    assert_int_equal(ids[0], turn(0xFF));
    assert_int_equal(ids[255], turn(0));
    assert_int_equal(bpe_decode(back, ids, 256, &made.bpe), 256);
    assert_memory_equal(back, all, 256);
    arena_free(&made.arena);
}

static void decode_joins_bytes_and_skips_a_hole(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "l+o", "<|end|>", false);
    uint8_t text[64];
    const int32_t ids[4] = {turn(0x80), 256, id_of(&made, "<|end|>", 7), id_of(&made, "lo", 2)};
    assert_int_equal(bpe_decode(text, ids, 4, &made.bpe), 10);
    assert_memory_equal(text, "\x80<|end|>lo", 10);
    assert_int_equal(bpe_decode(text, ids, 0, &made.bpe), 0);
    arena_free(&made.arena);
}

// ---- b: learn -------------------------------------------------------------------------------

static void counts_weigh_a_pretoken(void **state)
{
    (void)state;
    // low 5, lower 2, lowest 6: (w,e) 8, (o,w) 13, (l,o) 13; o+w is the greater of the two
    const dim counts[3] = {5, 2, 6};
    assert_string_equal(learnt("low lower lowest", counts, 4), "o+w l+ow low+e s+t");
    const dim large[2] = {4000000000, 4000000001};  // more than 32 bits
    assert_string_equal(learnt("zz ab", large, 2), "a+b z+z");
}

static void a_tie_goes_to_the_greater_pair_of_byte_strings(void **state)
{
    (void)state;
    assert_string_equal(learnt("ab cd", NULL, 2), "c+d a+b");
    assert_string_equal(learnt("ab ac", NULL, 2), "a+c a+b");          // equal left parts
    assert_string_equal(learnt("ab \x80""a", NULL, 1), "\x80+a");      // bytes are unsigned
    // left parts ab and a: a prefix is smaller, whatever follows
    assert_string_equal(learnt("ab ab aba az", NULL, 3), "a+b ab+a a+z");
}

static void the_tie_rule_compares_bytes_not_ids(void **state)
{
    (void)state;
    // 256 is "zz", 257 "aa": a later id, yet a smaller string. The tie of zz+b and aa+c is for zz.
    assert_string_equal(learnt("zz zz aa aa zzb aac", NULL, 4), "z+z a+a zz+b aa+c");
    const dim counts[4] = {9, 9, 1, 1};
    assert_string_equal(learnt("aa zz aab zzc", counts, 4), "z+z a+a zz+c aa+b");
}

static void a_run_is_merged_from_the_left(void **state)
{
    (void)state;
    // aaa counts two pairs: it beats b+b and then is (aa) a
    const dim counts[2] = {2, 3};
    assert_string_equal(learnt("aaa bb", counts, 3), "a+a b+b aa+a");
    assert_string_equal(learnt("aaaaaaa", NULL, 9), "a+a aa+aa aaaa+aa aaaaaa+a");
}

static void learning_ends_when_no_pair_is_left(void **state)
{
    (void)state;
    assert_string_equal(learnt("abab a", NULL, 50), "a+b ab+ab");
    assert_string_equal(learnt("a b c", NULL, 50), "");
    assert_string_equal(learnt("", NULL, 50), "");
    assert_string_equal(learnt("abc", NULL, 0), "");
}

static void learning_agrees_with_the_naive_model(void **state)
{
    (void)state;
    static struct model m;
    static uint8_t bytes[4096];
    struct rng rng;
    rng_seed(&rng, 2016, 1);
    for (int round = 0; round < 60; round++) {
        random_words(&m, bytes, &rng, 1 + (uint32_t)round % 8);
        struct arena arena = {0};
        struct bpe_merge merges[40], wanted;
        const dim want = 1 + (dim)rng_below(&rng, 40);
        const dim count =
            bpe_train(merges, want, bytes, m.spans, m.counts, m.pretokens, &arena);
        for (dim i = 0; i < count; i++) {
            assert_true(model_round(&wanted, &m, (int32_t)(256 + i)));
            assert_memory_equal(&merges[i], &wanted, sizeof wanted);
            model_apply(&m, wanted);
        }
        if (count < want) assert_false(model_round(&wanted, &m, (int32_t)(256 + count)));
        arena_free(&arena);
    }
}

// ---- encode against the model ---------------------------------------------------------------

static void encoding_agrees_with_the_naive_model(void **state)
{
    (void)state;
    static struct model m;
    static uint8_t bytes[4096], back[4096 * 128];
    static int32_t ids[4096], wanted[4096], work[BPE_WORK(4096)];
    struct rng rng;
    rng_seed(&rng, 2016, 2);
    for (int round = 0; round < 150; round++) {
        struct arena arena = {0};
        struct bpe_merge merges[60];
        struct bpe bpe;
        const uint32_t letters = 1 + (uint32_t)round % 8;
        random_words(&m, bytes, &rng, letters);
        const dim count = bpe_train(merges, 60, bytes, m.spans, m.counts, m.pretokens, &arena);
        vocabulary_from_training(&bpe, &arena, merges, count);
        const dim n = random_words(&m, bytes, &rng, letters);
        const dim got = bpe_encode(ids, work, bytes, m.spans, m.pretokens, &bpe);
        dim expected = 0;
        for (dim p = 0; p < m.pretokens; p++)
            expected += model_encode(wanted + expected, bytes + m.spans[p],
                                     m.spans[p + 1] - m.spans[p], &bpe);
        assert_int_equal(got, expected);
        assert_memory_equal(ids, wanted, (size_t)got * sizeof *ids);
        assert_int_equal(bpe_decode(back, ids, got, &bpe), n);
        assert_memory_equal(back, bytes, (size_t)n);
        arena_free(&arena);
    }
}

static void encoding_a_long_pretoken_agrees_with_the_naive_model(void **state)
{
    (void)state;
    static uint8_t bytes[600];
    static int32_t ids[600], wanted[600], work[BPE_WORK(600)];
    static struct made made;
    // Ranks are not in the order of lengths, and some merges make what others need.
    make(&made, "b+a a+b ab+a ba+b a+ba aba+ba bb+a b+b ab+ab abab+abab a+a aa+b", "", false);
    struct rng rng;
    rng_seed(&rng, 7, 3);
    for (int round = 0; round < 100; round++) {
        const dim n = 30 + (dim)rng_below(&rng, 500), spans[2] = {0, n};
        for (dim i = 0; i < n; i++) bytes[i] = (uint8_t)('a' + rng_below(&rng, 10) % 3 % 2);
        const dim count = bpe_encode(ids, work, bytes, spans, 1, &made.bpe);
        assert_int_equal(count, model_encode(wanted, bytes, n, &made.bpe));
        assert_memory_equal(ids, wanted, (size_t)count * sizeof *ids);
    }
    arena_free(&made.arena);
}

// ---- c: special tokens and streaming --------------------------------------------------------

static void the_leftmost_special_wins_then_the_longest(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "<+|", "<|a|> <|a <|a|><|b|> b|>", false);
    dim at = -1;
    const struct {
        const char *text, *special;
        dim at;
    } cases[] = {
        {"x<|a|>", "<|a|>", 1},        {"<|a|", "<|a", 0},   {"<<|a|><|b|>", "<|a|><|b|>", 1},
        {"<|a|><|b|", "<|a|>", 0},     {"ab|><|a", "b|>", 1}, {"<|<|a", "<|a", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const dim n = (dim)strlen(cases[i].text);
        const int32_t id = bpe_find_special(&at, (const uint8_t *)cases[i].text, n, &made.bpe);
        assert_int_equal(id, id_of(&made, cases[i].special, (dim)strlen(cases[i].special)));
        assert_int_equal(at, cases[i].at);
    }
    at = 5;
    assert_int_equal(bpe_find_special(&at, BYTES("<|b|"), &made.bpe), -1);
    assert_int_equal(bpe_find_special(&at, BYTES(""), &made.bpe), -1);
    assert_int_equal(at, 5);
    arena_free(&made.arena);
}

static dim decoded_at_once(uint8_t *text, const int32_t *ids, dim n, const struct bpe *bpe)
{
    static uint8_t bytes[4096];
    static int32_t points[4096];
    const dim count = bpe_decode(bytes, ids, n, bpe);
    return unicode_encode(text, points, unicode_decode(points, bytes, count));
}

// At every cut: what the pushes and an end show equals the decode of those ids at once.
static void expect_stream_equals_decode(const int32_t *ids, dim n, const struct bpe *bpe)
{
    static uint8_t streamed[8192], whole[8192];
    for (dim cut = 0; cut <= n; cut++) {
        struct bpe_stream stream = {{0}, 0};
        dim count = 0;
        for (dim i = 0; i < cut; i++) {
            const dim more = bpe_stream_push(streamed + count, &stream, ids[i], bpe);
            assert_true(more <= BPE_STREAM_ROOM(bpe->longest));
            count += more;
            assert_true(stream.count >= 0 && stream.count <= 3);
        }
        const dim more = bpe_stream_end(streamed + count, &stream);
        assert_true(more <= 9);
        assert_int_equal(stream.count, 0);
        count += more;
        assert_int_equal(count, decoded_at_once(whole, ids, cut, bpe));
        assert_memory_equal(streamed, whole, (size_t)count);
    }
}

static void streaming_never_shows_half_a_character(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "\xE2+\x82 \x9F+\x98 \xF0+\x9F\x98", "", false);
    const int32_t euro[2] = {id_of(&made, "\xE2\x82", 2), turn(0xAC)};
    uint8_t text[BPE_STREAM_ROOM(8)];
    struct bpe_stream stream = {{0}, 0};
    assert_int_equal(bpe_stream_push(text, &stream, euro[0], &made.bpe), 0);
    assert_int_equal(bpe_stream_push(text, &stream, euro[1], &made.bpe), 3);
    assert_memory_equal(text, "\xE2\x82\xAC", 3);
    // What cannot become a character any more is shown at once.
    assert_int_equal(bpe_stream_push(text, &stream, turn(0xC0), &made.bpe), 3);
    assert_memory_equal(text, "\xEF\xBF\xBD", 3);
    assert_int_equal(bpe_stream_push(text, &stream, turn(0xE0), &made.bpe), 0);
    assert_int_equal(bpe_stream_push(text, &stream, turn(0x80), &made.bpe), 6);
    assert_int_equal(stream.count, 0);
    assert_int_equal(bpe_stream_end(text, &stream), 0);
    arena_free(&made.arena);
}

static void streaming_equals_decoding_at_every_cut(void **state)
{
    (void)state;
    static const uint8_t favoured[16] = {0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xE0,
                                         0xED, 0xF4, 0x90, 0xC0, 0xFF, 'a',  0xC3, 0xA9};
    static struct made made;
    make(&made, "\xE2+\x82 \x9F+\x98 \xF0+\x9F\x98 \xAC+\xC3 a+\xF0", "", false);
    struct rng rng;
    rng_seed(&rng, 8, 15);
    for (int round = 0; round < 400; round++) {
        int32_t ids[24];
        for (int i = 0; i < 24; i++)
            ids[i] = rng_below(&rng, 4)
                         ? turn(favoured[rng_below(&rng, 16)])
                         : 257 + (int32_t)rng_below(&rng, (uint32_t)made.vocab - 257);
        expect_stream_equals_decode(ids, 24, &made.bpe);
    }
    // all pairs of bytes, each as a token of its own
    for (int a = 0x7F; a < 256; a++)
        for (int b = 0x7F; b < 256; b++) {
            const int32_t ids[3] = {turn(a), turn(b), turn('x')};
            expect_stream_equals_decode(ids, 3, &made.bpe);
        }
    arena_free(&made.arena);
}

// ---- vocabulary.h ---------------------------------------------------------------------------

static void a_wrong_vocabulary_is_refused_in_a_sentence(void **state)
{
    (void)state;
    static struct made made;
    make(&made, "l+o", "<|end|>", false);
    const int32_t l = turn('l'), o = turn('o'), lo = id_of(&made, "lo", 2);
    const struct bpe_merge beyond = {l, o, (int32_t)made.vocab}, wrong = {o, l, lo};
    const struct bpe_merge twice[2] = {{l, o, lo}, {l, o, lo}}, hole = {l, 256, lo};
    const int32_t end = id_of(&made, "<|end|>", 7), doubled[2] = {end, end}, none[1] = {256};
    assert_string_equal(prepare(&made, &beyond, 1, NULL, 0, false),
                        "a merge names an id out of range");
    assert_string_equal(prepare(&made, &wrong, 1, NULL, 0, false),
                        "the result of a merge is not its parts joined");
    assert_string_equal(prepare(&made, &hole, 1, NULL, 0, false),
                        "a merge has a part without bytes");
    assert_string_equal(prepare(&made, twice, 2, NULL, 0, false), "a pair is merged twice");
    assert_string_equal(prepare(&made, twice, 1, doubled, 2, false),
                        "a special token is named twice");
    assert_string_equal(prepare(&made, twice, 1, none, 1, false), "a special token has no text");
    made.words[turn(0xC3)].length = 0;
    assert_string_equal(prepare(&made, twice, 1, NULL, 0, false),
                        "a byte has no token of its own (all 256 must have one)");
    arena_free(&made.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_walkthroughs_words_are_merged_by_rank),
        cmocka_unit_test(the_lowest_rank_goes_first_not_the_longest_match),
        cmocka_unit_test(of_equal_ranks_the_leftmost_goes_first),
        cmocka_unit_test(no_merge_crosses_a_span),
        cmocka_unit_test(ignore_merges_takes_a_pretoken_that_is_a_token),
        cmocka_unit_test(lone_bytes_are_tokens_and_come_back),
        cmocka_unit_test(decode_joins_bytes_and_skips_a_hole),
        cmocka_unit_test(counts_weigh_a_pretoken),
        cmocka_unit_test(a_tie_goes_to_the_greater_pair_of_byte_strings),
        cmocka_unit_test(the_tie_rule_compares_bytes_not_ids),
        cmocka_unit_test(a_run_is_merged_from_the_left),
        cmocka_unit_test(learning_ends_when_no_pair_is_left),
        cmocka_unit_test(learning_agrees_with_the_naive_model),
        cmocka_unit_test(encoding_agrees_with_the_naive_model),
        cmocka_unit_test(encoding_a_long_pretoken_agrees_with_the_naive_model),
        cmocka_unit_test(the_leftmost_special_wins_then_the_longest),
        cmocka_unit_test(streaming_never_shows_half_a_character),
        cmocka_unit_test(streaming_equals_decoding_at_every_cut),
        cmocka_unit_test(a_wrong_vocabulary_is_refused_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

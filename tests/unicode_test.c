// unicode_test.c: the laws of UTF-8, against a decoder of another kind: an automaton built from the
// rows of table 3-7, which looks for the longest prefix of a well-formed sequence.
#include "check.h"
#include "rng.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

struct range {
    uint8_t low, high;
};

// Unicode 15.0, table 3-7: the well-formed sequences.
static const struct {
    dim length;
    struct range bytes[4];
} table[9] = {
    {1, {{0x00, 0x7F}}},
    {2, {{0xC2, 0xDF}, {0x80, 0xBF}}},
    {3, {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}}},
    {3, {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {3, {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}}},
    {3, {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}},
};

// One step of the table decoder: the longest prefix of any row, at least one byte.
static dim table_step(int32_t *point, const uint8_t *bytes, dim n)
{
    static const int32_t lead_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    dim longest = 1;
    *point = 0xFFFD;
    for (int row = 0; row < 9; row++) {
        dim fit = 0;
        while (fit < table[row].length && fit < n && bytes[fit] >= table[row].bytes[fit].low &&
               bytes[fit] <= table[row].bytes[fit].high)
            fit++;
        if (fit > longest) longest = fit;
        if (fit < table[row].length) continue;
        *point = bytes[0] & lead_bits[fit];
        for (dim i = 1; i < fit; i++) *point = *point * 64 + bytes[i] % 64;
        return fit;
    }
    return longest;
}

static dim table_decode(int32_t *points, const uint8_t *bytes, dim n)
{
    dim count = 0;
    for (dim at = 0; at < n;) at += table_step(&points[count++], bytes + at, n - at);
    return count;
}

// The bytes as all functions see them must be as the table sees them.
static void expect_as_table(const uint8_t *bytes, dim n)
{
    int32_t got[64], want[64], point = -1, wanted = -1;
    const dim count = unicode_decode(got, bytes, n), expected = table_decode(want, bytes, n);
    const dim taken = unicode_step(&point, bytes, n);
    if (count == expected && !memcmp(got, want, (size_t)count * sizeof *got) &&
        unicode_count(bytes, n) == count && taken == table_step(&wanted, bytes, n) &&
        point == wanted)
        return;
    for (dim i = 0; i < n; i++) print_error("%02X ", bytes[i]);
    print_error(": %td code points, the table gives %td\n", count, expected);
    fail();
}

static void every_sequence_of_up_to_three_bytes_is_as_in_table_3_7(void **state)
{
    (void)state;
    for (int32_t i = 0; i < 1 << 24; i++) {
        const uint8_t bytes[3] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        if (i % 65536 == 0) expect_as_table(bytes, 1);
        if (i % 256 == 0) expect_as_table(bytes, 2);
        expect_as_table(bytes, 3);
    }
}

static void four_bytes_on_both_sides_of_every_border_are_as_in_table_3_7(void **state)
{
    (void)state;
    static const uint8_t borders[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                                      0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0,
                                      0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF};
    enum { N = sizeof borders };
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            for (int c = 0; c < N; c++)
                for (int d = 0; d < N; d++) {
                    const uint8_t bytes[4] = {borders[a], borders[b], borders[c], borders[d]};
                    expect_as_table(bytes, 4);
                }
}

static void random_bytes_are_as_in_table_3_7(void **state)
{
    (void)state;
    static const uint8_t favoured[] = {0xE0, 0xED, 0xF0, 0xF4, 0x80, 0x9F, 0xA0, 0xBF};
    struct rng rng;
    rng_seed(&rng, 3, 7);
    for (int round = 0; round < 200000; round++) {
        uint8_t bytes[64];
        const dim n = 1 + (dim)rng_below(&rng, 64);
        const uint32_t ascii = rng_below(&rng, 4);  // long runs of ASCII take another way
        for (dim i = 0; i < n; i++) {
            const uint8_t any = (uint8_t)rng_next(&rng);
            bytes[i] = rng_below(&rng, 8) < 2 * ascii ? any & 0x7F
                       : rng_below(&rng, 2)           ? favoured[any % 8]
                                                      : any;
        }
        expect_as_table(bytes, n);
    }
}

static void every_code_point_survives_the_way_there_and_back(void **state)
{
    (void)state;
    for (int32_t point = 0; point <= UNICODE_LAST; point++) {
        if (point == 0xD800) point = 0xE000;
        uint8_t bytes[4];
        int32_t back = -1, wanted = -1;
        const dim length = unicode_encode(bytes, &point, 1);
        if (unicode_step(&back, bytes, length) != length || back != point ||
            table_step(&wanted, bytes, length) != length || wanted != point)
            fail_msg("U+%04X came back as U+%04X", (unsigned)point, (unsigned)back);
    }
}

static void what_is_no_code_point_is_written_as_the_replacement(void **state)
{
    (void)state;
    const int32_t points[] = {-1, INT32_MIN, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x110000, INT32_MAX};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        uint8_t bytes[4] = {0};
        assert_int_equal(unicode_encode(bytes, &points[i], 1), 3);
        assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    }
    const int32_t edges[] = {0xD7FF, 0xE000, 0x10FFFF, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000};
    static const char wanted[] = "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\x7F\xC2\x80\xDF\xBF"
                                 "\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80";
    uint8_t bytes[40];
    assert_int_equal(unicode_encode(bytes, edges, 9), sizeof wanted - 1);
    assert_memory_equal(bytes, wanted, sizeof wanted - 1);
}

// Unicode 15.0, section 3.9: the examples of tables 3-8 to 3-11 and of the text around.
static void the_examples_of_the_standard_give_its_replacements(void **state)
{
    (void)state;
    enum { R = 0xFFFD };
    static const struct {
        const char *bytes;
        dim n, count;
        int32_t points[10];
    } examples[] = {
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 9, 9, {R, R, R, R, R, R, R, R, 0x41}},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", 9, 9, {R, R, R, R, R, R, R, R, 0x41}},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", 9, 9, {R, R, R, R, R, 0x41, R, R, 0x42}},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 9, 5, {R, R, R, R, 0x41}},
        {"\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", 13, 10,
         {0x61, R, R, R, 0x62, R, 0x63, R, R, 0x64}},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        int32_t points[16];
        const uint8_t *bytes = (const uint8_t *)examples[i].bytes;
        assert_int_equal(unicode_decode(points, bytes, examples[i].n), examples[i].count);
        for (dim p = 0; p < examples[i].count; p++)
            assert_int_equal(points[p], examples[i].points[p]);
        assert_int_equal(unicode_count(bytes, examples[i].n), examples[i].count);
    }
}

static void a_nul_is_a_character_and_nothing_is_nothing(void **state)
{
    (void)state;
    int32_t points[3] = {7, 7, 7};
    assert_int_equal(unicode_decode(points, (const uint8_t *)"\0a\0", 3), 3);
    assert_int_equal(points[0], 0);
    assert_int_equal(points[1], 'a');
    assert_int_equal(points[2], 0);
    assert_int_equal(unicode_decode(points, (const uint8_t *)"", 0), 0);
    assert_int_equal(unicode_count((const uint8_t *)"", 0), 0);
    assert_int_equal(unicode_encode((uint8_t[4]){0}, points, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_give_its_replacements),
        cmocka_unit_test(every_sequence_of_up_to_three_bytes_is_as_in_table_3_7),
        cmocka_unit_test(four_bytes_on_both_sides_of_every_border_are_as_in_table_3_7),
        cmocka_unit_test(random_bytes_are_as_in_table_3_7),
        cmocka_unit_test(every_code_point_survives_the_way_there_and_back),
        cmocka_unit_test(what_is_no_code_point_is_written_as_the_replacement),
        cmocka_unit_test(a_nul_is_a_character_and_nothing_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// grader_base_test.c: the laws of what grader and goldens stand on: digest, random stream, arena,
// the one sentence of fail().
#include "check.h"

#undef fail  // cmocka has one too

#include "arena.h"
#include "fail.h"
#include "rng.h"
#include "sentence.h"
#include "sha256.h"

#include <string.h>

// The examples of FIPS 180-4.
static void digests_are_those_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hex;
    } known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
         "lmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    char hex[65];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        sha256_hex(hex, known[i].text, strlen(known[i].text));
        assert_string_equal(hex, known[i].hex);
    }
}

static void a_million_letters_have_the_digest_of_the_standard(void **state)
{
    (void)state;
    char hex[65], *letters = malloc(1000000);
    assert_non_null(letters);
    memset(letters, 'a', 1000000);
    sha256_hex(hex, letters, 1000000);
    free(letters);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// By: head -c 55 /dev/zero | tr '\0' a | sha256sum, and so on.
static void lengths_around_a_block_are_padded_right(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        const char *hex;
    } known[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {57, "f13b2d724659eb3bf47f2dd6af1accc87b81f09f59f2b75e5c0bed6589dfe8c6"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
        {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
        {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
        {128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"},
    };
    char letters[128], hex[65];
    memset(letters, 'a', sizeof letters);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        sha256_hex(hex, letters, known[i].count);
        assert_string_equal(hex, known[i].hex);
    }
}

// Numbers by: python3 -c "import sys; sys.path.insert(0, 'datasets/golden')
// from pcg32 import Rng; r = Rng(42, 54); print([hex(r.next()) for _ in range(6)])"
// and so on; the first six are also those of O'Neill's own demo (pcg32-demo, round 1).
static void the_stream_is_the_one_of_the_goldens(void **state)
{
    (void)state;
    static const uint32_t next[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                    0x83d2f293, 0xbfa4784b, 0xcbed606e};
    static const uint32_t below[] = {251, 708, 972, 130, 699, 767};
    static const float uniform[] = {0x1.b6f64ep-1f, 0x1.7bc00ep-1f, 0x1.8a9ea4p-2f, 0x1.17832ep-1f};
    static const float normal[] = {0x1.79d6e2p-1f, 0x1.5bd2aap-1f, 0x1.7b4a46p-1f, -0x1.43ef9p-4f};
    struct rng rng;
    rng_seed(&rng, 42, 54);
    for (int i = 0; i < 6; i++) assert_int_equal(rng_next(&rng), next[i]);
    rng_seed(&rng, 7, 3);
    for (int i = 0; i < 6; i++) assert_int_equal(rng_below(&rng, 1000), below[i]);
    rng_seed(&rng, 7, 3);
    for (int i = 0; i < 4; i++) assert_true(rng_uniform(&rng) == uniform[i]);
    rng_seed(&rng, 7, 3);
    for (int i = 0; i < 4; i++) assert_true(rng_normal(&rng) == normal[i]);
}

static void streams_differ_and_seeds_repeat(void **state)
{
    (void)state;
    struct rng a, b, c;
    rng_seed(&a, 1, 1);
    rng_seed(&b, 1, 2);
    rng_seed(&c, 1, 1);
    int same = 0;
    for (int i = 0; i < 100; i++) {
        uint32_t value = rng_next(&a);
        same += value == rng_next(&b);
        assert_int_equal(value, rng_next(&c));
    }
    assert_true(same < 3);
}

static void below_reaches_each_value_and_no_other(void **state)
{
    (void)state;
    struct rng rng;
    int seen[7] = {0};
    rng_seed(&rng, 3, 0);
    for (int i = 0; i < 700; i++) {
        uint32_t value = rng_below(&rng, 7);
        assert_true(value < 7);
        seen[value]++;
    }
    for (int i = 0; i < 7; i++) assert_true(seen[i] > 60 && seen[i] < 140);
    assert_int_equal(rng_below(&rng, 1), 0);
}

static void arena_memory_is_zero_aligned_and_stays(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *all[300];
    for (size_t i = 0; i < 300; i++) {
        size_t bytes = i * i * 7 % 5000;
        all[i] = arena_alloc(&arena, bytes + 1);
        assert_int_equal((uintptr_t)all[i] % ARENA_ALIGN, 0);
        for (size_t k = 0; k <= bytes; k++) assert_int_equal(all[i][k], 0);
        memset(all[i], (int)(i & 255), bytes + 1);
    }
    for (size_t i = 0; i < 300; i++) assert_int_equal(all[i][i * i * 7 % 5000], i & 255);
    assert_true(arena.taken >= arena.used && arena.used > 0);
    arena_free(&arena);
    assert_int_equal(arena.used + arena.taken, 0);
    assert_non_null(arena_array(&arena, 0, 8));  // may be used again
    arena_free(&arena);
}

static void ask(void *bytes)
{
    struct arena arena = {0};
    arena_alloc(&arena, *(size_t *)bytes);
}

static void ask_for_items(void *count)
{
    struct arena arena = {0};
    arena_array(&arena, *(size_t *)count, 1 << 20);
}

static void too_much_memory_is_a_sentence(void **state)
{
    (void)state;
    size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2 + 1};
    size_t counts[] = {SIZE_MAX, SIZE_MAX / 2, (size_t)1 << 43};  // of 2^20 bytes
    for (int i = 0; i < 2; i++) expect_sentence(ask, &sizes[i], FAIL_ENVIRONMENT, "memory: ");
    for (int i = 0; i < 3; i++)
        expect_sentence(ask_for_items, &counts[i], FAIL_ENVIRONMENT, "memory: ");
}

static void fail_by_name(void *which)
{
    fail_program("test");
    const char *name = which;
    if (*name == 'i') fail("%s: %d", name, 7);
    if (*name == 'e') fail_environment("%s", name);
    fail_usage("%s", name);
}

static void each_failure_has_its_exit_code(void **state)
{
    (void)state;
    char input[] = "input", environment[] = "environment", usage[] = "usage";
    expect_sentence(fail_by_name, input, 1, "test: input: 7");
    expect_sentence(fail_by_name, environment, 3, "test: environment");
    expect_sentence(fail_by_name, usage, 4, "test: usage");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(a_million_letters_have_the_digest_of_the_standard),
        cmocka_unit_test(lengths_around_a_block_are_padded_right),
        cmocka_unit_test(the_stream_is_the_one_of_the_goldens),
        cmocka_unit_test(streams_differ_and_seeds_repeat),
        cmocka_unit_test(below_reaches_each_value_and_no_other),
        cmocka_unit_test(arena_memory_is_zero_aligned_and_stays),
        cmocka_unit_test(too_much_memory_is_a_sentence),
        cmocka_unit_test(each_failure_has_its_exit_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// map_test.c: the laws of the two hash maps.
#include "check.h"
#include "map.h"
#include "rng.h"

#include <string.h>

static void an_absent_key_gives_the_fallback(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct map map;
    map_init(&map, &arena, 0);
    assert_int_equal(map_get(&map, 0, -7), -7);
    assert_int_equal(map_get(&map, UINT64_MAX, 9), 9);
    *map_at(&map, 5) = 1;
    assert_int_equal(map_get(&map, 0, -7), -7);
    arena_free(&arena);
}

static void key_zero_is_a_key_like_any_other(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct map map;
    map_init(&map, &arena, 4);
    assert_int_equal(*map_at(&map, 0), 0);
    *map_at(&map, 0) = 42;
    for (int i = 1; i < 100; i++) *map_at(&map, (uint64_t)i) = i;
    assert_int_equal(map_get(&map, 0, -1), 42);
    assert_int_equal(map.count, 100);
    arena_free(&arena);
}

static void every_value_survives_growth(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct map map;
    map_init(&map, &arena, 3);
    for (int32_t i = 0; i < 300; i++)
        for (int32_t j = 0; j < 70; j++) *map_at(&map, map_pair(i, j)) += 1000 * i + j;
    assert_int_equal(map.count, 300 * 70);
    assert_true(map.count <= map.capacity / 3 * 2 + 1);
    for (int32_t i = 0; i < 300; i++)
        for (int32_t j = 0; j < 70; j++)
            assert_int_equal(map_get(&map, map_pair(i, j), -1), 1000 * i + j);
    assert_int_equal(map_get(&map, map_pair(70, 299), -1), -1);
    arena_free(&arena);
}

static void a_pair_of_ids_has_its_own_key(void **state)
{
    (void)state;
    assert_true(map_pair(1, 2) != map_pair(2, 1));
    assert_true(map_pair(INT32_MAX, 0) == (uint64_t)INT32_MAX << 32);
    assert_true(map_pair(0, INT32_MAX) == (uint64_t)INT32_MAX);
}

static void byte_strings_agree_with_a_plain_list(void **state)
{
    (void)state;
    enum { KEYS = 3000 };
    static uint8_t text[KEYS][24];
    static dim length[KEYS];
    struct arena arena = {0};
    struct bytes_map map;
    struct rng rng;
    rng_seed(&rng, 1, 2);
    bytes_map_init(&map, &arena, 0);
    for (int i = 0; i < KEYS; i++) {  // few letters, so that many are equal and many are prefixes
        length[i] = (dim)rng_below(&rng, 24);
        for (dim j = 0; j < length[i]; j++) text[i][j] = (uint8_t)(rng_below(&rng, 3) * 127);
        *bytes_map_at(&map, text[i], length[i]) = i;
    }
    dim different = 0;
    for (int i = 0; i < KEYS; i++) {
        int last = i;
        for (int j = i + 1; j < KEYS; j++)
            if (length[j] == length[i] && !memcmp(text[j], text[i], (size_t)length[i])) last = j;
        different += last == i;
        assert_int_equal(bytes_map_get(&map, text[i], length[i], -1), last);
    }
    assert_int_equal(map.count, different);
    arena_free(&arena);
}

static void the_map_keeps_its_own_copy_of_a_key(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct bytes_map map;
    bytes_map_init(&map, &arena, 1);
    uint8_t key[5] = {'l', 'o', 'w', 0, 'r'};
    *bytes_map_at(&map, key, 5) = 3;
    *bytes_map_at(&map, key, 0) = 4;  // the empty string is a key
    key[0] = 'b';
    assert_int_equal(bytes_map_get(&map, key, 5, -1), -1);
    assert_int_equal(bytes_map_get(&map, (const uint8_t *)"low\0r", 5, -1), 3);
    assert_int_equal(bytes_map_get(&map, (const uint8_t *)"low", 3, -1), -1);
    assert_int_equal(bytes_map_get(&map, key, 0, -1), 4);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_absent_key_gives_the_fallback),
        cmocka_unit_test(key_zero_is_a_key_like_any_other),
        cmocka_unit_test(every_value_survives_growth),
        cmocka_unit_test(a_pair_of_ids_has_its_own_key),
        cmocka_unit_test(byte_strings_agree_with_a_plain_list),
        cmocka_unit_test(the_map_keeps_its_own_copy_of_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

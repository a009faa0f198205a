// batches_test.c: laws of the order in which rows are read: nothing is left out or read twice in an
// epoch, a batch follows from its number alone, and sorting saves padding.
#include "batches.h"

#include "check.h"

#include <string.h>

enum { ROWS = 1000, BATCH = 7, EPOCH = (ROWS + BATCH - 1) / BATCH };

struct subject {
    struct arena arena;
    struct batches batches;
    dim lengths[ROWS];
};

static void make(struct subject *s, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    for (dim i = 0; i < ROWS; i++) s->lengths[i] = 1 + i * 37 % 101 * (i % 5);
    batches_plan(&s->batches, &s->arena, s->lengths, ROWS, BATCH, seed);
}

static void every_row_is_read_once_in_an_epoch(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 1);
    for (dim epoch = 0; epoch < 3; epoch++) {
        int seen[ROWS] = {0};
        for (dim n = epoch * EPOCH; n < (epoch + 1) * EPOCH; n++) {
            const dim *rows;
            const dim count = batches_at(&s.batches, &rows, n);
            for (dim i = 0; i < count; i++) seen[rows[i]]++;
        }
        for (dim i = 0; i < ROWS; i++) assert_int_equal(seen[i], 1);
    }
    arena_free(&s.arena);
}

static void a_batch_follows_from_its_number_alone(void **state)
{
    (void)state;
    struct subject one, two;
    const dim *first, *second;
    make(&one, 1);
    make(&two, 1);
    for (dim n = 0; n < 2 * EPOCH; n++) batches_at(&one.batches, &first, n);
    for (dim n = 0; n < 2 * EPOCH; n += 11) {
        const dim at = n * 5 % (2 * EPOCH);  // in no order
        const dim count = batches_at(&one.batches, &first, at);
        make(&two, 1);
        assert_int_equal(batches_at(&two.batches, &second, at), count);
        assert_memory_equal(first, second, (size_t)count * sizeof *first);
        arena_free(&two.arena);
    }
    arena_free(&one.arena);
}

static dim rows_that_stand_elsewhere(struct batches *a, dim from, struct batches *b, dim other)
{
    dim elsewhere = 0;
    for (dim n = 0; n < EPOCH - 1; n++) {
        const dim *first, *second;
        dim kept[BATCH];
        const dim count = batches_at(a, &first, from + n);
        memcpy(kept, first, (size_t)count * sizeof *kept);
        if (batches_at(b, &second, other + n) != count) return ROWS;
        for (dim i = 0; i < count; i++) elsewhere += kept[i] != second[i];
    }
    return elsewhere;
}

static void epochs_and_seeds_differ(void **state)
{
    (void)state;
    struct subject one, two;
    make(&one, 1);
    make(&two, 2);
    assert_int_equal(rows_that_stand_elsewhere(&one.batches, 0, &one.batches, 0), 0);
    assert_true(rows_that_stand_elsewhere(&one.batches, 0, &one.batches, EPOCH) > ROWS / 2);
    assert_true(rows_that_stand_elsewhere(&one.batches, 0, &two.batches, 0) > ROWS / 2);
    arena_free(&one.arena);
    arena_free(&two.arena);
}

static void sorting_saves_padding(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 1);
    const double sorted = batches_padding(&s.batches, true);
    const double plain = batches_padding(&s.batches, false);
    assert_true(sorted > 0.0 && plain < 1.0);
    assert_true(sorted < 0.25 * plain);
    arena_free(&s.arena);
}

static void rows_of_one_length_need_no_padding(void **state)
{
    (void)state;
    struct subject s;
    make(&s, 1);
    for (dim i = 0; i < ROWS; i++) s.lengths[i] = 9;
    assert_true(batches_padding(&s.batches, true) == 0.0);
    assert_true(batches_padding(&s.batches, false) == 0.0);
    arena_free(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_read_once_in_an_epoch),
        cmocka_unit_test(a_batch_follows_from_its_number_alone),
        cmocka_unit_test(epochs_and_seeds_differ),
        cmocka_unit_test(sorting_saves_padding),
        cmocka_unit_test(rows_of_one_length_need_no_padding),
    };
    return cmocka_run_group_tests_name("batches", tests, NULL, NULL);
}

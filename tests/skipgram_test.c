// skipgram_test.c: words are cut and counted as told, a pair moves against the gradient, and words
// of one use end near each other.
#include "skipgram.h"

#include "arrays.h"
#include "check.h"
#include "embedding.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static const struct skipgram_options small = {.width = 8, .window = 2, .negatives = 4, .epochs = 5,
                                              .least = 1, .most = 100, .rate = 0.05, .seed = 3};

static void begin(struct skipgram *model, struct skipgram_text *text, const char *bytes,
                  const struct skipgram_options *options)
{
    skipgram_begin(model, text, &arrays, (const uint8_t *)bytes, (dim)strlen(bytes), options);
}

static void words_are_letters_and_what_joins_them(void **state)
{
    (void)state;
    struct skipgram model;
    struct skipgram_text text;
    begin(&model, &text, "Don't STOP-now, -don't 'stop-now' 3rd\303\251a--b\n", &small);
    const char *const wanted[] = {"don't", "stop-now", "a", "b", "rd"};
    assert_int_equal(model.vocab, 5);
    for (dim i = 0; i < 5; i++) assert_string_equal(model.words[i], wanted[i]);
    assert_int_equal(model.counts[0], 2);
    assert_int_equal(text.words, 7);
    assert_int_equal(skipgram_find(&model, "rd"), 4);
    assert_int_equal(skipgram_find(&model, "r"), -1);
}

static void the_vocabulary_is_the_most_frequent_words_then_by_bytes(void **state)
{
    (void)state;
    struct skipgram model;
    struct skipgram_text text;
    struct skipgram_options options = small;
    options.least = 2;
    options.most = 3;
    begin(&model, &text, "c c b b a a a d d once\n", &options);
    assert_int_equal(model.vocab, 3);
    assert_string_equal(model.words[0], "a");
    assert_string_equal(model.words[1], "b");
    assert_string_equal(model.words[2], "c");
    const int32_t ids[] = {2, 2, 1, 1, 0, 0, 0, -1};  // d is not in it, nor is once
    assert_int_equal(text.count, 8);
    assert_memory_equal(text.ids, ids, sizeof ids);
}

static void a_word_longer_than_there_is_room_is_cut(void **state)
{
    (void)state;
    struct skipgram model;
    struct skipgram_text text;
    char line[100];
    memset(line, 'x', sizeof line);
    strcpy(line + 60, " y\n");
    begin(&model, &text, line, &small);
    assert_int_equal(model.vocab, 2);
    assert_int_equal(strlen(model.words[0]), SKIPGRAM_WORD_MAX);
}

// ---- a pair ------------------------------------------------------------------------------------

enum { VOCAB = 5, WIDTH = 7, NEGATIVES = 3, WORD = 1, OTHER = 4 };
static const int32_t negatives[NEGATIVES] = {2, 0, 2};  // one of them twice

static double loss_of(const double *table, const double *context)
{
    double loss = 0.0;
    for (int k = 0; k <= NEGATIVES; k++) {
        const int32_t row = k == 0 ? OTHER : negatives[k - 1];
        double z = 0.0;
        for (int i = 0; i < WIDTH; i++) z += table[WORD * WIDTH + i] * context[row * WIDTH + i];
        loss += log1p(exp(k == 0 ? -z : z));
    }
    return loss;
}

// (before - after) / rate of every number, against the slope of the loss there.
static void expect_slopes(const float *before, const float *after, double *moved,
                          const double *table, const double *context, float rate)
{
    const double step = 1e-5;
    for (dim i = 0; i < VOCAB * WIDTH; i++) {
        const double kept = moved[i];
        moved[i] = kept + step;
        const double above = loss_of(table, context);
        moved[i] = kept - step;
        const double below = loss_of(table, context);
        moved[i] = kept;
        const double slope = (above - below) / (2.0 * step);
        // three roundings in the row, the step's error and the difference's
        const double row = fabs((double)before[i]) / (double)rate;
        const double off = 4.0 * 6e-8 * (row + fabs(slope)) + 1e-6;
        assert_true(fabs((double)(before[i] - after[i]) / (double)rate - slope) <= off);
    }
}

static void a_pair_moves_each_row_against_its_gradient(void **state)
{
    (void)state;
    const float *table = normal(VOCAB * WIDTH, 0.7f), *context = normal(VOCAB * WIDTH, 0.7f);
    float *to_table = copy_of(table, VOCAB * WIDTH), *to_context = copy_of(context, VOCAB * WIDTH);
    double *t = exactly(VOCAB * WIDTH), *c = exactly(VOCAB * WIDTH);
    float room[WIDTH];
    const float rate = 0.5f;
    for (dim i = 0; i < VOCAB * WIDTH; i++) {
        t[i] = (double)table[i];
        c[i] = (double)context[i];
    }
    const double loss = skipgram_pair(to_table, to_context, room, WIDTH, WORD, OTHER, negatives,
                                      NEGATIVES, rate);
    assert_true(fabs(loss - loss_of(t, c)) < 1e-5);
    expect_slopes(table, to_table, t, t, c, rate);
    expect_slopes(context, to_context, c, t, c, rate);
    assert_memory_equal(table, to_table, WIDTH * sizeof *table);  // word 0 is not in the pair
    assert_memory_equal(context + 3 * WIDTH, to_context + 3 * WIDTH, WIDTH * sizeof *table);
}

static void a_score_of_any_size_gives_a_finite_loss(void **state)
{
    (void)state;
    float table[2] = {1e10f, 0}, context[2] = {-1e10f, 1e10f}, room[1];
    const int32_t far[1] = {1};
    const double loss = skipgram_pair(table, context, room, 1, 0, 0, far, 1, 1e-30f);
    assert_true(isfinite(loss) && loss > 1e19);
}

// ---- a text ------------------------------------------------------------------------------------

static char *two_worlds(void)
{
    static const char *const words[2][4] = {{"oven", "bread", "flour", "dough"},
                                            {"ship", "harbour", "sail", "storm"}};
    char *text = arena_alloc(&arrays, 80000), *at = text;
    for (int line = 0; line < 1500; line++) {
        const uint32_t world = rng_below(&draws, 2);
        for (int i = 0; i < 5; i++)
            at += sprintf(at, "%s ", words[world][rng_below(&draws, 4)]);
        at[-1] = '\n';
    }
    return text;
}

static void words_that_stand_together_end_near_each_other(void **state)
{
    (void)state;
    struct skipgram model;
    struct skipgram_text text;
    static const char *const first[] = {"oven", "bread", "flour", "dough"};
    begin(&model, &text, two_worlds(), &small);
    skipgram_train(&model, &text, &small, NULL);
    for (int i = 0; i < 4; i++) {
        const int32_t id = skipgram_find(&model, first[i]);
        int32_t near[3];
        float scores[3];
        embedding_nearest(near, scores, model.table + id * model.width, &id, 1, model.table,
                          model.vocab, model.width, 3);
        for (int k = 0; k < 3; k++) {
            bool same = false;
            for (int j = 0; j < 4; j++) same = same || !strcmp(model.words[near[k]], first[j]);
            assert_true(same);
        }
    }
}

// How many rows of the table are others after learning from lines of one or of two words.
static int rows_moved(const char *line, int lines)
{
    struct skipgram model;
    struct skipgram_text text;
    char bytes[400] = "";
    int moved = 0;
    for (int i = 0; i < lines; i++) strcat(bytes, line);
    begin(&model, &text, bytes, &small);
    const float *before = copy_of(model.table, model.vocab * model.width);
    skipgram_train(&model, &text, &small, NULL);
    for (dim row = 0; row < model.vocab * model.width; row += model.width)
        moved += memcmp(before + row, model.table + row, (size_t)model.width * sizeof(float)) != 0;
    return moved;
}

static void neighbours_are_on_both_sides_and_in_one_line(void **state)
{
    (void)state;
    assert_int_equal(rows_moved("a b\n", 20), 2);  // a has none before it, b none behind
    assert_int_equal(rows_moved("a\nb\n", 20), 0);
    assert_int_equal(rows_moved("a<|end|>b\n", 20), 0);
    assert_int_equal(rows_moved("a<|b\n", 20), 2);  // no mark
    assert_int_equal(rows_moved("a b", 1), 2);  // the end of the text ends a line
}

static void training_twice_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    const char *bytes = two_worlds();
    float *tables[3];
    struct skipgram_options options = small;
    for (int i = 0; i < 3; i++) {
        struct skipgram model;
        struct skipgram_text text;
        options.seed = i == 2 ? 4 : 3;
        begin(&model, &text, bytes, &options);
        skipgram_train(&model, &text, &options, NULL);
        tables[i] = model.table;
        assert_int_equal(model.vocab * model.width, 64);
    }
    assert_memory_equal(tables[0], tables[1], 64 * sizeof(float));
    assert_memory_not_equal(tables[0], tables[2], 64 * sizeof(float));
}

static double lost[20];
static int told_count;
static void told(double done, double loss)
{
    assert_true(done > 0.0 && done <= 1.0 && told_count < 20);
    lost[told_count++] = loss;
}

static void the_loss_falls_and_is_told(void **state)
{
    (void)state;
    struct skipgram model;
    struct skipgram_text text;
    begin(&model, &text, two_worlds(), &small);
    skipgram_train(&model, &text, &small, told);
    assert_int_equal(told_count, 10);
    // At first every score is near 0: (1 + at most 4 negatives) * log 2.
    assert_true(lost[0] < 5.0 * log(2.0));
    assert_true(lost[9] < lost[0]);
    assert_true(lost[9] > log(2.0));  // words of one world cannot be told from its other ones
}

static void what_is_saved_is_read_back(void **state)
{
    (void)state;
    struct skipgram model, back;
    struct skipgram_text text;
    char path[64];
    snprintf(path, sizeof path, "/tmp/skipgram-%ld.safetensors", (long)getpid());
    begin(&model, &text, "b a b\nc'd a b\n", &small);
    skipgram_save(&model, path, "by hand");
    skipgram_load(&back, &arrays, path);
    unlink(path);
    assert_int_equal(back.vocab, model.vocab);
    assert_int_equal(back.width, model.width);
    for (dim i = 0; i < model.vocab; i++) {
        assert_string_equal(back.words[i], model.words[i]);
        assert_int_equal(back.counts[i], model.counts[i]);
    }
    assert_memory_equal(back.table, model.table,
                        (size_t)(model.vocab * model.width) * sizeof *model.table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(words_are_letters_and_what_joins_them),
        law(the_vocabulary_is_the_most_frequent_words_then_by_bytes),
        law(a_word_longer_than_there_is_room_is_cut),
        law(a_pair_moves_each_row_against_its_gradient),
        law(a_score_of_any_size_gives_a_finite_loss),
        law(words_that_stand_together_end_near_each_other),
        law(neighbours_are_on_both_sides_and_in_one_line),
        law(training_twice_gives_the_same_bytes_and_another_seed_others),
        law(the_loss_falls_and_is_told),
        law(what_is_saved_is_read_back),
    };
    return cmocka_run_group_tests_name("skipgram", tests, NULL, NULL);
}

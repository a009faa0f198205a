// data_test.c: the laws of the cached tokens, of a loss over a whole text, and of the saved state.
#include "../reference/train/data_write.h"
#include "../reference/train/state.h"
#include "check.h"
#include "data.h"
#include "evaluate.h"
#include "learner.h"
#include "sentence.h"
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

static char folder[] = "/tmp/crumb-data-test-XXXXXX";
static char text_path[256], other_path[256], cache_path[256], state_path[256];
static struct tokenizer bytes;

static int make_folder(void **unused)
{
    (void)unused;
    if (!mkdtemp(folder)) return -1;
    snprintf(text_path, sizeof text_path, "%s/text", folder);
    snprintf(other_path, sizeof other_path, "%s/other", folder);
    snprintf(cache_path, sizeof cache_path, "%s/cache", folder);
    snprintf(state_path, sizeof state_path, "%s/state", folder);
    tokenizer_bytes(&bytes);
    return 0;
}

static int remove_folder(void **unused)
{
    (void)unused;
    tokenizer_close(&bytes);
    unlink(text_path);
    unlink(other_path);
    unlink(cache_path);
    unlink(state_path);
    return rmdir(folder);  // fails when a temporary was left behind
}

static void write_file(const char *path, const void *content, size_t count)
{
    struct file_writer writer;
    file_begin(&writer, path);
    fwrite(content, 1, count, writer.stream);
    file_commit(&writer);
}

static void open_texts(struct data *data, const struct tokenizer *tokenizer, int count,
                       enum data_documents documents)
{
    const char *const files[2] = {text_path, other_path};
    const struct data_request request = {files, count, documents, tokenizer, cache_path, NULL};
    data_open(data, &request);
}

#define expect_tokens(data, ...)                                                       \
    do {                                                                               \
        const int32_t wanted[] = {__VA_ARGS__};                                        \
        assert_int_equal((data)->all.count, sizeof wanted / sizeof *wanted);           \
        for (dim i_ = 0; i_ < (data)->all.count; i_++)                                 \
            assert_int_equal(data_token(&(data)->all, i_), wanted[i_]);                \
    } while (0)

// ---- texts to tokens ------------------------------------------------------------------------

static void plain_bytes_are_their_own_tokens(void **unused)
{
    (void)unused;
    uint8_t every[256];
    struct data data;
    for (int i = 0; i < 256; i++) every[i] = (uint8_t)(255 - i);
    write_file(text_path, every, sizeof every);
    open_texts(&data, &bytes, 1, DATA_WHOLE);
    assert_int_equal(data.all.token_bytes, 1);
    assert_int_equal(data.all.count, 256);
    assert_memory_equal(data.all.bytes, every, 256);
    data_close(&data);
}

static void between_two_files_stands_the_end(void **unused)
{
    (void)unused;
    struct data data;
    write_file(text_path, "ab", 2);
    write_file(other_path, "c", 1);
    open_texts(&data, &bytes, 2, DATA_WHOLE);
    assert_int_equal(data.all.token_bytes, 2);
    expect_tokens(&data, 'a', 'b', 256, 'c');
    data_close(&data);
}

static void a_whole_text_cannot_write_the_end(void **unused)
{
    (void)unused;
    struct data data;
    write_file(text_path, "a<|endoftext|>", 14);
    open_texts(&data, &bytes, 1, DATA_WHOLE);
    assert_int_equal(data.all.count, 14);
    assert_int_equal(data_token(&data.all, 1), '<');
    data_close(&data);
}

static void marks_end_documents_and_take_one_line_end(void **unused)
{
    (void)unused;
    static const char text[] = "a<|endoftext|>\n\nb<|end<|endoftext|><|endoftext|>c";
    struct data data;
    write_file(text_path, text, sizeof text - 1);
    write_file(other_path, "d<|endoftext|>\n", 15);
    open_texts(&data, &bytes, 2, DATA_MARKED);
    expect_tokens(&data, 'a', 256, '\n', 'b', '<', '|', 'e', 'n', 'd', 256, 256, 'c', 256, 'd',
                  256);
    data_close(&data);
}

static void lines_of_json_are_documents(void **unused)
{
    (void)unused;
    static const char text[] = "{\"text\": \"a\\n\", \"id\": 3}\n"
                               "{\"text\": \"\"}\n{\"text\":\"\\u00e9\"}";
    struct data data;
    write_file(text_path, text, sizeof text - 1);
    open_texts(&data, &bytes, 1, DATA_JSONL);
    expect_tokens(&data, 'a', '\n', 256, 256, 0xC3, 0xA9, 256);
    data_close(&data);
}

static void tokens_of_four_bytes_are_read(void **unused)
{
    (void)unused;
    static const uint8_t raw[] = {1, 0, 0, 0, 4, 3, 2, 1, 255, 255, 0, 0};
    const struct training_tokens tokens = {raw, 3, 4};
    assert_int_equal(data_token(&tokens, 0), 1);
    assert_int_equal(data_token(&tokens, 1), 0x01020304);
    assert_int_equal(data_token(&tokens, 2), 65535);
}

static void special_tokens_stand_for_no_bytes(void **unused)
{
    (void)unused;
    struct data data;
    write_file(text_path, "abc", 3);
    write_file(other_path, "de", 2);
    open_texts(&data, &bytes, 2, DATA_WHOLE);
    assert_int_equal(data_bytes(&data.all, 0, data.all.count, &bytes), 5);
    assert_int_equal(data_bytes(&data.all, 3, 4, &bytes), 0);
    data_close(&data);
}

// 256 bytes, the merge "ab", and the end.
static void with_a_merge(struct tokenizer *tokenizer)
{
    uint8_t all[256 + 2 + sizeof DATA_END - 1];
    dim start[259];
    for (int i = 0; i < 256; i++) all[i] = (uint8_t)i;
    memcpy(all + 256, "ab" DATA_END, 2 + sizeof DATA_END - 1);
    for (int i = 0; i <= 256; i++) start[i] = i;
    start[257] = 258;
    start[258] = sizeof all;
    const struct bpe_merge merge = {'a', 'b', 256};
    const int32_t special = 257;
    const struct vocabulary_source source = {258, all, start, &merge, 1, &special, 1, false};
    *tokenizer = (struct tokenizer){.pattern = pretokenizer_find("gpt2")};
    assert_null(vocabulary_prepare(&tokenizer->bpe, &tokenizer->arena, &source));
}

static void merged_tokens_are_stored_and_marks_are_not_text(void **unused)
{
    (void)unused;
    struct tokenizer merged;
    struct data data;
    with_a_merge(&merged);
    write_file(text_path, "abba<|endoftext|>", 17);
    open_texts(&data, &merged, 1, DATA_WHOLE);
    assert_int_equal(data.all.count, 3 + 13);
    assert_int_equal(data_token(&data.all, 0), 256);
    data_close(&data);
    open_texts(&data, &merged, 1, DATA_MARKED);
    expect_tokens(&data, 256, 'b', 'a', 257);
    assert_int_equal(data_bytes(&data.all, 0, 4, &merged), 4);
    data_close(&data);
    tokenizer_close(&merged);
}

// ---- the cache ------------------------------------------------------------------------------

static void the_cache_is_found_again(void **unused)
{
    (void)unused;
    struct data first, second;
    write_file(text_path, "find me", 7);
    open_texts(&first, &bytes, 1, DATA_WHOLE);
    open_texts(&second, &bytes, 1, DATA_WHOLE);
    assert_true(first.fresh);
    assert_false(second.fresh);
    assert_int_equal(first.checksum, second.checksum);
    data_close(&second);
    open_texts(&second, &bytes, 1, DATA_MARKED);  // the same text, read otherwise
    assert_true(second.fresh);
    data_close(&first);
    data_close(&second);
}

// Every cut and every changed bit of a cache is seen.
static void a_damaged_cache_is_never_taken(void **unused)
{
    (void)unused;
    struct data data;
    write_file(text_path, "a small text", 12);
    open_texts(&data, &bytes, 1, DATA_WHOLE);
    const size_t count = data.file.count;
    const uint64_t sum = data.checksum;
    uint8_t good[256], bad[256];
    assert_true(count <= sizeof good);
    memcpy(good, data.file.bytes, count);
    data_close(&data);
    for (size_t cut = 0; cut < count; cut++) {
        write_file(cache_path, good, cut);
        assert_false(data_reopen(&data, cache_path, 257, sum));
    }
    for (size_t bit = 0; bit < 8 * count; bit++) {
        memcpy(bad, good, count);
        bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
        write_file(cache_path, bad, count);
        assert_false(data_reopen(&data, cache_path, 257, sum));
    }
    write_file(cache_path, good, count);
    assert_true(data_reopen(&data, cache_path, 257, sum));
    data_close(&data);
    assert_false(data_reopen(&data, cache_path, 120, sum));  // 't' is outside of this vocabulary
    assert_false(data_reopen(&data, cache_path, 257, sum + 1));
}

static void split_tiny(void *held_out)
{
    struct data data = {.all = {(const uint8_t *)"0123456789", 10, 1}};
    data_split(&data, *(double *)held_out, 7);
}

static void a_part_without_a_window_is_refused(void **unused)
{
    (void)unused;
    double third = 0.3, tenth = 0.1;
    expect_sentence(split_tiny, &third, 1, "the text has 10 tokens, 7 of them to learn from");
    expect_sentence(split_tiny, &tenth, 1, "1 of them held out");
}

static void the_last_part_is_held_out(void **unused)
{
    (void)unused;
    struct data data = {.all = {(const uint8_t *)"0123456789", 5, 2}};
    data_split(&data, 0.4, 1);
    assert_int_equal(data.train.count, 3);
    assert_int_equal(data.held.count, 2);
    assert_ptr_equal(data.held.bytes, data.all.bytes + 6);
}

// ---- the loss over a text -------------------------------------------------------------------

static const struct model_config tiny = {.vocab = 257, .width = 8, .layers = 2, .heads = 2,
                                         .kv_heads = 1, .head = 4, .hidden = 12, .positions = 5,
                                         .eps = 1e-5f, .tied = true, .theta = 10000.0,
                                         .scaling_factor = 1.0, .amplitude = 1.0};

// Windows together, the short last one alone, are the mean over all tokens one window at a time.
static void the_loss_of_a_text_is_the_mean_over_its_tokens(void **unused)
{
    (void)unused;
    static const uint8_t text[] = "A text of 28 letters, or so.";
    enum { COUNT = sizeof text - 1, T = 5 };
    const struct training_tokens tokens = {text, COUNT, 1};
    struct arena arena = {0};
    struct params params;
    struct learner learner;
    struct evaluate evaluate;
    struct evaluate_result result;
    struct rng rng;
    rng_seed(&rng, 3, 1);
    params_plan(&params, &arena, &tiny);
    for (dim i = 0; i < params.count; i++) params.flat[i] = 0.3f * rng_normal(&rng);
    float *grads = arena_array(&arena, (size_t)params.count, sizeof *grads);
    learner_plan(&learner, &arena, &tiny, &params, grads, 1, T);
    double nats = 0.0;
    for (dim start = 0; start < COUNT - 1; start += T) {
        int32_t inputs[T], targets[T];
        const dim length = COUNT - 1 - start < T ? COUNT - 1 - start : T;
        training_window(inputs, targets, &tokens, start, length);
        nats += (double)length * learner_loss(&learner, inputs, targets, 1, length);
    }
    evaluate_plan(&evaluate, &arena, &tiny, &params.model, 3, T);
    evaluate_run(&result, &evaluate, &tokens, &bytes, 0);
    assert_int_equal(result.tokens, COUNT - 1);
    assert_int_equal(result.bytes, COUNT - 1);
    assert_true(fabs(result.nats - nats) < 1e-5 * nats);
    evaluate_run(&result, &evaluate, &tokens, &bytes, 2 * T);  // some windows only
    assert_int_equal(result.tokens, 2 * T);
    arena_free(&arena);
}

// ---- the saved state ------------------------------------------------------------------------

enum { NUMBERS = 6 };

static void write_state(struct training *training)
{
    static const char options[] = "layers 2\nwidth 16\n";
    uint8_t buffer[1024];
    assert_true(training_saved_bytes(training) <= (dim)sizeof buffer);
    const struct state_info info = {options, sizeof options - 1, 77, 257};
    state_write(state_path, &info, training, buffer);
}

static void open_state(void *unused)
{
    (void)unused;
    struct state state;
    struct arena arena = {0};
    state_open(&state, &arena, state_path);
}

static void a_state_comes_back(void **unused)
{
    (void)unused;
    float p[NUMBERS] = {1, 2, 3, 4, 5, 6}, g[NUMBERS] = {0}, m[NUMBERS] = {7}, v[NUMBERS] = {8};
    struct training training = {.params = p, .grads = g, .m = m, .v = v, .count = NUMBERS,
                                .step = 12, .cursor = 34};
    struct state state;
    struct arena arena = {0};
    write_state(&training);
    memset(p, 0, sizeof p);
    training.step = 0;
    state_open(&state, &arena, state_path);
    assert_string_equal(state.info.options, "layers 2\nwidth 16\n");
    assert_int_equal(state.info.tokens, 77);
    assert_int_equal(state.info.vocab, 257);
    assert_null(training_load(&training, state.training, state.training_bytes));
    assert_int_equal(training.step, 12);
    assert_true(p[5] == 6.0f && m[0] == 7.0f && v[0] == 8.0f);
    state_close(&state);
    arena_free(&arena);
}

static void a_damaged_state_is_one_sentence(void **unused)
{
    (void)unused;
    float numbers[4][NUMBERS] = {{1, 2, 3, 4, 5, 6}};
    struct training training = {.params = numbers[0], .grads = numbers[1], .m = numbers[2],
                                .v = numbers[3], .count = NUMBERS};
    write_state(&training);
    const struct file_bytes file = file_map(state_path);
    uint8_t good[1024], bad[1024];
    const size_t count = file.count;
    memcpy(good, file.bytes, count);
    file_unmap(file);
    for (size_t cut = 0; cut < count; cut++) {
        write_file(state_path, good, cut);
        expect_sentence(open_state, NULL, 1, "/state: ");
    }
    for (size_t at = 0; at < count; at++) {  // a bit of each byte, another one in each
        memcpy(bad, good, count);
        bad[at] ^= (uint8_t)(1 << at % 8);
        write_file(state_path, bad, count);
        expect_sentence(open_state, NULL, 1, "/state: ");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes_are_their_own_tokens),
        cmocka_unit_test(between_two_files_stands_the_end),
        cmocka_unit_test(a_whole_text_cannot_write_the_end),
        cmocka_unit_test(marks_end_documents_and_take_one_line_end),
        cmocka_unit_test(lines_of_json_are_documents),
        cmocka_unit_test(tokens_of_four_bytes_are_read),
        cmocka_unit_test(special_tokens_stand_for_no_bytes),
        cmocka_unit_test(merged_tokens_are_stored_and_marks_are_not_text),
        cmocka_unit_test(the_cache_is_found_again),
        cmocka_unit_test(a_damaged_cache_is_never_taken),
        cmocka_unit_test(a_part_without_a_window_is_refused),
        cmocka_unit_test(the_last_part_is_held_out),
        cmocka_unit_test(the_loss_of_a_text_is_the_mean_over_its_tokens),
        cmocka_unit_test(a_state_comes_back),
        cmocka_unit_test(a_damaged_state_is_one_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

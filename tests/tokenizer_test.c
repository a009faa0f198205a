// tokenizer_test.c: tokenizer.json, read and written, and the encoder that reads text in pieces.
#include "file.h"
#include "rng.h"
#include "sentence.h"
#include "tokenizer_model.h"
#include "unicode.h"
#include "vocabulary.h"

#include <stdlib.h>
#include <unistd.h>

// ---- tokenizer.json -------------------------------------------------------------------------

#define SPLIT "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": "   \
              "{\"Regex\": \"%s\"}, \"behavior\": \"%s\", \"invert\": %s}, {\"type\": "           \
              "\"ByteLevel\", \"add_prefix_space\": false, \"use_regex\": false}]}"
#define BYTE_LEVEL "{\"type\": \"ByteLevel\", \"add_prefix_space\": false}"

// The byte in GPT-2's alphabet: itself when Latin-1 prints it, otherwise the next from U+0100 on.
static void name_of_byte(char *name, int byte)
{
    int32_t point = 0x100;
    for (int i = 0; i <= byte; i++) {
        const bool prints = (i > 32 && i < 127) || (i > 160 && i != 173);
        if (i == byte && prints) point = byte;
        else if (i < byte && !prints) point++;
    }
    name[unicode_encode((uint8_t *)name, &point, 1)] = '\0';
}

// A tokenizer.json: 256 bytes, then he llo hello, and what is asked for.
static dim make_json(char *text, const char *pretokenizer, const char *merges, const char *added,
                     const char *more)
{
    char *to = text;
    to += sprintf(to, "{\"added_tokens\": [%s], \"pre_tokenizer\": %s, \"model\": {%s\"vocab\": {",
                  added, pretokenizer, more);
    for (int i = 0; i < 256; i++) {
        char name[8];
        name_of_byte(name, i);
        to += sprintf(to, "\"%s%s\": %d, ", strchr("\"\\", i) && i ? "\\" : "", name,
                      (i * 77 + 31) % 256);
    }
    to += sprintf(to, "\"he\": 256, \"ll\": 257, \"llo\": 258, \"hello\": 260, \"\u0120w\": 261}, "
                      "\"merges\": [%s]}}", merges);
    return to - text;
}

static const char merges_as_text[] =
    "\"h e\", \"l l\", \"ll o\", \"he llo\", \"\u0120 w\"";

static void both_ways_to_write_a_merge_are_read(void **state)
{
    (void)state;
    static char text[1 << 14];
    static const char *const merges[2] = {
        merges_as_text, "[\"h\", \"e\"], [\"l\", \"l\"], [\"ll\", \"o\"], [\"he\", \"llo\"], "
                        "[\"\u0120\", \"w\"]"};
    for (int i = 0; i < 2; i++) {
        struct tokenizer t = {0};
        const dim n = make_json(text, BYTE_LEVEL, merges[i], "", "");
        assert_null(tokenizer_parse_json(&t, text, (size_t)n));
        assert_string_equal(pretokenizer_name(t.pattern), "gpt2");
        assert_string_equal(tokens_of(&t, "hello w\u00e9"), "hello| w|\xC3|\xA9");
        assert_int_equal(t.bpe.byte_id[0], 31);
        assert_int_equal(t.bpe.byte_id[0xAD], (0xAD * 77 + 31) % 256);
        assert_int_equal(t.bpe.vocab, 262);
        tokenizer_close(&t);
    }
}

static void special_tokens_are_cut_out_first(void **state)
{
    (void)state;
    static char text[1 << 14];
    struct tokenizer t = {0};
    const dim n = make_json(text, BYTE_LEVEL, merges_as_text,
                            "{\"id\": 300, \"content\": \"<|hello|>\", \"special\": true}, "
                            "{\"id\": 259, \"content\": \"<|hello|><|hello|>\"}", "");
    assert_null(tokenizer_parse_json(&t, text, (size_t)n));
    assert_int_equal(t.bpe.vocab, 301);
    assert_string_equal(tokens_of(&t, "hello<|hello|>hello<|hello|><|hello|>"),
                        "hello|<|hello|>|hello|<|hello|><|hello|>");
    tokenizer_close(&t);
}

static void where_the_text_is_cut_off_changes_no_id(void **state)
{
    (void)state;
    static char text[1 << 14];
    static struct collected whole, pieces;
    static const char *const parts[] = {
        "hello", " ", "  ", "\n", "<|", "|>", "<|a|>", "<|a|><|a|>b",
        "\xE2\x82\xAC", "\xE2", "12", "w", " w", "'", "s", "\xFF"};
    struct tokenizer t = {0};
    const dim n = make_json(text, BYTE_LEVEL, merges_as_text,
                            "{\"id\": 300, \"content\": \"<|a|>\"}, "
                            "{\"id\": 302, \"content\": \"<|a|><|a|>b\"}", "");
    assert_null(tokenizer_parse_json(&t, text, (size_t)n));
    struct rng rng;
    rng_seed(&rng, 4, 4);
    for (int round = 0; round < 300; round++) {
        char input[1024] = "";
        const int count = 1 + (int)rng_below(&rng, 60);
        for (int i = 0; i < count; i++) strcat(input, parts[rng_below(&rng, 16)]);
        const dim length = (dim)strlen(input);
        encode(&whole, &t, input, length, 0);
        for (dim step = 1; step < 16; step += 1 + step / 2) {
            encode(&pieces, &t, input, length, step);
            assert_int_equal(pieces.count, whole.count);
            assert_memory_equal(pieces.ids, whole.ids, (size_t)whole.count * sizeof *whole.ids);
        }
        uint8_t back[1 << 14];
        assert_int_equal(bpe_decode(back, whole.ids, whole.count, &t.bpe), length);
        assert_memory_equal(back, input, (size_t)length);
    }
    tokenizer_close(&t);
}

static const char *json_says(const char *pretokenizer, const char *merges, const char *added,
                             const char *more)
{
    static char text[1 << 14], sentence[256];
    struct tokenizer t = {0};
    const dim n = make_json(text, pretokenizer, merges, added, more);
    const char *wrong = tokenizer_parse_json(&t, text, (size_t)n);
    snprintf(sentence, sizeof sentence, "%s", wrong ? wrong : pretokenizer_name(t.pattern));
    tokenizer_close(&t);
    return sentence;
}

static void a_published_expression_leads_to_its_pattern(void **state)
{
    (void)state;
    char split[2048], escaped[1024];
    for (int pattern = 0; pattern < 4; pattern++) {
        char *to = escaped;
        for (const char *from = pretokenizer_expression(pattern); *from; *to++ = *from++)
            if (*from == '\\') *to++ = '\\';
        *to = '\0';
        const char *name = pattern == 3 ? "cl100k" : pretokenizer_name(pattern);  // the same cuts
        snprintf(split, sizeof split, SPLIT, escaped, "Isolated", "false");
        assert_string_equal(json_says(split, merges_as_text, "", ""), name);
        snprintf(split, sizeof split, SPLIT, escaped, "Removed", "true");
        assert_string_equal(json_says(split, merges_as_text, "", ""), name);
        snprintf(split, sizeof split, SPLIT, escaped, "Removed", "false");
        assert_non_null(strstr(json_says(split, merges_as_text, "", ""), "none of gpt2, cl100k"));
    }
}

static void a_json_that_means_something_else_is_one_sentence(void **state)
{
    (void)state;
    const char *fine = merges_as_text;
    char split[1024];
    snprintf(split, sizeof split, SPLIT, "a+", "Isolated", "false");
    assert_string_equal(json_says(split, fine, "", ""),
                        "pre_tokenizer splits by an expression that is none of gpt2, cl100k, "
                        "o200k, llama3");
    assert_string_equal(json_says("{\"type\": \"Whitespace\"}", fine, "", ""),
                        "pre_tokenizer is not a Split, a ByteLevel or both in this order");
    assert_string_equal(json_says("null", fine, "", ""),
                        "pre_tokenizer is not a Split, a ByteLevel or both in this order");
    assert_string_equal(json_says("{\"type\": \"ByteLevel\", \"add_prefix_space\": true}", fine, "",
                                  ""),
                        "pre_tokenizer has add_prefix_space, which is not supported");
    assert_string_equal(json_says(BYTE_LEVEL, "\"h e\", \"q z\"", "", ""),
                        "model.merges[1] makes a token that is not in model.vocab");
    assert_string_equal(json_says(BYTE_LEVEL, "\"heh\"", "", ""),
                        "model.merges[0] is no pair of tokens");
    assert_string_equal(json_says(BYTE_LEVEL, "[\"h\", \"e\", \"l\"]", "", ""),
                        "model.merges[0] is no pair of tokens");
    assert_string_equal(json_says(BYTE_LEVEL, "\"h xx\"", "", ""),
                        "model.merges[0] names a token that is not in model.vocab");
    assert_string_equal(json_says(BYTE_LEVEL, "\"h e\", \"h e\"", "", ""),
                        "a pair is merged twice");
    assert_string_equal(json_says(BYTE_LEVEL, fine, "{\"id\": -1, \"content\": \"x\"}", ""),
                        "token id -1, expected 0..4194303");
    assert_string_equal(json_says(BYTE_LEVEL, fine, "{\"content\": \"x\"}", ""),
                        "added_tokens[0] has no id or no content");
    assert_string_equal(
        json_says(BYTE_LEVEL, fine, "{\"id\": 300, \"content\": \"x\", \"lstrip\": true}", ""),
        "added_tokens[0] has lstrip, rstrip or single_word, which is not supported");
    assert_string_equal(json_says(BYTE_LEVEL, fine, "{\"id\": 300, \"content\": \"\"}", ""),
                        "a special token has no text");
    assert_string_equal(json_says(BYTE_LEVEL, fine, "", "\"type\": \"Unigram\", "),
                        "model.type is not BPE");
    assert_string_equal(json_says(BYTE_LEVEL, fine, "", "\"dropout\": 0.1, "),
                        "model.dropout is set, which is not supported");
}

static void a_truncated_json_is_one_sentence_at_every_byte(void **state)
{
    (void)state;
    static char text[1 << 14];
    const dim n = make_json(text, BYTE_LEVEL, merges_as_text, "", "");
    for (dim cut = 0; cut < n; cut += cut < 300 || cut > n - 300 ? 1 : 37) {
        struct tokenizer t = {0};
        const char *wrong = tokenizer_parse_json(&t, text, (size_t)cut);
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, "not JSON at line 1"));
        tokenizer_close(&t);
    }
}

// ---- writing --------------------------------------------------------------------------------

static char folder[] = "/tmp/crumb-tokenizer-test-XXXXXX", path[256];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/tokenizer.json", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void what_is_written_gives_the_same_ids(void **state)
{
    (void)state;
    static char text[1 << 14], input[2000];
    static struct collected before, after;
    struct rng rng;
    rng_seed(&rng, 9, 9);
    for (int pattern = 0; pattern < 4; pattern++) {
        struct tokenizer t = {0}, loaded;
        const dim n = make_json(text, BYTE_LEVEL, merges_as_text,
                                "{\"id\": 300, \"content\": \"<|\u00e9 \\\"|>\"}",
                                pattern % 2 ? "\"ignore_merges\": true, " : "");
        assert_null(tokenizer_parse_json(&t, text, (size_t)n));
        t.pattern = pattern;
        tokenizer_save(&t, folder);
        tokenizer_load(&loaded, folder);
        const struct file_bytes file = file_map(path);  // A0 is U+0142 there, as elsewhere
        assert_non_null(strstr((const char *)file.bytes, "\"\u0142\": 63"));
        file_unmap(file);
        assert_string_equal(pretokenizer_expression(loaded.pattern),
                            pretokenizer_expression(pattern));
        assert_int_equal(loaded.bpe.ignore_merges, pattern % 2);
        assert_int_equal(loaded.bpe.vocab, t.bpe.vocab);
        assert_memory_equal(loaded.bpe.start, t.bpe.start, 302 * sizeof(dim));
        for (dim i = 0; i < 2000; i++) input[i] = (char)rng_next(&rng);
        memcpy(input + 900, "hello hello<|\u00e9 \"|> wllo", 24);
        encode(&before, &t, input, 2000, 0);
        encode(&after, &loaded, input, 2000, 0);
        assert_int_equal(after.count, before.count);
        assert_memory_equal(after.ids, before.ids, (size_t)before.count * sizeof *before.ids);
        tokenizer_close(&t);
        tokenizer_close(&loaded);
    }
}

static void two_tokens_of_the_same_bytes_are_one_in_the_file(void **state)
{
    (void)state;
    // aaa is learnt along two ways, aaab then too
    const struct bpe_merge merges[5] = {
        {'a', 'a', 256}, {256, 'a', 257}, {'a', 256, 258}, {257, 'b', 259}, {258, 'b', 260}};
    struct tokenizer t = {0}, loaded;
    vocabulary_from_training(&t.bpe, &t.arena, merges, 5);
    tokenizer_save(&t, folder);
    tokenizer_load(&loaded, folder);
    assert_int_equal(loaded.bpe.merge_count, 4);
    assert_string_equal(tokens_of(&loaded, "aaab"), "aaab");
    tokenizer_close(&t);
    tokenizer_close(&loaded);
}

static void load_it(void *name) { tokenizer_load(&(struct tokenizer){0}, name); }

static void save_it(void *name)
{
    struct tokenizer t = {0};
    vocabulary_from_training(&t.bpe, &t.arena, NULL, 0);
    tokenizer_save(&t, name);
    tokenizer_close(&t);
}

static void each_failure_is_one_sentence(void **state)
{
    (void)state;
    char inside[300];
    save_it(folder);
    snprintf(inside, sizeof inside, "%s/no/where", folder);
    expect_sentence(load_it, inside, 1, "/no/where/tokenizer.json: no such file");
    expect_sentence(load_it, path, 1, "/tokenizer.json: cannot be read (Not a directory)");
    expect_sentence(save_it, inside, 1, "/no/where: this folder cannot be made");
    expect_sentence(save_it, path, 1, ": this is no folder; name another");
    struct file_writer writer;
    file_begin(&writer, path);
    fputs("{\"model\": 1}", writer.stream);
    file_commit(&writer);
    expect_sentence(load_it, folder, 1, "/tokenizer.json: pre_tokenizer is not a Split");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_to_write_a_merge_are_read),
        cmocka_unit_test(special_tokens_are_cut_out_first),
        cmocka_unit_test(where_the_text_is_cut_off_changes_no_id),
        cmocka_unit_test(a_published_expression_leads_to_its_pattern),
        cmocka_unit_test(a_json_that_means_something_else_is_one_sentence),
        cmocka_unit_test(a_truncated_json_is_one_sentence_at_every_byte),
        cmocka_unit_test(what_is_written_gives_the_same_ids),
        cmocka_unit_test(two_tokens_of_the_same_bytes_are_one_in_the_file),
        cmocka_unit_test(each_failure_is_one_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

// tokenizer_save.c: writes Hugging Face's tokenizer.json, so that the tokenizer loads elsewhere.
#include "alphabet.h"
#include "fail.h"
#include "file.h"
#include "tokenizer.h"

#include <jansson.h>
#include <string.h>

// Two tokens may have the same bytes (learnt along two ways); in the file a text is one token, the
// first. Merges that thereby become the same are written once.
struct names {
    const struct bpe *bpe;
    struct arena arena;
    struct bytes_map first;  // bytes -> first id
    const char **text;       // [vocab] in GPT-2's alphabet
};

static int32_t first_of(const struct names *names, int32_t id)
{
    const struct bpe *bpe = names->bpe;
    return (int32_t)bytes_map_get(&names->first, bpe->bytes + bpe->start[id],
                                  bpe->start[id + 1] - bpe->start[id], id);
}

static json_t *vocab_json(struct names *names, const uint8_t *is_special)
{
    const struct bpe *bpe = names->bpe;
    json_t *vocab = json_object();
    bytes_map_init(&names->first, &names->arena, bpe->vocab);
    names->text = arena_array(&names->arena, (size_t)bpe->vocab, sizeof *names->text);
    for (int32_t id = 0; id < bpe->vocab; id++) {
        const dim length = bpe->start[id + 1] - bpe->start[id];
        const uint8_t *bytes = bpe->bytes + bpe->start[id];
        if (length == 0 || is_special[id]) continue;
        const dim before = names->first.count;
        int64_t *first = bytes_map_at(&names->first, bytes, length);
        uint8_t *text = arena_alloc(&names->arena, (size_t)(2 * length + 1));
        alphabet_encode(text, bytes, length);
        names->text[id] = (const char *)text;
        if (names->first.count == before) continue;
        *first = id;
        json_object_set_new(vocab, names->text[id], json_integer(id));
    }
    return vocab;
}

static json_t *merges_json(struct names *names)
{
    const struct bpe *bpe = names->bpe;
    json_t *merges = json_array();
    struct map written;
    map_init(&written, &names->arena, bpe->merge_count);
    for (dim i = 0; i < bpe->merge_count; i++) {
        const int32_t left = first_of(names, bpe->merges[i].left);
        const int32_t right = first_of(names, bpe->merges[i].right);
        const dim before = written.count;
        map_at(&written, map_pair(left, right));
        if (written.count == before) continue;
        json_array_append_new(merges, json_sprintf("%s %s", names->text[left], names->text[right]));
    }
    return merges;
}

static json_t *pretokenizer_json(int pattern)
{
    if (pattern == pretokenizer_find("gpt2"))
        return json_pack("{s:s, s:b, s:b, s:b}", "type", "ByteLevel", "add_prefix_space", 0,
                         "trim_offsets", 1, "use_regex", 1);
    return json_pack("{s:s, s:[{s:s, s:{s:s}, s:s, s:b}, {s:s, s:b, s:b, s:b}]}", "type",
                     "Sequence", "pretokenizers", "type", "Split", "pattern", "Regex",
                     pretokenizer_expression(pattern), "behavior", "Isolated", "invert", 0, "type",
                     "ByteLevel", "add_prefix_space", 0, "trim_offsets", 1, "use_regex", 0);
}

static json_t *added_json(const struct bpe *bpe, const uint8_t *is_special)
{
    json_t *added = json_array();
    for (int32_t id = 0; id < bpe->vocab; id++) {  // by id, as readers expect
        if (!is_special[id]) continue;
        json_array_append_new(
            added, json_pack("{s:i, s:s%, s:b, s:b, s:b, s:b, s:b}", "id", (int)id, "content",
                             bpe->bytes + bpe->start[id],
                             (size_t)(bpe->start[id + 1] - bpe->start[id]), "single_word", 0,
                             "lstrip", 0, "rstrip", 0, "normalized", 0, "special", 1));
    }
    return added;
}

static json_t *tokenizer_json(const struct tokenizer *tokenizer)
{
    const struct bpe *bpe = &tokenizer->bpe;
    struct names names = {.bpe = bpe};
    uint8_t *is_special = arena_alloc(&names.arena, (size_t)bpe->vocab);
    for (dim i = 0; i < bpe->special_count; i++) is_special[bpe->specials[i]] = 1;
    json_t *vocab = vocab_json(&names, is_special);
    json_t *merges = merges_json(&names);
    json_t *root = json_pack(
        "{s:s, s:n, s:n, s:o, s:n, s:o, s:n, s:{s:s, s:b, s:b, s:b},"
        " s:{s:s, s:n, s:n, s:n, s:n, s:b, s:b, s:b, s:o, s:o}}",
        "version", "1.0", "truncation", "padding", "added_tokens", added_json(bpe, is_special),
        "normalizer", "pre_tokenizer", pretokenizer_json(tokenizer->pattern), "post_processor",
        "decoder", "type", "ByteLevel", "add_prefix_space", 1, "trim_offsets", 1, "use_regex", 1,
        "model", "type", "BPE", "dropout", "unk_token", "continuing_subword_prefix",
        "end_of_word_suffix", "fuse_unk", 0, "byte_fallback", 0, "ignore_merges",
        (int)bpe->ignore_merges, "vocab", vocab, "merges", merges);
    arena_free(&names.arena);
    return root;
}

void tokenizer_save(const struct tokenizer *tokenizer, const char *folder)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/tokenizer.json", folder) >= (int)sizeof path)
        fail("%.80s...: this path is too long", folder);
    file_make_folder(folder);
    json_t *root = tokenizer_json(tokenizer);
    if (!root) fail("%s: a special token is not valid UTF-8 and cannot stand in JSON", path);
    struct file_writer writer;
    file_begin(&writer, path);
    const int failed = json_dumpf(root, writer.stream, JSON_INDENT(2));
    json_decref(root);
    if (!failed) fputc('\n', writer.stream);
    file_commit(&writer);
}

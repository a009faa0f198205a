// tokenizer_json.c: reads Hugging Face's tokenizer.json, as far as it is byte-level BPE. A token's
// text stands there in GPT-2's alphabet (alphabet.h). What would change the ids and is not
// supported here (a normalizer, dropout, an unknown pattern) is refused; what only adds tokens
// around the text (post_processor) or says how to show it (decoder) is not read.
#include "alphabet.h"
#include "token_list.h"

#include <jansson.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

// ---- pre_tokenizer --------------------------------------------------------------------------

// The pattern of {"type": "Split", ...}; -1 with the sentence in *wrong.
static int split_pattern(const char **wrong, struct tokenizer *tokenizer, const json_t *split)
{
    const char *expression = text_of(json_object_get(split, "pattern"), "Regex");
    const bool invert = json_is_true(json_object_get(split, "invert"));
    const char *behavior = text_of(split, "behavior");
    const int pattern = pretokenizer_find_expression(expression);
    const bool isolated = !strcmp(behavior, "Isolated") && !invert;
    if (pattern < 0 || !(isolated || (!strcmp(behavior, "Removed") && invert))) {
        *wrong = token_sentence(tokenizer, "pre_tokenizer splits by an expression that is none of "
                                "%s", pretokenizer_names());
        return -1;
    }
    return pattern;
}

static const char *parse_pretokenizer(struct tokenizer *tokenizer, const json_t *pretokenizer)
{
    const json_t *parts = json_object_get(pretokenizer, "pretokenizers");
    const size_t count = parts ? json_array_size(parts) : 1;
    const char *wrong = NULL;
    bool byte_level = false;
    int pattern = -1;
    for (size_t i = 0; i < count && !wrong; i++) {
        const json_t *part = parts ? json_array_get(parts, i) : pretokenizer;
        const char *type = text_of(part, "type");
        if (!strcmp(type, "Split") && pattern < 0 && !byte_level) {
            pattern = split_pattern(&wrong, tokenizer, part);
        } else if (!strcmp(type, "ByteLevel") && !byte_level) {
            const json_t *regex = json_object_get(part, "use_regex");
            byte_level = true;
            if (json_is_true(json_object_get(part, "add_prefix_space")))
                wrong = "pre_tokenizer has add_prefix_space, which is not supported";
            else if (!json_is_false(regex) && pattern >= 0)
                wrong = "pre_tokenizer splits twice, which is not supported";
            else if (!json_is_false(regex))
                pattern = pretokenizer_find("gpt2");
        } else {
            wrong = "pre_tokenizer is not a Split, a ByteLevel or both in this order";
        }
    }
    if (!wrong && (!byte_level || pattern < 0))
        wrong = "pre_tokenizer needs a ByteLevel, and an expression to split by";
    tokenizer->pattern = pattern;
    return wrong;
}

// ---- model ----------------------------------------------------------------------------------

static bool is_unset(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return !value || json_is_null(value) || json_is_false(value) ||
           (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_number(value) && json_number_value(value) == 0.0);
}

// Names in model.vocab that are not in GPT-2's alphabet are left to added_tokens.
static const char *parse_vocab(struct token_list *list, const json_t *vocab)
{
    const char *key, *wrong = NULL;
    json_t *id;
    json_object_foreach ((json_t *)(uintptr_t)vocab, key, id) {
        if (!json_is_integer(id)) return "model.vocab has an id that is no whole number";
        const size_t n = strlen(key);
        uint8_t *bytes = arena_alloc(&list->arena, n + 1);
        const dim length = alphabet_decode(bytes, (const uint8_t *)key, (dim)n);
        if (length >= 0) wrong = token_list_add(list, json_integer_value(id), bytes, length);
        if (wrong) return wrong;
    }
    return NULL;
}

static const char *parse_added(struct token_list *list, const json_t *added)
{
    for (size_t i = 0; i < json_array_size(added); i++) {
        const json_t *token = json_array_get(added, i), *id = json_object_get(token, "id");
        const json_t *content = json_object_get(token, "content");
        if (!json_is_integer(id) || !json_is_string(content))
            return token_sentence(list->tokenizer, "added_tokens[%zu] has no id or no content", i);
        if (!is_unset(token, "lstrip") || !is_unset(token, "rstrip") ||
            !is_unset(token, "single_word"))
            return token_sentence(list->tokenizer, "added_tokens[%zu] has lstrip, rstrip or "
                                  "single_word, which is not supported", i);
        const char *wrong = token_list_add_special(
            list, json_integer_value(id), (const uint8_t *)json_string_value(content),
            (dim)json_string_length(content));
        if (wrong) return wrong;
    }
    return NULL;
}

static int64_t find_token(const struct token_list *list, uint8_t *bytes, const char *text, size_t n)
{
    const dim length = alphabet_decode(bytes, (const uint8_t *)text, (dim)n);
    return length < 0 ? -1 : bytes_map_get(&list->ids, bytes, length, -1);
}

// A merge is "a b" or ["a", "b"]; a, b and both joined are in model.vocab.
static const char *parse_merge(struct token_list *list, const json_t *merge, size_t number)
{
    const json_t *pair[2] = {json_array_get(merge, 0), json_array_get(merge, 1)};
    const char *left = json_string_value(merge), *right = NULL;
    size_t left_length = 0, right_length = 0;
    if (left && (right = strchr(left, ' '))) {
        left_length = (size_t)(right++ - left);
        right_length = json_string_length(merge) - left_length - 1;
    } else if (json_array_size(merge) == 2 && json_is_string(pair[0]) && json_is_string(pair[1])) {
        left = json_string_value(pair[0]), left_length = json_string_length(pair[0]);
        right = json_string_value(pair[1]), right_length = json_string_length(pair[1]);
    } else {
        return token_sentence(list->tokenizer, "model.merges[%zu] is no pair of tokens", number);
    }
    uint8_t *bytes = arena_alloc(&list->arena, left_length + right_length + 1);
    const int64_t left_id = find_token(list, bytes, left, left_length);
    const dim cut = left_id < 0 ? 0 : list->tokens[left_id].length;
    const int64_t right_id = find_token(list, bytes + cut, right, right_length);
    if (left_id < 0 || right_id < 0)
        return token_sentence(list->tokenizer, "model.merges[%zu] names a token that is not in "
                              "model.vocab", number);
    const dim length = cut + list->tokens[right_id].length;
    const int64_t id = bytes_map_get(&list->ids, bytes, length, -1);
    if (id < 0)
        return token_sentence(list->tokenizer, "model.merges[%zu] makes a token that is not in "
                              "model.vocab", number);
    token_list_add_merge(list,
                         (struct bpe_merge){(int32_t)left_id, (int32_t)right_id, (int32_t)id});
    return NULL;
}

static const char *parse_model(struct token_list *list, const json_t *model)
{
    static const char *const unsupported[] = {"dropout", "continuing_subword_prefix",
                                              "end_of_word_suffix", "byte_fallback"};
    const json_t *vocab = json_object_get(model, "vocab"), *type = json_object_get(model, "type");
    const json_t *merges = json_object_get(model, "merges");
    if (type && strcmp(text_of(model, "type"), "BPE") != 0) return "model.type is not BPE";
    if (!json_is_object(vocab)) return "no model.vocab";
    if (!json_is_array(merges)) return "no model.merges";
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++)
        if (!is_unset(model, unsupported[i]))
            return token_sentence(list->tokenizer, "model.%s is set, which is not supported",
                                  unsupported[i]);
    const char *wrong = parse_vocab(list, vocab);
    for (size_t i = 0; i < json_array_size(merges) && !wrong; i++)
        wrong = parse_merge(list, json_array_get(merges, i), i);
    return wrong;
}

static const char *parse_root(struct tokenizer *tokenizer, const json_t *root)
{
    if (!json_is_object(root)) return "not a tokenizer (a JSON object was expected)";
    if (!is_unset(root, "normalizer")) return "it has a normalizer, which is not supported";
    const json_t *model = json_object_get(root, "model");
    struct token_list list;
    token_list_start(&list, tokenizer);
    const char *wrong = parse_pretokenizer(tokenizer, json_object_get(root, "pre_tokenizer"));
    if (!wrong) wrong = parse_model(&list, model);
    if (!wrong) wrong = parse_added(&list, json_object_get(root, "added_tokens"));
    return token_list_finish(&list, wrong, json_is_true(json_object_get(model, "ignore_merges")));
}

const char *tokenizer_parse_json(struct tokenizer *tokenizer, const char *text, size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!root)
        return token_sentence(tokenizer, "not JSON at line %d, column %d", error.line,
                              error.column);
    const char *wrong = parse_root(tokenizer, root);
    json_decref(root);
    return wrong;
}

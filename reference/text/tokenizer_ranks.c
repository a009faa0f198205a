// tokenizer_ranks.c: reads rank files, as published for cl100k, o200k, GPT-2 and Llama 3: each line
// a token in base64 (RFC 4648), a space, its rank, which is its id. There is no list of merges: any
// two neighbours may merge whose bytes joined are a token, the lowest rank first.
#include "token_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANK_TOKEN_LONGEST = 512 };  // bytes; the published vocabularies have at most 128

static int digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

// bytes [n / 4 * 3] out. Returns how many there are, or -1: not base64.
static dim decode_base64(uint8_t *bytes, const char *text, dim n)
{
    if (n == 0 || n % 4 != 0) return -1;
    const dim padding = (text[n - 1] == '=') + (text[n - 1] == '=' && text[n - 2] == '=');
    dim count = 0;
    for (dim i = 0; i < n; i += 4) {
        uint32_t group = 0;
        for (dim j = i; j < i + 4; j++) {
            const int value = j < n - padding ? digit(text[j]) : 0;
            if (value < 0) return -1;
            group = group << 6 | (uint32_t)value;
        }
        for (int shift = 16; shift >= 0; shift -= 8) bytes[count++] = (uint8_t)(group >> shift);
    }
    return count - padding;
}

static const char *parse_line(struct token_list *list, const char *line, dim n, dim number)
{
    const char *space = memchr(line, ' ', (size_t)n);
    const dim letters = space ? space - line : 0;
    if (!space || letters > RANK_TOKEN_LONGEST * 2)
        return token_sentence(list->tokenizer,
                              "line %td: expected a token in base64 (at most %d bytes), a space "
                              "and its rank", number, RANK_TOKEN_LONGEST);
    uint8_t *bytes = arena_alloc(&list->arena, (size_t)letters + 3);
    const dim length = decode_base64(bytes, line, letters);
    if (length < 0) return token_sentence(list->tokenizer, "line %td: not base64", number);
    int64_t rank = 0;
    dim i = letters + 1;
    for (; i < n && i < letters + 11 && line[i] >= '0' && line[i] <= '9'; i++)
        rank = 10 * rank + (line[i] - '0');
    if (i == letters + 1 || i < n)
        return token_sentence(list->tokenizer, "line %td: no rank behind the space", number);
    return token_list_add(list, rank, bytes, length);
}

static const char *parse_lines(struct token_list *list, const char *text, size_t n)
{
    dim number = 0;
    for (const char *line = text, *end = text + n, *next; line < end; line = next) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        next = newline ? newline + 1 : end;
        dim length = (newline ? newline : end) - line;
        if (length > 0 && line[length - 1] == '\r') length--;
        number++;
        const char *wrong = length > 0 ? parse_line(list, line, length, number) : NULL;
        if (wrong) return wrong;
    }
    return list->vocab > 0 ? NULL : "no line with a token and its rank";
}

// Every way to put a token together from two, in the order of the results' ranks. The ways to make
// one token are equal there and have an order here; that has made no difference in millions of
// random vocabularies and texts.
static void list_merges(struct token_list *list)
{
    for (int32_t id = 0; id < list->vocab; id++) {
        const struct token_text token = list->tokens[id];
        for (dim cut = 1; cut < token.length; cut++) {
            const int64_t left = bytes_map_get(&list->ids, token.bytes, cut, -1);
            if (left < 0) continue;
            const int64_t right =
                bytes_map_get(&list->ids, token.bytes + cut, token.length - cut, -1);
            if (right < 0) continue;
            token_list_add_merge(list, (struct bpe_merge){(int32_t)left, (int32_t)right, id});
        }
    }
}

// ---- special tokens: they are published beside the ranks ------------------------------------

static const struct {
    const char *pattern, *text;
    dim ranks;  // how many ranks the published file has
    int32_t id;
} published[] = {
    {"gpt2", "<|endoftext|>", 50256, 50256},
    {"cl100k", "<|endoftext|>", 100256, 100257},
    {"cl100k", "<|fim_prefix|>", 100256, 100258},
    {"cl100k", "<|fim_middle|>", 100256, 100259},
    {"cl100k", "<|fim_suffix|>", 100256, 100260},
    {"cl100k", "<|endofprompt|>", 100256, 100276},
    {"o200k", "<|endoftext|>", 199998, 199999},
    {"o200k", "<|endofprompt|>", 199998, 200018},
    {"llama3", "<|begin_of_text|>", 128000, 128000},
    {"llama3", "<|end_of_text|>", 128000, 128001},
    {"llama3", "<|start_header_id|>", 128000, 128006},
    {"llama3", "<|end_header_id|>", 128000, 128007},
    {"llama3", "<|eot_id|>", 128000, 128009},
};

static const char *add_published(struct token_list *list, const char *pattern)
{
    const dim ranks = list->ids.count;
    const char *wrong = NULL;
    for (size_t i = 0; i < sizeof published / sizeof *published && !wrong; i++) {
        if (strcmp(pattern, published[i].pattern) != 0 || ranks != published[i].ranks) continue;
        const char *text = published[i].text;
        wrong = token_list_add_special(list, published[i].id, (const uint8_t *)text,
                                       (dim)strlen(text));
    }
    // Llama 3 fills the places between its special tokens, up to 256, with reserved ones.
    for (int place = 0, number = 0; place < 256 && !wrong; place++) {
        if (strcmp(pattern, "llama3") != 0 || ranks != 128000) break;
        if (128000 + place < list->vocab && list->tokens[128000 + place].bytes) continue;
        char *text = arena_alloc(&list->arena, 40);
        const int length = snprintf(text, 40, "<|reserved_special_token_%d|>", number++);
        wrong = token_list_add_special(list, 128000 + place, (const uint8_t *)text, length);
    }
    return wrong;
}

const char *tokenizer_parse_ranks(struct tokenizer *tokenizer, const char *text, size_t n,
                                  int pattern)
{
    struct token_list list;
    token_list_start(&list, tokenizer);
    tokenizer->pattern = pattern;
    const char *wrong = parse_lines(&list, text, n);
    if (!wrong) list_merges(&list);
    if (!wrong) wrong = add_published(&list, pretokenizer_name(pattern));
    return token_list_finish(&list, wrong, true);
}

// token_list.c: tokens as they are read from a file. See token_list.h.
#include "token_list.h"

#include "vocabulary.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *token_sentence(struct tokenizer *tokenizer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(tokenizer->sentence, sizeof tokenizer->sentence, format, arguments);
    va_end(arguments);
    return tokenizer->sentence;
}

// items with room for `count` of them; at least doubled when it is too little.
static void *roomy(struct arena *arena, void *items, dim *room, dim count, size_t size)
{
    if (count <= *room) return items;
    const dim old = *room;
    *room = count > 2 * old ? count : 2 * old;
    if (*room < 1024) *room = 1024;
    void *larger = arena_array(arena, (size_t)*room, size);
    if (old > 0) memcpy(larger, items, (size_t)old * size);
    return larger;
}

void token_list_start(struct token_list *list, struct tokenizer *tokenizer)
{
    *list = (struct token_list){.tokenizer = tokenizer};
    bytes_map_init(&list->ids, &list->arena, 1024);
}

static const char *take_id(struct token_list *list, int64_t id)
{
    if (id < 0 || id >= TOKEN_IDS)
        return token_sentence(list->tokenizer, "token id %lld, expected 0..%d", (long long)id,
                              TOKEN_IDS - 1);
    list->tokens = roomy(&list->arena, list->tokens, &list->room, id + 1, sizeof *list->tokens);
    if (id >= list->vocab) list->vocab = id + 1;
    return NULL;
}

const char *token_list_add(struct token_list *list, int64_t id, const uint8_t *bytes, dim length)
{
    const char *wrong = take_id(list, id);
    if (wrong) return wrong;
    if (length == 0)
        return token_sentence(list->tokenizer, "token %lld has no bytes", (long long)id);
    if (list->tokens[id].bytes)
        return token_sentence(list->tokenizer, "two tokens have the id %lld", (long long)id);
    const dim before = list->ids.count;
    int64_t *known = bytes_map_at(&list->ids, bytes, length);
    if (list->ids.count == before)
        return token_sentence(list->tokenizer, "tokens %lld and %lld have the same bytes",
                              (long long)*known, (long long)id);
    *known = id;
    list->tokens[id] = (struct token_text){bytes, length};
    return NULL;
}

const char *token_list_add_special(struct token_list *list, int64_t id, const uint8_t *bytes,
                                   dim length)
{
    const char *wrong = take_id(list, id);
    if (wrong) return wrong;
    list->tokens[id] = (struct token_text){bytes, length};  // its text counts, whatever it was
    list->specials = roomy(&list->arena, list->specials, &list->special_room,
                           list->special_count + 1, sizeof *list->specials);
    list->specials[list->special_count++] = (int32_t)id;
    return NULL;
}

void token_list_add_merge(struct token_list *list, struct bpe_merge merge)
{
    list->merges = roomy(&list->arena, list->merges, &list->merge_room, list->merge_count + 1,
                         sizeof *list->merges);
    list->merges[list->merge_count++] = merge;
}

const char *token_list_finish(struct token_list *list, const char *wrong, bool ignore_merges)
{
    if (!wrong) {
        struct arena *arena = &list->arena;
        dim total = 0, *start = arena_array(arena, (size_t)list->vocab + 1, sizeof *start);
        for (dim i = 0; i < list->vocab; i++) start[i + 1] = total += list->tokens[i].length;
        uint8_t *bytes = arena_array(arena, (size_t)total, 1);
        for (dim i = 0; i < list->vocab; i++)
            if (list->tokens[i].bytes)
                memcpy(bytes + start[i], list->tokens[i].bytes, (size_t)list->tokens[i].length);
        const struct vocabulary_source source = {
            list->vocab, bytes, start, list->merges, list->merge_count, list->specials,
            list->special_count, ignore_merges};
        wrong = vocabulary_prepare(&list->tokenizer->bpe, &list->tokenizer->arena, &source);
    }
    arena_free(&list->arena);
    return wrong;
}

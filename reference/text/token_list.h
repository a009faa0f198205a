// token_list.h: tokens as they are read from a file, in any order, until they make a vocabulary.
#ifndef CRUMB_TOKEN_LIST_H
#define CRUMB_TOKEN_LIST_H

#include "tokenizer.h"

enum { TOKEN_IDS = 1 << 22 };  // ids above this are a broken file, not a vocabulary

struct token_text {
    const uint8_t *bytes;  // NULL: this id is not used
    dim length;
};

struct token_list {
    struct tokenizer *tokenizer;  // where sentences and the result go
    struct arena arena;           // freed by token_list_finish
    struct token_text *tokens;    // [room]
    dim room, vocab;              // vocab: the highest id used, plus one
    struct bytes_map ids;         // bytes of an ordinary token -> id
    struct bpe_merge *merges;
    dim merge_count, merge_room;
    int32_t *specials;
    dim special_count, special_room;
};

void token_list_start(struct token_list *list, struct tokenizer *tokenizer);
// Each returns NULL or a sentence. bytes are not copied.
const char *token_list_add(struct token_list *list, int64_t id, const uint8_t *bytes, dim length);
const char *token_list_add_special(struct token_list *list, int64_t id, const uint8_t *bytes,
                                   dim length);
void token_list_add_merge(struct token_list *list, struct bpe_merge merge);
// Makes tokenizer->bpe of it when wrong is NULL; frees the list. Returns NULL or a sentence.
const char *token_list_finish(struct token_list *list, const char *wrong, bool ignore_merges);

// Writes the sentence into tokenizer->sentence and returns it.
const char *token_sentence(struct tokenizer *tokenizer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

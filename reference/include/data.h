// data.h: text as training sees it: tokenised once into a cached binary file, mapped, cut into a
// part to learn from and a part held out. Given code.
//
// The cache: a header of 128 bytes, then the tokens as little-endian whole numbers of 1, 2 or 4
// bytes. It is used again as long as the files (size, time of change), the kind of documents and
// the vocabulary are the same, and checked as a whole whenever it is opened.
#ifndef CRUMB_DATA_H
#define CRUMB_DATA_H

#include "dim.h"
#include "file.h"
#include "tokenizer.h"
#include "training.h"

#include <stdbool.h>
#include <stdint.h>

// The token behind each document. A text that simply ends, without a mark, has it only when another
// file follows.
#define DATA_END "<|endoftext|>"

enum data_documents {
    DATA_WHOLE,   // each file is one document: any bytes
    DATA_MARKED,  // text in which <|endoftext|> (and a line end right behind it) ends a document
    DATA_JSONL    // a line for each document: {"text": "..."}
};

struct data_request {
    const char *const *files;  // [file_count]
    int file_count;
    enum data_documents documents;
    const struct tokenizer *tokenizer;
    const char *cache;  // path of the cached file
    void (*progress)(double done, double total);  // bytes of text; NULL: nobody looks
};

struct data {
    struct file_bytes file;  // the cache, mapped
    struct training_tokens all, train, held;
    uint64_t checksum;       // of the tokens: two caches with the same tokens have the same
    bool fresh;              // tokenised now, not found
};

// Tokenises unless the cache can be used. Every failure is one sentence.
void data_open(struct data *data, const struct data_request *request);
// Opens a cache whose tokens have this checksum, whatever became of the texts; false: it has not.
bool data_reopen(struct data *data, const char *cache, dim vocab, uint64_t checksum);
// The last `held_out` of the tokens (0 <= held_out < 1) are held out. Both parts must have a window
// of context + 1 tokens (the held-out one only if there is to be one).
void data_split(struct data *data, double held_out, dim context);
void data_close(struct data *data);

// The id of a token in a vocabulary by its special text; -1: there is none.
int32_t data_special(const struct tokenizer *tokenizer, const char *text);
// Bytes of text that tokens [from, to) stand for; a special token stands for none.
dim data_bytes(const struct training_tokens *tokens, dim from, dim to,
               const struct tokenizer *tokenizer);
static inline int32_t data_token(const struct training_tokens *tokens, dim i)
{
    const uint8_t *at = tokens->bytes + i * tokens->token_bytes;
    if (tokens->token_bytes == 1) return at[0];
    if (tokens->token_bytes == 2) return at[0] | at[1] << 8;
    return (int32_t)((uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
                     (uint32_t)at[3] << 24);
}

#endif

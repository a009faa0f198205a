// tokenizer.h: a vocabulary with its pattern, and the files it comes from and goes to. Given code.
//   tokenizer.json  Hugging Face's file for byte-level BPE (GPT-2, Llama 3, ...), read and written
//   NAME.tiktoken   a rank for each token: lines of base64, a space, a number; read
// The parse functions never end the process: they return NULL, or one sentence about what is wrong.
#ifndef CRUMB_TOKENIZER_H
#define CRUMB_TOKENIZER_H

#include "bpe.h"
#include "pretokenizer.h"

#include <stddef.h>

struct tokenizer {
    struct arena arena;  // holds everything here
    struct bpe bpe;
    int pattern;         // of pretokenizer.h
    char sentence[256];  // what was wrong
};

// All zero before; on a sentence free with tokenizer_close too. text [n] need not end in a NUL.
const char *tokenizer_parse_json(struct tokenizer *tokenizer, const char *text, size_t n);
// Ranks: a token is made of any two tokens that join to it, the lowest rank first; a pre-token that
// is a token is that token. With the published number of ranks the special tokens come along.
const char *tokenizer_parse_ranks(struct tokenizer *tokenizer, const char *text, size_t n,
                                  int pattern);

// The same from files; any failure is fail(). folder/tokenizer.json; "-" for ranks is no name.
void tokenizer_load(struct tokenizer *tokenizer, const char *folder);
void tokenizer_load_ranks(struct tokenizer *tokenizer, const char *path, int pattern);
// Writes folder/tokenizer.json; the folder is made when it is not there.
void tokenizer_save(const struct tokenizer *tokenizer, const char *folder);
// 257 tokens: the 256 bytes, each its own id, and id 256, <|endoftext|>. For any bytes at all.
void tokenizer_bytes(struct tokenizer *tokenizer);
void tokenizer_close(struct tokenizer *tokenizer);
// The id of the special token whose text is these n bytes; -1: there is none.
int32_t tokenizer_special(const struct tokenizer *tokenizer, const char *text, size_t n);

// ---- text to ids ----------------------------------------------------------------------------

// Text that arrives in pieces of any size. Special tokens are cut out first, then pre-tokens, then
// bytes are merged. Where the pieces are cut does not change the ids.
struct tokenizer_encoder {
    const struct tokenizer *tokenizer;
    struct pretokenizer pretokenizer;
    struct arena arena;
    dim *spans;                   // [PRETOKENIZER_ROOM + 1]
    int32_t *ids, *work;          // [ids_room], [BPE_WORK(work_room)]
    uint8_t *held;                // [held_room] text that is not decided yet
    dim ids_room, work_room, held_room, held_count, retry_at, longest_special;
};

typedef void tokenizer_sink(void *context, const int32_t *ids, dim count);

void tokenizer_encoder_open(struct tokenizer_encoder *encoder, const struct tokenizer *tokenizer);
// Gives the ids that are certain to sink, in order. last: nothing follows. False: a pre-token is
// longer than PRETOKEN_LONGEST.
bool tokenizer_encode(struct tokenizer_encoder *encoder, const uint8_t *bytes, dim n, bool last,
                      tokenizer_sink *sink, void *context);
void tokenizer_encoder_close(struct tokenizer_encoder *encoder);

#endif

// tokenizer_bytes.c: the vocabulary that needs no learning: every byte is a token. Text, audio
// samples, pixel rows and prices are all sequences of bytes.
#include "tokenizer.h"

#include "fail.h"
#include "vocabulary.h"

#include <string.h>

static const char end[] = "<|endoftext|>";

void tokenizer_bytes(struct tokenizer *tokenizer)
{
    *tokenizer = (struct tokenizer){.pattern = pretokenizer_find("gpt2")};
    uint8_t bytes[256 + sizeof end - 1];
    dim start[258];
    for (int i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
    memcpy(bytes + 256, end, sizeof end - 1);
    for (int i = 0; i <= 256; i++) start[i] = i;
    start[257] = sizeof bytes;
    const int32_t specials[1] = {256};
    const struct vocabulary_source source = {257, bytes, start, NULL, 0, specials, 1, false};
    const char *wrong = vocabulary_prepare(&tokenizer->bpe, &tokenizer->arena, &source);
    if (wrong) fail("the vocabulary of bytes is not sound (%s)", wrong);
}

int32_t tokenizer_special(const struct tokenizer *tokenizer, const char *text, size_t n)
{
    const struct bpe *bpe = &tokenizer->bpe;
    for (dim i = 0; i < bpe->special_count; i++) {
        const int32_t id = bpe->specials[i];
        const dim length = bpe->start[id + 1] - bpe->start[id];
        if (length == (dim)n && !memcmp(bpe->bytes + bpe->start[id], text, n)) return id;
    }
    return -1;
}

// tokenizer_model.h: what the tests of tokenizer files share: the encoder, fed in pieces.
#ifndef CRUMB_TOKENIZER_MODEL_H
#define CRUMB_TOKENIZER_MODEL_H

#include "check.h"
#include "tokenizer.h"

#include <stdio.h>
#include <string.h>

struct collected {
    int32_t ids[1 << 14];
    dim count;
};

static inline void collect(void *context, const int32_t *ids, dim count)
{
    struct collected *to = context;
    memcpy(to->ids + to->count, ids, (size_t)count * sizeof *ids);
    to->count += count;
}

// The ids of a text that arrives `step` bytes at a time (0: at once).
static inline void encode(struct collected *to, const struct tokenizer *tokenizer,
                          const void *text, dim n, dim step)
{
    struct tokenizer_encoder encoder;
    tokenizer_encoder_open(&encoder, tokenizer);
    to->count = 0;
    const uint8_t *bytes = text;
    for (dim at = 0; step && at < n; at += step)
        assert_true(tokenizer_encode(&encoder, bytes + at, step < n - at ? step : n - at, false,
                                     collect, to));
    assert_true(tokenizer_encode(&encoder, bytes, step ? 0 : n, true, collect, to));
    tokenizer_encoder_close(&encoder);
}

static inline const char *tokens_of(const struct tokenizer *tokenizer, const char *text)
{
    static struct collected got;
    static char shown[4096];
    encode(&got, tokenizer, text, (dim)strlen(text), 0);
    char *to = shown;
    for (dim i = 0; i < got.count; i++) {
        if (i > 0) *to++ = '|';
        to += bpe_decode((uint8_t *)to, &got.ids[i], 1, &tokenizer->bpe);
    }
    *to = '\0';
    return shown;
}

#endif

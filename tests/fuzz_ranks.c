// fuzz_ranks.c: any bytes as a rank file: one sentence, or a tokenizer whose ids are
// all in its vocabulary.
#include "tokenizer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(void *context, const int32_t *ids, dim count)
{
    const struct bpe *bpe = context;
    for (dim i = 0; i < count; i++)
        if (ids[i] < 0 || ids[i] >= bpe->vocab) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tokenizer tokenizer = {0};
    const char *wrong = tokenizer_parse_ranks(&tokenizer, (const char *)data, size,
                                              (int)(size % 4));
    if (wrong && (strlen(wrong) == 0 || strchr(wrong, '\n'))) abort();
    if (!wrong) {
        struct tokenizer_encoder encoder;
        tokenizer_encoder_open(&encoder, &tokenizer);
        tokenizer_encode(&encoder, data, (dim)size, true, check, &tokenizer.bpe);
        tokenizer_encoder_close(&encoder);
    }
    tokenizer_close(&tokenizer);
    return 0;
}

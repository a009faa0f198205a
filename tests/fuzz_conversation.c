// fuzz_conversation.c: any bytes as a line of a file of conversations: turns, or a sentence.
#include "conversation.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct tokenizer tokenizer;
    struct conversation found;
    struct conversation_ids ids;
    struct conversation_encoder encoder;
    const uint8_t *end = count ? memchr(bytes, '\n', count) : NULL;
    if (end) count = (size_t)(end - bytes);
    const char *wrong = conversation_parse(&found, &arena, (const char *)bytes, count);
    if (wrong && (!wrong[0] || strchr(wrong, '\n'))) abort();
    if (!wrong && found.count < 1) abort();
    bool short_words = !wrong;  // a very long word is the end of a program
    for (dim i = 0; i < found.count; i++) short_words &= found.turns[i].length < 1000;
    if (short_words) {
        tokenizer_bytes(&tokenizer);
        conversation_encoder_open(&encoder, &tokenizer, chat_written(0), "folder");
        conversation_encode(&ids, &arena, &encoder, &found, "line");
        for (dim i = 1; i < ids.answers; i++)
            if (ids.ends[i] <= ids.ends[i - 1] || ids.ends[i] > ids.count) abort();
        conversation_encoder_close(&encoder);
        tokenizer_close(&tokenizer);
    }
    arena_free(&arena);
    return 0;
}

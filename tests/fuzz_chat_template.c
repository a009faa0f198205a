// fuzz_chat_template.c: any bytes as tokenizer_config.json: a known template, or a sentence.
#include "chat_template.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    const struct chat_template *found;
    const char *wrong = chat_parse(&found, &arena, (const char *)bytes, count);
    if (!wrong && (!found || !found->user[0] || !found->answer[1])) abort();
    arena_free(&arena);
    return 0;
}

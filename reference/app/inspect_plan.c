// inspect_plan.c: memory, stored types and tokenizer of what is inspected. See inspect.h.
#include "activations.h"
#include "costs.h"
#include "fail.h"
#include "file.h"
#include "inspect.h"
#include "learner.h"
#include "tokenizer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 };  // positions of a prompt that go through the model at once

char *inspect_whole(char *text, dim value)
{
    char digits[32];
    const int count = snprintf(digits, sizeof digits, "%td", value);
    int used = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

char *inspect_size(char *text, double bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1000.0;
        unit++;
    }
    snprintf(text, 32, unit == 0 ? "%.0f %s" : "%.2f %s", bytes, units[unit]);
    return text;
}

dim inspect_stored(const char **type, const struct inspection *in, dim i)
{
    enum tensor_type stored = TENSOR_BF16;
    if (in->checkpoint) stored = checkpoint_stored(in->checkpoint, &in->params.tensors[i])->type;
    *type = tensor_type_name(stored);
    return tensor_type_size(stored);
}

struct inspect_memory inspect_memory(const struct inspection *in)
{
    const struct model_config *c = in->config;
    const double floats = (double)sizeof(float), bytes = inspect_type_bytes[in->type];
    struct inspect_memory memory = {.chunk_rows = in->context < CHUNK ? in->context : CHUNK};
    const char *name;
    for (dim i = 0; i < in->params.tensor_count; i++)
        memory.stored += (double)(in->params.tensors[i].count * inspect_stored(&name, in, i));
    memory.weights = (double)in->params.count * bytes;
    memory.cache = costs_cache(c, in->context, bytes) * (double)in->batch;
    memory.token = floats * (double)activations_count(c, in->batch, 1, in->context, 1,
                                                      ACTIVATIONS_LEAN);
    memory.chunk = floats * (double)activations_count(c, in->batch, memory.chunk_rows, in->context,
                                                      1, ACTIVATIONS_LEAN);
    memory.learned = 4.0 * floats * (double)in->params.count;
    memory.learner = floats * (double)learner_count(c, in->batch, in->context);
    return memory;
}

struct inspect_tokenizer inspect_tokenizer(struct arena *arena, const char *folder)
{
    struct inspect_tokenizer found = {0};
    struct tokenizer tokenizer = {0};
    char path[4096];
    size_t count;
    if (snprintf(path, sizeof path, "%s/tokenizer.json", folder) >= (int)sizeof path ||
        access(path, F_OK) != 0) {
        found.problem = "there is no tokenizer.json; the model reads and writes ids only";
        return found;
    }
    const char *text = file_text(arena, path, (size_t)1 << 28, &count);
    const char *wrong = tokenizer_parse_json(&tokenizer, text, count);
    if (wrong) {
        char *kept = arena_alloc(arena, strlen(wrong) + 1);
        found.problem = strcpy(kept, wrong);
    } else {
        found.vocab = tokenizer.bpe.vocab;
        found.specials = tokenizer.bpe.special_count;
    }
    tokenizer_close(&tokenizer);
    return found;
}

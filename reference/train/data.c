// data.c: the cached tokens: is the file there, is it whole, is it still of this text. See data.h.
#include "data.h"

#include "data_write.h"
#include "fail.h"
#include "little.h"
#include "sha256.h"

#include <string.h>
#include <sys/stat.h>

// ---- the key: of what the tokens were made --------------------------------------------------

struct key_parts {
    char text[4096];
    size_t count;
};

// A digest of all that was added so far takes its place, so that nothing ever runs out of room.
static void add(struct key_parts *parts, const void *bytes, size_t count)
{
    char hex[65];
    sha256_hex(hex, bytes, count);
    memcpy(parts->text + parts->count, hex, 64);
    sha256_hex(hex, parts->text, parts->count + 64);
    memcpy(parts->text, hex, parts->count = 64);
}

static void add_number(struct key_parts *parts, int64_t number)
{
    uint8_t bytes[8];
    little_put(bytes, (uint64_t)number, 8);
    add(parts, bytes, 8);
}

// Names do not count: a text that was moved is the same text. Its size and time of change do.
static void key_of(char *key, const struct data_request *r)
{
    const struct bpe *bpe = &r->tokenizer->bpe;
    struct key_parts parts = {.count = 0};
    add_number(&parts, (int64_t)r->documents);
    add_number(&parts, r->tokenizer->pattern);
    add_number(&parts, bpe->ignore_merges);
    add(&parts, bpe->bytes, (size_t)bpe->start[bpe->vocab]);
    add(&parts, bpe->start, (size_t)(bpe->vocab + 1) * sizeof *bpe->start);
    add(&parts, bpe->merges, (size_t)bpe->merge_count * sizeof *bpe->merges);
    for (int i = 0; i < r->file_count; i++) {
        struct stat status;
        if (stat(r->files[i], &status) != 0) memset(&status, 0, sizeof status);  // file_map says it
        add_number(&parts, (int64_t)status.st_size);
        add_number(&parts, (int64_t)status.st_mtime);
        add_number(&parts, (int64_t)status.st_mtim.tv_nsec);
    }
    memcpy(key, parts.text, 64);
}

// ---- is the file there and whole ------------------------------------------------------------

static int32_t highest(const struct training_tokens *tokens)
{
    int32_t most = -1;
    for (dim i = 0; i < tokens->count; i++) {
        const int32_t id = data_token(tokens, i);
        if (id < 0) return INT32_MAX;
        if (id > most) most = id;
    }
    return most;
}

// NULL, or why this is no file of tokens. data->file stays mapped either way.
static const char *look(struct data *data, char *key, const char *cache, dim vocab)
{
    *data = (struct data){.file = file_map(cache)};
    const uint8_t *head = data->file.bytes;
    if (data->file.count < DATA_HEADER || memcmp(head, DATA_MAGIC, 8) != 0)
        return "is no file of tokens";
    if (little_checksum(0, head, DATA_HEADER - 8) != little_get(head + DATA_HEADER - 8, 8))
        return "has a damaged header";
    data->all = (struct training_tokens){head + DATA_HEADER, (dim)little_get(head + 16, 8),
                                         (dim)little_get(head + 8, 4)};
    data->checksum = little_get(head + 24, 8);
    memcpy(key, head + 32, 64);
    const size_t bytes = (size_t)(data->all.count * data->all.token_bytes);
    if (data->file.count != DATA_HEADER + bytes) return "is cut short";
    if (little_checksum(0, data->all.bytes, bytes) != data->checksum) return "is damaged";
    if (highest(&data->all) >= vocab) return "has tokens outside the vocabulary";
    return NULL;
}

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

void data_open(struct data *data, const struct data_request *request)
{
    char key[64], found[64];
    key_of(key, request);
    if (exists(request->cache)) {
        const char *wrong = look(data, found, request->cache, request->tokenizer->bpe.vocab);
        if (!wrong && memcmp(key, found, 64) == 0) return;
        data_close(data);  // of another text, or damaged: made again
    }
    data_write(request, key);
    const char *wrong = look(data, found, request->cache, request->tokenizer->bpe.vocab);
    if (wrong) fail("%s: %s, though it was written just now; is the disk sound?", request->cache,
                    wrong);
    data->fresh = true;
}

bool data_reopen(struct data *data, const char *cache, dim vocab, uint64_t checksum)
{
    char found[64];
    *data = (struct data){0};
    if (!exists(cache)) return false;
    if (!look(data, found, cache, vocab) && data->checksum == checksum) return true;
    data_close(data);
    return false;
}

void data_close(struct data *data)
{
    file_unmap(data->file);
    *data = (struct data){0};
}

// ---- parts and bytes ------------------------------------------------------------------------

void data_split(struct data *data, double held_out, dim context)
{
    const dim count = data->all.count, held = (dim)((double)count * held_out);
    const dim train = count - held, window = context + 1;
    if (train < window)
        fail("the text has %td tokens, %td of them to learn from; a window of --context %td needs "
             "%td: give more text or a smaller --context", count, train, context, window);
    if (held_out > 0.0 && held < window)
        fail("the text has %td tokens, %td of them held out; a window of --context %td needs %td: "
             "give more text, a smaller --context, or --hold-out 0", count, held, context, window);
    const dim size = data->all.token_bytes;
    data->train = (struct training_tokens){data->all.bytes, train, size};
    data->held = (struct training_tokens){data->all.bytes + train * size, held, size};
}

int32_t data_special(const struct tokenizer *tokenizer, const char *text)
{
    return tokenizer_special(tokenizer, text, strlen(text));
}

dim data_bytes(const struct training_tokens *tokens, dim from, dim to,
               const struct tokenizer *tokenizer)
{
    const struct bpe *bpe = &tokenizer->bpe;
    dim bytes = 0;
    for (dim i = from; i < to; i++) {
        const int32_t id = data_token(tokens, i);
        bool special = false;
        for (dim s = 0; s < bpe->special_count; s++) special |= bpe->specials[s] == id;
        if (!special) bytes += bpe->start[id + 1] - bpe->start[id];
    }
    return bytes;
}

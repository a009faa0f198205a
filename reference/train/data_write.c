// data_write.c: texts to tokens, once, into the cached file. Nothing is left behind when it fails.
#include "data_write.h"

#include "fail.h"
#include "little.h"

#include <jansson.h>
#include <string.h>

enum { BLOCK = 1 << 16 };  // bytes of tokens written at once

struct writing {
    struct file_writer file;
    const struct data_request *request;
    struct tokenizer plain;  // without special tokens: a text cannot write one by accident
    struct tokenizer_encoder encoder;
    int32_t end;             // the id behind a document; -1: the vocabulary has none
    dim token_bytes, count, filled;
    uint64_t checksum;
    double done, total;      // bytes of text
    uint8_t block[BLOCK];
};

// ---- tokens out -----------------------------------------------------------------------------

static void flush(struct writing *w)
{
    w->checksum = little_checksum(w->checksum, w->block, (size_t)w->filled);
    if (fwrite(w->block, 1, (size_t)w->filled, w->file.stream) != (size_t)w->filled)
        file_commit(&w->file);  // which says why it cannot be
    w->filled = 0;
}

static void put(struct writing *w, int32_t id)
{
    little_put(w->block + w->filled, (uint64_t)id, (int)w->token_bytes);
    w->filled += w->token_bytes;
    w->count++;
    if (w->filled == BLOCK) flush(w);
}

static void put_all(void *context, const int32_t *ids, dim count)
{
    for (dim i = 0; i < count; i++) put(context, ids[i]);
}

static void put_end(struct writing *w, const char *path)
{
    if (w->end < 0) {
        file_abandon(&w->file);
        fail("%s: a document ends here, and the vocabulary has no %s to say so; learn one with "
             "crumb tokenizer train --special '%s'", path, DATA_END, DATA_END);
    }
    put(w, w->end);
}

// ---- documents in ---------------------------------------------------------------------------

static void encode(struct writing *w, const char *path, const uint8_t *bytes, dim n)
{
    enum { PIECE = 1 << 20 };
    const struct bpe *bpe = &w->plain.bpe;
    for (dim at = 0; at < n; at += PIECE) {
        const dim count = n - at < PIECE ? n - at : PIECE;
        if (bpe->merge_count == 0)  // bytes: no words to look for
            for (dim i = 0; i < count; i++) put(w, bpe->byte_id[bytes[at + i]]);
        else if (!tokenizer_encode(&w->encoder, bytes + at, count, at + count == n, put_all, w)) {
            file_abandon(&w->file);
            fail("%s: a word of more than %d bytes; put spaces or line ends into it, or use "
                 "--tokenizer bytes", path, PRETOKEN_LONGEST);
        }
        w->done += (double)count;
        if (w->request->progress) w->request->progress(w->done, w->total);
    }
}

// Where the next mark stands in bytes [n]; n: nowhere.
static dim find_mark(const uint8_t *bytes, dim n)
{
    const dim length = sizeof DATA_END - 1;
    for (dim at = 0; at + length <= n; at++) {
        const uint8_t *first = memchr(bytes + at, DATA_END[0], (size_t)(n - at - length + 1));
        if (!first) return n;
        at = first - bytes;
        if (!memcmp(first, DATA_END, (size_t)length)) return at;
    }
    return n;
}

static bool marked(struct writing *w, const char *path, struct file_bytes file)
{
    const dim n = (dim)file.count, length = sizeof DATA_END - 1;
    dim at = 0;
    while (at < n) {
        const dim text = find_mark(file.bytes + at, n - at);
        encode(w, path, file.bytes + at, text);
        at += text;
        if (at == n) return false;
        put_end(w, path);
        at += length;
        if (at < n && file.bytes[at] == '\n') at++;
    }
    return true;
}

static bool jsonl(struct writing *w, const char *path, struct file_bytes file)
{
    dim line = 1;
    for (size_t at = 0; at < file.count; line++) {
        const uint8_t *stop = memchr(file.bytes + at, '\n', file.count - at);
        const size_t n = stop ? (size_t)(stop - file.bytes) - at : file.count - at;
        json_error_t error;
        json_t *root = json_loadb((const char *)file.bytes + at, n, JSON_ALLOW_NUL, &error);
        const json_t *text = json_object_get(root, "text");
        if (!json_is_string(text)) {
            file_abandon(&w->file);
            fail("%s: line %td is not {\"text\": \"...\"} (%s); every line has to be one document",
                 path, line, root ? "no such field" : error.text);
        }
        encode(w, path, (const uint8_t *)json_string_value(text), (dim)json_string_length(text));
        json_decref(root);
        put_end(w, path);
        at += n + 1;
    }
    return true;
}

static void one_file(struct writing *w, int i, struct file_bytes file)
{
    const struct data_request *r = w->request;
    bool ended = false;
    if (r->documents == DATA_MARKED) ended = marked(w, r->files[i], file);
    else if (r->documents == DATA_JSONL) ended = jsonl(w, r->files[i], file);
    else encode(w, r->files[i], file.bytes, (dim)file.count);
    if (!ended && i + 1 < r->file_count) put_end(w, r->files[i]);
}

// ---- the file -------------------------------------------------------------------------------

static dim bytes_per_token(const struct writing *w)
{
    // One file of plain bytes never needs the end's id, and fits into the bytes that it is.
    const struct bpe *bpe = &w->plain.bpe;
    const bool only_bytes = w->request->documents == DATA_WHOLE && w->request->file_count == 1;
    if (bpe->vocab <= 256) return 1;
    if (only_bytes && bpe->merge_count == 0) {
        int32_t most = 0;
        for (int i = 0; i < 256; i++) most = bpe->byte_id[i] > most ? bpe->byte_id[i] : most;
        if (most < 256) return 1;
    }
    return bpe->vocab <= 1 << 16 ? 2 : 4;
}

static void finish(struct writing *w, const char *key)
{
    uint8_t head[DATA_HEADER] = {0};
    memcpy(head, DATA_MAGIC, 8);
    little_put(head + 8, (uint64_t)w->token_bytes, 4);
    little_put(head + 12, (uint64_t)w->plain.bpe.vocab, 4);
    little_put(head + 16, (uint64_t)w->count, 8);
    little_put(head + 24, w->checksum, 8);
    memcpy(head + 32, key, 64);
    little_put(head + DATA_HEADER - 8, little_checksum(0, head, DATA_HEADER - 8), 8);
    if (fseek(w->file.stream, 0, SEEK_SET) == 0) fwrite(head, 1, sizeof head, w->file.stream);
    file_commit(&w->file);
}

void data_write(const struct data_request *request, const char *key)
{
    struct arena arena = {0};
    struct writing *w = arena_alloc(&arena, sizeof *w);
    w->request = request;
    w->plain = *request->tokenizer;
    w->plain.bpe.special_count = 0;
    w->end = data_special(request->tokenizer, DATA_END);
    w->token_bytes = bytes_per_token(w);
    struct file_bytes *files = arena_array(&arena, (size_t)request->file_count, sizeof *files);
    for (int i = 0; i < request->file_count; i++) {  // all are looked at before the work begins
        files[i] = file_map(request->files[i]);
        w->total += (double)files[i].count;
    }
    if (w->total <= 0.0) fail("%s: no text to learn from; the file is empty", request->files[0]);

    file_begin(&w->file, request->cache);
    tokenizer_encoder_open(&w->encoder, &w->plain);
    fwrite(w->block, 1, DATA_HEADER, w->file.stream);  // its place; the block is still zeros
    for (int i = 0; i < request->file_count; i++) {
        one_file(w, i, files[i]);
        file_unmap(files[i]);
    }
    flush(w);
    finish(w, key);
    tokenizer_encoder_close(&w->encoder);
    arena_free(&arena);
}

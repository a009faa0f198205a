// skipgram_file.c: word vectors as a safetensors file, and back. See skipgram.h.
#include "skipgram.h"

#include "fail.h"
#include "safetensors.h"

#include <math.h>
#include <string.h>

static char *join_words(struct arena *arena, const struct skipgram *model)
{
    size_t bytes = 1;
    for (dim i = 0; i < model->vocab; i++) bytes += strlen(model->words[i]) + 1;
    char *text = arena_alloc(arena, bytes), *at = text;
    for (dim i = 0; i < model->vocab; i++) {
        const size_t length = strlen(model->words[i]);
        memcpy(at, model->words[i], length);
        at += length;
        *at++ = i + 1 < model->vocab ? '\n' : 0;
    }
    return text;
}

void skipgram_save(const struct skipgram *model, const char *path, const char *made)
{
    struct arena arena = {0};
    const struct tensor tensors[] = {
        {"counts", TENSOR_I64, 1, {model->vocab}, model->counts},
        {"table", TENSOR_F32, 2, {model->vocab, model->width}, model->table}};
    const struct tensor_metadata metadata[] = {{"made", made},
                                               {"words", join_words(&arena, model)}};
    safetensors_write(path, tensors, 2, metadata, 2);
    arena_free(&arena);
}

static const struct tensor *wanted(const struct safetensors *file, const char *name,
                                   enum tensor_type type, int rank)
{
    const struct tensor *tensor = safetensors_find(file, name);
    if (!tensor || tensor->type != type || tensor->rank != rank)
        fail("%s: no tensor \"%s\" of type %s with %d axes; wanted a file made by crumb words "
             "train", file->path, name, tensor_type_name(type), rank);
    return tensor;
}

static void take_words(struct skipgram *model, struct arena *arena, const char *path,
                       const char *text)
{
    dim count = 0;
    const size_t bytes = strlen(text) + 1;
    char *copy = arena_alloc(arena, bytes);
    memcpy(copy, text, bytes);
    model->words = arena_array(arena, (size_t)model->vocab, sizeof *model->words);
    for (char *at = copy; at; count++) {
        char *end = strchr(at, '\n');
        if (end) *end++ = 0;
        if (count < model->vocab) model->words[count] = at;
        at = end;
    }
    if (count != model->vocab)
        fail("%s: \"words\" has %td lines, and \"table\" %td rows; make it again with crumb words "
             "train", path, count, model->vocab);
}

void skipgram_load(struct skipgram *model, struct arena *arena, const char *path)
{
    struct safetensors file;
    safetensors_open(&file, arena, path);
    const struct tensor *table = wanted(&file, "table", TENSOR_F32, 2);
    const struct tensor *counts = wanted(&file, "counts", TENSOR_I64, 1);
    const char *words = safetensors_metadata(&file, "words");
    *model = (struct skipgram){.vocab = table->shape[0], .width = table->shape[1]};
    if (!words || counts->shape[0] != model->vocab || model->vocab < 1 || model->width < 1)
        fail("%s: wanted \"words\", \"counts\" and \"table\" of one length; make it again with "
             "crumb words train", path);
    take_words(model, arena, path, words);
    const size_t size = (size_t)(model->vocab * model->width);
    model->table = arena_array(arena, size, sizeof *model->table);
    model->counts = arena_array(arena, (size_t)model->vocab, sizeof *model->counts);
    memcpy(model->table, table->data, size * sizeof *model->table);
    memcpy(model->counts, counts->data, (size_t)model->vocab * sizeof *model->counts);
    for (size_t i = 0; i < size; i++)
        if (!isfinite(model->table[i]))
            fail("%s: \"table\" has a value that is no number at %zu", path, i);
    safetensors_close(&file);
}

int32_t skipgram_find(const struct skipgram *model, const char *word)
{
    for (dim i = 0; i < model->vocab; i++)
        if (strcmp(model->words[i], word) == 0) return (int32_t)i;
    return -1;
}

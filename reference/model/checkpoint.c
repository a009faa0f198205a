// checkpoint.c: the weights of a model folder: one safetensors file, or shards by an index. See
// checkpoint.h. Every tensor of the table must be there, with its shape and a known type, and
// nothing else: a model that half fits would talk nonsense without a word.
#include "checkpoint.h"

#include "fail.h"
#include "file.h"
#include "half.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { INDEX_LIMIT = 1 << 26, SHARDS_MOST = 4096 };

// ---- files ----------------------------------------------------------------------------------

static void open_shard(struct checkpoint *checkpoint, const char *name)
{
    for (dim i = 0; i < checkpoint->file_count; i++)
        if (strcmp(checkpoint->files[i].path + strlen(checkpoint->folder) + 1, name) == 0) return;
    if (checkpoint->file_count == SHARDS_MOST)
        fail("%s: the index names more than %d files", checkpoint->folder, SHARDS_MOST);
    const size_t room = strlen(checkpoint->folder) + strlen(name) + 2;
    char *path = arena_alloc(&checkpoint->arena, room);
    snprintf(path, room, "%s/%s", checkpoint->folder, name);
    safetensors_open(&checkpoint->files[checkpoint->file_count++], &checkpoint->arena, path);
}

static void open_index(struct checkpoint *checkpoint, const char *path)
{
    json_error_t error;
    const char *tensor;
    json_t *file;
    size_t count;
    const char *text = file_text(&checkpoint->arena, path, INDEX_LIMIT, &count);
    json_t *root = json_loadb(text, count, JSON_REJECT_DUPLICATES, &error);
    if (!root) fail("%s: line %d: %s", path, error.line, error.text);
    json_t *map = json_object_get(root, "weight_map");
    if (!json_is_object(map) || json_object_size(map) == 0)
        fail("%s: \"weight_map\" is missing or empty; it says which file holds each tensor", path);
    json_object_foreach(map, tensor, file) {
        const char *name = json_string_value(file);
        if (!name || strchr(name, '/') || name[0] == '.')
            fail("%s: tensor %.99s: wanted the name of a file in this folder", path, tensor);
        open_shard(checkpoint, name);
    }
    json_decref(root);
}

static void open_files(struct checkpoint *checkpoint)
{
    char path[4096];
    checkpoint->files = arena_array(&checkpoint->arena, SHARDS_MOST, sizeof *checkpoint->files);
    snprintf(path, sizeof path, "%s/model.safetensors", checkpoint->folder);
    if (access(path, F_OK) == 0) {
        open_shard(checkpoint, "model.safetensors");
        return;
    }
    snprintf(path, sizeof path, "%s/model.safetensors.index.json", checkpoint->folder);
    if (access(path, F_OK) != 0)
        fail("%s: there is no model.safetensors (nor model.safetensors.index.json) in this folder; "
             "name a folder with a model", checkpoint->folder);
    open_index(checkpoint, path);
}

// ---- tensors --------------------------------------------------------------------------------

static const struct tensor *find(const struct safetensors **file,
                                 const struct checkpoint *checkpoint, const char *name)
{
    const struct tensor *found = NULL;
    for (dim i = 0; i < checkpoint->file_count; i++) {
        const struct tensor *here = safetensors_find(&checkpoint->files[i], name);
        if (!here) continue;
        if (found) fail("%s: tensor %s stands in %s too", checkpoint->files[i].path, name,
                        (*file)->path);
        found = here;
        *file = &checkpoint->files[i];
    }
    if (!found)
        fail("%s: tensor %s is missing; config.json asks for it", checkpoint->folder, name);
    return found;
}

static void check_shape(const struct tensor *tensor, const struct params_tensor *wanted,
                        const char *path)
{
    const int rank = wanted->shape[1] ? 2 : 1;
    char found[160] = "", want[64];
    size_t used = 0;
    bool same = tensor->rank == rank;
    for (int i = 0; i < tensor->rank; i++) {
        same = same && i < 2 && tensor->shape[i] == wanted->shape[i];
        const int more = snprintf(found + used, sizeof found - used, "%s%td", i ? ", " : "",
                                  tensor->shape[i]);
        if (more > 0 && used + (size_t)more < sizeof found) used += (size_t)more;
    }
    if (same) return;
    if (rank == 2)
        snprintf(want, sizeof want, "%td, %td", wanted->shape[0], wanted->shape[1]);
    else
        snprintf(want, sizeof want, "%td", wanted->shape[0]);
    fail("%s: tensor %s has shape [%s], wanted [%s] by config.json", path, tensor->name, found,
         want);
}

void checkpoint_widen(float *to, const struct tensor *tensor)
{
    const dim count = tensor_elements(tensor);
    const uint16_t *halves = tensor->data;
    if (tensor->type == TENSOR_F32)
        memcpy(to, tensor->data, (size_t)count * sizeof *to);
    else if (tensor->type == TENSOR_BF16)
        for (dim i = 0; i < count; i++) to[i] = bf16_widen(halves[i]);
    else
        for (dim i = 0; i < count; i++) to[i] = f16_widen(halves[i]);
}

const struct tensor *checkpoint_stored(const struct checkpoint *checkpoint,
                                       const struct params_tensor *wanted)
{
    const struct safetensors *file = NULL;
    const struct tensor *tensor = find(&file, checkpoint, wanted->name);
    check_shape(tensor, wanted, file->path);
    if (tensor->type != TENSOR_F32 && tensor->type != TENSOR_BF16 && tensor->type != TENSOR_F16)
        fail("%s: tensor %s is of type %s, wanted F32, BF16 or F16", file->path, tensor->name,
             tensor_type_name(tensor->type));
    return tensor;
}

static void load_tensor(struct checkpoint *checkpoint, struct params_tensor *wanted)
{
    const struct tensor *tensor = checkpoint_stored(checkpoint, wanted);
    struct params *params = &checkpoint->params;
    if (!params->flat && tensor->type == TENSOR_F32) {
        // mapped read-only: whoever writes to weights asked for writable ones
        *wanted->where = (float *)(uintptr_t)tensor->data;
        return;
    }
    if (!params->flat)
        *wanted->where =
            arena_array(&checkpoint->arena, (size_t)wanted->count, sizeof **wanted->where);
    checkpoint_widen(*wanted->where, tensor);
}

// A tied head may be stored a second time; then it must be the same. Old files hold the rotary
// frequencies, which follow from config.json.
static bool may_be_extra(const struct checkpoint *checkpoint, const struct tensor *tensor)
{
    static const char tail[] = "rotary_emb.inv_freq";
    const size_t n = strlen(tensor->name), m = sizeof tail - 1;
    if (n >= m && strcmp(tensor->name + n - m, tail) == 0) return true;
    if (!checkpoint->config.tied || strcmp(tensor->name, "lm_head.weight") != 0) return false;
    const struct safetensors *file = NULL;
    const struct tensor *embedding = find(&file, checkpoint, "model.embed_tokens.weight");
    const size_t bytes =
        (size_t)tensor_elements(tensor) * (size_t)tensor_type_size(tensor->type);
    return tensor->type == embedding->type && tensor_elements(tensor) == tensor_elements(embedding)
           && memcmp(tensor->data, embedding->data, bytes) == 0;
}

static void refuse_extra(const struct checkpoint *checkpoint)
{
    for (dim i = 0; i < checkpoint->file_count; i++) {
        const struct safetensors *file = &checkpoint->files[i];
        for (dim j = 0; j < file->count; j++) {
            const struct tensor *tensor = &file->tensors[j];
            if (params_find(&checkpoint->params, tensor->name) || may_be_extra(checkpoint, tensor))
                continue;
            fail("%s: tensor %s is not part of the model that config.json describes", file->path,
                 tensor->name);
        }
    }
}

void checkpoint_open(struct checkpoint *checkpoint, const char *folder)
{
    *checkpoint = (struct checkpoint){0};
    char *kept = arena_alloc(&checkpoint->arena, strlen(folder) + 1);
    checkpoint->folder = strcpy(kept, folder);
    config_load(&checkpoint->config, folder);
    generation_load(&checkpoint->generation, folder, checkpoint->config.vocab);
    open_files(checkpoint);
    params_table(&checkpoint->params, &checkpoint->arena, &checkpoint->config);
    refuse_extra(checkpoint);
    checkpoint->type = checkpoint_stored(checkpoint, checkpoint->params.tensors)->type;
}

void checkpoint_load(struct checkpoint *checkpoint, const char *folder, bool writable)
{
    checkpoint_open(checkpoint, folder);
    struct params *params = &checkpoint->params;
    if (writable)
        params_point(params,
                     arena_array(&checkpoint->arena, (size_t)params->count, sizeof(float)));
    for (dim i = 0; i < params->tensor_count; i++) load_tensor(checkpoint, &params->tensors[i]);
    if (checkpoint->config.tied) params->model.head = params->model.embedding;
}

void checkpoint_close(struct checkpoint *checkpoint)
{
    for (dim i = 0; i < checkpoint->file_count; i++) safetensors_close(&checkpoint->files[i]);
    arena_free(&checkpoint->arena);
    *checkpoint = (struct checkpoint){0};
}

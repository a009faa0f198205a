// checkpoint_save.c: writes a model folder. See checkpoint.h.
#include "checkpoint.h"

#include "config_save.h"
#include "fail.h"
#include "file.h"
#include "half.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// The numbers of one tensor in the type of the file: where they lie, or narrowed into the arena.
static const void *stored(const float *from, struct arena *arena, dim count, enum tensor_type type)
{
    if (type == TENSOR_F32) return from;
    uint16_t *halves = arena_array(arena, (size_t)count, sizeof *halves);
    for (dim i = 0; i < count; i++)
        halves[i] = type == TENSOR_BF16 ? bf16_narrow(from[i]) : f16_narrow(from[i]);
    return halves;
}

static void save_weights(const char *path, const struct params *params, enum tensor_type type)
{
    static const struct tensor_metadata metadata = {"format", "pt"};  // loaders elsewhere ask
    struct arena arena = {0};
    const dim count = params->tensor_count;
    struct tensor *tensors = arena_array(&arena, (size_t)count, sizeof *tensors);
    for (dim i = 0; i < count; i++) {
        const struct params_tensor *from = &params->tensors[i];
        tensors[i] = (struct tensor){.name = from->name, .type = type,
                                     .rank = from->shape[1] ? 2 : 1,
                                     .shape = {from->shape[0], from->shape[1]},
                                     .data = stored(*from->where, &arena, from->count, type)};
    }
    safetensors_write(path, tensors, count, &metadata, 1);
    arena_free(&arena);
}

void checkpoint_save(const char *folder, const struct model_config *config,
                     const struct generation_config *generation, const struct params *params,
                     enum tensor_type type)
{
    char path[4096];
    assert(type == TENSOR_F32 || type == TENSOR_BF16 || type == TENSOR_F16);
    const char *name = type == TENSOR_F32    ? "float32"
                       : type == TENSOR_BF16 ? "bfloat16"
                                             : "float16";
    file_make_folder(folder);
    snprintf(path, sizeof path, "%s/config.json", folder);
    json_save(path, config_json(config, name));
    snprintf(path, sizeof path, "%s/generation_config.json", folder);
    json_save(path, generation_json(generation));
    snprintf(path, sizeof path, "%s/model.safetensors", folder);
    save_weights(path, params, type);
}

// signature.c: reads what known mistakes answered. See signature.h.
#include "signature.h"

#include "fail.h"
#include "sha256.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *kept(struct arena *arena, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text) return "";
    char *copy = arena_alloc(arena, strlen(text) + 1);
    return strcpy(copy, text);
}

struct reader {
    struct arena *arena;
    const struct tensor *values, *places;
    const char *path, *mutant;
};

static void read_output(struct signature_output *output, const struct reader *from,
                        const char *name, const json_t *numbers)
{
    char *copy = arena_alloc(from->arena, strlen(name) + 1);
    const json_int_t first = json_integer_value(json_array_get(numbers, 0));
    const json_int_t count = json_integer_value(json_array_get(numbers, 1));
    if (first < 0 || count < 0 || count > from->values->shape[0] ||
        first > from->values->shape[0] - count)
        fail("%s: %s: the sample of %s lies outside of the file; restore datasets/golden from git",
             from->path, from->mutant, name);
    *output = (struct signature_output){
        .name = strcpy(copy, name), .values = (const float *)from->values->data + first,
        .places = (const int32_t *)from->places->data + first, .count = (dim)count,
        .wrong = (dim)json_integer_value(json_array_get(numbers, 2)),
        .length = (dim)json_integer_value(json_array_get(numbers, 3))};
}

static void read_case(struct signature_case *one, const struct reader *from, const char *name,
                      const json_t *about)
{
    json_t *tensors = json_object_get(about, "tensors"), *numbers;
    const char *output, *verdict = kept(from->arena, about, "verdict");
    char *copy = arena_alloc(from->arena, strlen(name) + 1);
    *one = (struct signature_case){.name = strcpy(copy, name), .verdict = verdict_of(verdict),
                                   .detail = kept(from->arena, about, "detail")};
    if (one->verdict == VERDICTS)
        fail("%s: %s: case %s: no verdict is called \"%s\"; restore datasets/golden from git",
             from->path, from->mutant, name, verdict);
    one->outputs = arena_array(from->arena, json_object_size(tensors) + 1, sizeof *one->outputs);
    json_object_foreach(tensors, output, numbers)
        read_output(&one->outputs[one->count++], from, output, numbers);
}

static void read_signature(struct signature *signature, const struct reader *from,
                           const struct tensor_metadata *metadata)
{
    json_t *about = json_loads(metadata->value, 0, NULL), *cases, *one;
    const char *name;
    if (!json_is_object(about))
        fail("%s: %s: is no JSON object; restore datasets/golden from git", from->path,
             metadata->key);
    cases = json_object_get(about, "cases");
    *signature = (struct signature){.name = metadata->key, .says = kept(from->arena, about, "says"),
                                    .in = kept(from->arena, about, "in"),
                                    .same = kept(from->arena, about, "same")};
    signature->cases =
        arena_array(from->arena, json_object_size(cases) + 1, sizeof *signature->cases);
    json_object_foreach(cases, name, one)
        read_case(&signature->cases[signature->count++], from, name, one);
    json_decref(about);
}

static bool of_these_goldens(const struct signatures *signatures, const struct golden *golden)
{
    char hex[65];
    const char *recorded = safetensors_metadata(&signatures->file, "golden");
    sha256_hex(hex, golden->file.mapping, golden->file.bytes);
    return recorded && strcmp(recorded, hex) == 0;
}

void signatures_load(struct signatures *signatures, struct arena *arena, const char *folder,
                     const struct golden *golden, const char *topic)
{
    const size_t bytes = strlen(folder) + strlen(topic) + 40;
    char *path = arena_alloc(arena, bytes);
    snprintf(path, bytes, "%s/mutants/%s.safetensors", folder, topic);
    *signatures = (struct signatures){.why = ""};
    if (access(path, F_OK) != 0) {
        signatures->why = "no mistakes are recorded for this topic";
        return;
    }
    safetensors_open(&signatures->file, arena, path);
    const struct tensor *values = safetensors_find(&signatures->file, "values");
    const struct tensor *places = safetensors_find(&signatures->file, "places");
    if (!values || !places || values->type != TENSOR_F32 || places->type != TENSOR_I32 ||
        values->rank != 1 || places->rank != 1 || values->shape[0] != places->shape[0])
        fail("%s: wanted values F32 [n] and places I32 [n]; restore datasets/golden from git",
             path);
    if (!of_these_goldens(signatures, golden)) {
        signatures->why = "the recorded mistakes are of other goldens; make mutants RECORD=1";
        return;
    }
    struct reader reader = {arena, values, places, path, ""};
    const dim most = signatures->file.metadata_count;
    signatures->all = arena_array(arena, (size_t)most + 1, sizeof *signatures->all);
    for (dim i = 0; i < most; i++) {
        const struct tensor_metadata *metadata = &signatures->file.metadata[i];
        if (strcmp(metadata->key, "golden") == 0) continue;
        reader.mutant = metadata->key;
        read_signature(&signatures->all[signatures->count++], &reader, metadata);
    }
}

void signatures_close(struct signatures *signatures)
{
    if (signatures->file.mapping) safetensors_close(&signatures->file);
    signatures->count = 0;
}

const struct signature_case *signature_find(const struct signature *signature, const char *name)
{
    for (dim i = 0; i < signature->count; i++)
        if (strcmp(signature->cases[i].name, name) == 0) return &signature->cases[i];
    return NULL;
}

const struct signature_output *signature_output(const struct signature_case *one,
                                                const char *name)
{
    for (int i = 0; i < one->count; i++)
        if (strcmp(one->outputs[i].name, name) == 0) return &one->outputs[i];
    return NULL;
}

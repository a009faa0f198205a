// safetensors.c: the bounded reader and the atomic writer of tensor files. See safetensors.h.
// Everything the header claims is checked against the bytes that are there: lengths, types, shapes
// whose product could overflow, ranges that overlap, leave holes or pass the end.
#include "safetensors.h"

#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8 };
static const uint64_t header_limit = 100u * 1000 * 1000;  // the format's own limit

static char *keep(struct arena *arena, const char *text)
{
    char *kept = arena_alloc(arena, strlen(text) + 1);
    return strcpy(kept, text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct tensor *)a)->name, ((const struct tensor *)b)->name);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct tensor_metadata *)a)->key,
                  ((const struct tensor_metadata *)b)->key);
}

static int by_start(const void *a, const void *b)
{
    const struct tensor *const *left = a, *const *right = b;
    const char *x = (*left)->data, *y = (*right)->data;
    if (x != y) return x < y ? -1 : 1;
    dim m = tensor_elements(*left), n = tensor_elements(*right);  // empty ones come first
    return m < n ? -1 : m > n;
}

static const char *read_shape(struct tensor *tensor, uint64_t *bytes, struct arena *arena,
                              const json_t *shape)
{
    if (!json_is_array(shape) || json_array_size(shape) > TENSOR_RANK_MAX)
        return arena_print(arena, "tensor %.99s: shape must be a list of at most %d sizes",
                           tensor->name, TENSOR_RANK_MAX);
    *bytes = (uint64_t)tensor_type_size(tensor->type);
    tensor->rank = (int)json_array_size(shape);
    bool empty = false;
    for (int axis = 0; axis < tensor->rank; axis++) {
        const json_t *entry = json_array_get(shape, (size_t)axis);
        json_int_t size = json_integer_value(entry);
        if (!json_is_integer(entry) || size < 0)
            return arena_print(arena, "tensor %.99s: size %d is not a whole number >= 0",
                               tensor->name, axis);
        tensor->shape[axis] = (dim)size;
        if (size == 0) empty = true;
        else if (*bytes > (uint64_t)INT64_MAX / (uint64_t)size)
            return arena_print(arena,
                               "tensor %.99s: its shape has more elements than memory can hold",
                               tensor->name);
        else *bytes *= (uint64_t)size;
    }
    if (empty) *bytes = 0;
    return NULL;
}

static const char *read_tensor(struct tensor *tensor, struct arena *arena, const char *name,
                               const json_t *entry, const uint8_t *data, uint64_t data_bytes)
{
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    if (strlen(name) >= TENSOR_NAME_MAX)
        return arena_print(arena, "a tensor's name is longer than %d bytes", TENSOR_NAME_MAX - 1);
    tensor->name = keep(arena, name);
    if (!type) return arena_print(arena, "tensor %.99s: dtype is missing", name);
    tensor->type = TENSOR_TYPES;
    for (int i = 0; i < TENSOR_TYPES; i++)
        if (strcmp(type, tensor_type_name((enum tensor_type)i)) == 0)
            tensor->type = (enum tensor_type)i;
    if (tensor->type == TENSOR_TYPES)
        return arena_print(arena,
                           "tensor %.99s: dtype %.20s is not one of F32 F64 F16 BF16 I32 I64 U8",
                           name, type);
    uint64_t bytes = 0;
    const char *why = read_shape(tensor, &bytes, arena, json_object_get(entry, "shape"));
    if (why) return why;
    const json_t *offsets = json_object_get(entry, "data_offsets");
    const json_t *first = json_array_get(offsets, 0), *last = json_array_get(offsets, 1);
    json_int_t start = json_integer_value(first), end = json_integer_value(last);
    if (json_array_size(offsets) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return arena_print(arena, "tensor %.99s: data_offsets must be two whole numbers", name);
    if (start < 0 || end < start || (uint64_t)end > data_bytes)
        return arena_print(arena,
                           "tensor %.99s: data_offsets %lld..%lld lie outside the %llu bytes of "
                           "data; the file may be cut short",
                           name, (long long)start, (long long)end, (unsigned long long)data_bytes);
    if ((uint64_t)(end - start) != bytes)
        return arena_print(arena,
                           "tensor %.99s: shape and dtype want %llu bytes, data_offsets give %llu",
                           name, (unsigned long long)bytes, (unsigned long long)(end - start));
    if (start % tensor_type_size(tensor->type) != 0)
        return arena_print(arena, "tensor %.99s: data starts at byte %lld, which is not aligned",
                           name, (long long)start);
    tensor->data = data + start;
    return NULL;
}

// Ranges must follow one another without gap or overlap and end where the file ends.
static const char *check_ranges(const struct safetensors *file, struct arena *arena,
                                const uint8_t *data, uint64_t data_bytes)
{
    const struct tensor **order = arena_array(arena, (size_t)file->count + 1, sizeof *order);
    for (dim i = 0; i < file->count; i++) order[i] = &file->tensors[i];
    qsort(order, (size_t)file->count, sizeof *order, by_start);
    const uint8_t *expected = data;
    for (dim i = 0; i < file->count; i++) {
        const uint8_t *start = order[i]->data;
        if (start != expected)
            return arena_print(arena, "tensor %.99s: its bytes %s", order[i]->name,
                               start < expected ? "overlap another tensor's"
                                                : "leave a hole before them");
        expected = start + tensor_elements(order[i]) * tensor_type_size(order[i]->type);
    }
    if (expected != data + data_bytes)
        return arena_print(arena, "%llu bytes behind the last tensor belong to none",
                           (unsigned long long)(data + data_bytes - expected));
    return NULL;
}

static const char *read_metadata(struct safetensors *file, struct arena *arena, json_t *object)
{
    const char *key;
    json_t *value;
    if (object && !json_is_object(object)) return "__metadata__ is not an object";
    file->metadata = arena_array(arena, json_object_size(object) + 1, sizeof *file->metadata);
    json_object_foreach(object, key, value) {
        if (!json_is_string(value))
            return arena_print(arena, "__metadata__: the value of %.99s is not text", key);
        file->metadata[file->metadata_count++] =
            (struct tensor_metadata){keep(arena, key), keep(arena, json_string_value(value))};
    }
    qsort(file->metadata, (size_t)file->metadata_count, sizeof *file->metadata, by_key);
    return NULL;
}

static const char *read_header(struct safetensors *file, struct arena *arena, json_t *root,
                               const uint8_t *data, uint64_t data_bytes)
{
    const char *name, *why;
    json_t *entry;
    if (!json_is_object(root)) return "the header is not a JSON object";
    why = read_metadata(file, arena, json_object_get(root, "__metadata__"));
    if (why) return why;
    file->tensors = arena_array(arena, json_object_size(root) + 1, sizeof *file->tensors);
    json_object_foreach(root, name, entry) {
        if (strcmp(name, "__metadata__") == 0) continue;
        why = read_tensor(&file->tensors[file->count], arena, name, entry, data, data_bytes);
        if (why) return why;
        file->count++;
    }
    qsort(file->tensors, (size_t)file->count, sizeof *file->tensors, by_name);
    return check_ranges(file, arena, data, data_bytes);
}

const char *safetensors_parse(struct safetensors *file, struct arena *arena, const uint8_t *bytes,
                              size_t count)
{
    *file = (struct safetensors){.path = ""};
    uint64_t header = 0;
    if (count < LENGTH_BYTES)
        return arena_print(arena, "%zu bytes are too few for a safetensors file", count);
    for (int i = 0; i < LENGTH_BYTES; i++) header |= (uint64_t)bytes[i] << 8 * i;
    if (header > header_limit || header > count - LENGTH_BYTES)
        return arena_print(arena,
                           "the header claims %llu bytes, the file has %zu; it is cut short or "
                           "no safetensors file",
                           (unsigned long long)header, count);
    json_error_t error;
    json_t *root = json_loadb((const char *)bytes + LENGTH_BYTES, (size_t)header,
                              JSON_REJECT_DUPLICATES, &error);
    if (!root) return arena_print(arena, "the header is not JSON: %s", error.text);
    const char *why = read_header(file, arena, root, bytes + LENGTH_BYTES + header,
                                  count - LENGTH_BYTES - header);
    json_decref(root);
    return why;
}

void safetensors_open(struct safetensors *file, struct arena *arena, const char *path)
{
    struct file_bytes mapped = file_map(path);
    const char *why = safetensors_parse(file, arena, mapped.bytes, mapped.count);
    if (why) fail("%s: %s", path, why);
    file->path = keep(arena, path);
    file->mapping = mapped.bytes;
    file->bytes = mapped.count;
}

void safetensors_close(struct safetensors *file)
{
    file_unmap((struct file_bytes){file->mapping, file->bytes});
    *file = (struct safetensors){.path = ""};
}

const struct tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    struct tensor wanted = {.name = name};
    if (file->count == 0) return NULL;
    return bsearch(&wanted, file->tensors, (size_t)file->count, sizeof wanted, by_name);
}

const char *safetensors_metadata(const struct safetensors *file, const char *key)
{
    struct tensor_metadata wanted = {.key = key};
    if (file->metadata_count == 0) return NULL;
    const struct tensor_metadata *found = bsearch(&wanted, file->metadata,
                                                  (size_t)file->metadata_count, sizeof wanted,
                                                  by_key);
    return found ? found->value : NULL;
}

void safetensors_write(const char *path, const struct tensor *tensors, dim count,
                       const struct tensor_metadata *metadata, dim metadata_count)
{
    json_t *root = json_object();
    if (metadata_count) {
        json_t *object = json_object();
        for (dim i = 0; i < metadata_count; i++)
            json_object_set_new(object, metadata[i].key, json_string(metadata[i].value));
        json_object_set_new(root, "__metadata__", object);
    }
    json_int_t at = 0;
    for (dim i = 0; i < count; i++) {
        json_t *shape = json_array();
        for (int axis = 0; axis < tensors[i].rank; axis++)
            json_array_append_new(shape, json_integer(tensors[i].shape[axis]));
        json_int_t end = at + tensor_elements(&tensors[i]) * tensor_type_size(tensors[i].type);
        json_object_set_new(root, tensors[i].name,
                            json_pack("{s:s,s:o,s:[I,I]}", "dtype",
                                      tensor_type_name(tensors[i].type), "shape", shape,
                                      "data_offsets", at, end));
        at = end;
    }
    char *header = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    if (!header) fail_environment("memory: no room for the header of %s", path);
    struct file_writer writer;
    file_begin(&writer, path);
    size_t length = strlen(header),
           padded = (length + 63) / 64 * 64;  // data stays aligned in a mapping
    for (int i = 0; i < LENGTH_BYTES; i++)
        fputc((int)((uint64_t)padded >> 8 * i & 255), writer.stream);
    fprintf(writer.stream, "%-*s", (int)padded, header);
    for (dim i = 0; i < count; i++)
        fwrite(tensors[i].data, (size_t)tensor_type_size(tensors[i].type),
               (size_t)tensor_elements(&tensors[i]), writer.stream);
    free(header);
    file_commit(&writer);
}

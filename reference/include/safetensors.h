// safetensors.h: Hugging Face's tensor file (8 bytes header length, JSON header, raw data), read by
// mmap and written atomically. https://huggingface.co/docs/safetensors (format specification).
// Every malformed file is one fail() sentence that names file, tensor and what is wrong with it.
#ifndef CRUMB_SAFETENSORS_H
#define CRUMB_SAFETENSORS_H

#include "arena.h"
#include "dim.h"

#include <stdint.h>

enum { TENSOR_RANK_MAX = 8, TENSOR_NAME_MAX = 256 };
enum tensor_type {
    TENSOR_F32, TENSOR_F64, TENSOR_F16, TENSOR_BF16, TENSOR_I32, TENSOR_I64, TENSOR_U8, TENSOR_TYPES
};

struct tensor {
    const char *name;
    enum tensor_type type;
    int rank;
    dim shape[TENSOR_RANK_MAX];
    const void *data;  // little-endian, row-major, aligned to the element's size
};

struct tensor_metadata {
    const char *key, *value;
};

struct safetensors {
    const char *path;
    struct tensor *tensors;  // [count] sorted by name
    dim count;
    struct tensor_metadata *metadata;  // [metadata_count] sorted by key
    dim metadata_count;
    const void *mapping;  // the whole file, private, read-only
    size_t bytes;
};

const char *tensor_type_name(enum tensor_type type);   // "F32", as in the file
dim tensor_type_size(enum tensor_type type);           // bytes per element
dim tensor_elements(const struct tensor *tensor);      // product of the shape; 1 for rank 0

// Reads what bytes [count] say; data pointers go into bytes. Returns NULL, or a sentence (in the
// arena) that says what is wrong. Never fails otherwise, whatever the bytes are.
const char *safetensors_parse(struct safetensors *file, struct arena *arena, const uint8_t *bytes,
                              size_t count);
// Names, shapes and metadata live in the arena, data in the mapping until safetensors_close.
void safetensors_open(struct safetensors *file, struct arena *arena, const char *path);
void safetensors_close(struct safetensors *file);
const struct tensor *safetensors_find(const struct safetensors *file, const char *name);  // or NULL
const char *safetensors_metadata(const struct safetensors *file, const char *key);        // or NULL
// Writes to a temporary name beside path, fsyncs, renames.
void safetensors_write(const char *path, const struct tensor *tensors, dim count,
                       const struct tensor_metadata *metadata, dim metadata_count);

#endif

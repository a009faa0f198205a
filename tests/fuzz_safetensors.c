// fuzz_safetensors.c: any bytes as a tensor file, and a right file with bytes changed. What it says
// is there must be there: every byte of every tensor is read.
#include "safetensors.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void read_all(const uint8_t *bytes, size_t count)
{
    static volatile uint8_t sum;
    struct arena arena = {0};
    struct safetensors file;
    if (!safetensors_parse(&file, &arena, bytes, count))
        for (dim i = 0; i < file.count; i++) {
            const struct tensor *tensor = &file.tensors[i];
            dim size = tensor_elements(tensor) * tensor_type_size(tensor->type);
            for (dim k = 0; k < size; k++) sum = sum ^ ((const uint8_t *)tensor->data)[k];
            if (safetensors_find(&file, tensor->name) == NULL) abort();
        }
    arena_free(&arena);
}

static const char header[] =
    "{\"__metadata__\":{\"k\":\"value\"},"
    "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
    "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[24,32]},"
    "\"c\":{\"dtype\":\"U8\",\"shape\":[0,7],\"data_offsets\":[32,32]}}";

// Pairs of bytes: where in a right file, and what to put there. First byte even: the file itself.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    enum { LENGTH = sizeof header - 1, ALL = 8 + LENGTH + 32 };
    if (count == 0 || bytes[0] % 2 == 0) {
        read_all(bytes, count);
        return 0;
    }
    uint8_t *file = calloc(1, ALL);
    if (!file) return 0;
    file[0] = (uint8_t)LENGTH;
    memcpy(file + 8, header, LENGTH);
    for (size_t i = 1; i + 1 < count; i += 2) file[bytes[i] % ALL] = bytes[i + 1];
    size_t cut = ALL - (bytes[0] >> 1) % 3;  // sometimes cut short
    read_all(file, cut);
    free(file);
    return 0;
}

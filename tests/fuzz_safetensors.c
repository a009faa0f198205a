// fuzz_safetensors.c: any bytes as a tensor file. What it says is there must be there: every byte of
// every tensor is read.
#include "safetensors.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
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
    return 0;
}

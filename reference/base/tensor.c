// tensor.c: names and sizes of element types. See safetensors.h.
#include "safetensors.h"

#include <assert.h>

static const struct {
    const char *name;
    dim size;
} types[TENSOR_TYPES] = {
    [TENSOR_F32] = {"F32", 4},   [TENSOR_F64] = {"F64", 8}, [TENSOR_F16] = {"F16", 2},
    [TENSOR_BF16] = {"BF16", 2}, [TENSOR_I32] = {"I32", 4}, [TENSOR_I64] = {"I64", 8},
    [TENSOR_U8] = {"U8", 1},
};

const char *tensor_type_name(enum tensor_type type)
{
    assert((unsigned)type < TENSOR_TYPES);
    return types[type].name;
}

dim tensor_type_size(enum tensor_type type)
{
    assert((unsigned)type < TENSOR_TYPES);
    return types[type].size;
}

dim tensor_elements(const struct tensor *tensor)
{
    dim elements = 1;
    for (int axis = 0; axis < tensor->rank; axis++) elements *= tensor->shape[axis];
    return elements;
}

// drawing.c: sizes, shapes and values of a recipe. See drawing.h.
#include "drawing.h"

#include "draw.h"
#include "fail.h"

#include <string.h>

const char *drawing_kept(const struct drawing *drawing, const char *text)
{
    char *copy = arena_alloc(drawing->arena, strlen(text) + 1);
    return strcpy(copy, text);
}

const char *drawing_text(const struct drawing *drawing, const json_t *recipe, const char *key)
{
    const char *text = json_string_value(json_object_get(recipe, key));
    if (!text) fail("%s: no \"%s\"; make goldens writes it", drawing->where, key);
    return drawing_kept(drawing, text);
}

// FNV-1a
uint64_t drawing_stream(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *name; name++) hash = (hash ^ (uint8_t)*name) * UINT64_C(1099511628211);
    return hash >> 1;
}

dim drawing_size(const struct drawing *drawing, const json_t *value)
{
    if (json_is_integer(value)) return (dim)json_integer_value(value);
    const char *text = json_string_value(value);
    dim result;
    if (!text || !expression_value(&result, text, &drawing->sizes))
        fail("%s: the size \"%s\" is neither a number nor a sum of known sizes", drawing->where,
             text ? text : "");
    return result;
}

void drawing_sizes(struct drawing *drawing, json_t *sizes)
{
    const char *name;
    json_t *value;
    struct sizes *all = &drawing->sizes;
    json_object_foreach(sizes, name, value) {
        if (all->count == SIZES_MAX) fail("%s: too many sizes", drawing->where);
        dim low = (dim)json_integer_value(json_array_get(value, 0));
        dim high = (dim)json_integer_value(json_array_get(value, 1));
        if (high < low)
            fail("%s: size %s: %td to %td is no range", drawing->where, name, low, high);
        all->all[all->count].value =
            json_is_array(value) ? low + (dim)rng_below(&drawing->rng, (uint32_t)(high - low + 1))
                                 : drawing_size(drawing, value);
        all->all[all->count++].name = drawing_kept(drawing, name);
    }
}

struct tensor drawing_tensor(const struct drawing *drawing, const char *name, const json_t *about)
{
    struct tensor tensor = {.name = drawing_kept(drawing, name), .type = TENSOR_TYPES};
    const char *type = json_string_value(json_object_get(about, "type"));
    const json_t *shape = json_object_get(about, "shape");
    for (int i = 0; type && i < TENSOR_TYPES; i++)
        if (strcmp(type, tensor_type_name((enum tensor_type)i)) == 0)
            tensor.type = (enum tensor_type)i;
    if (tensor.type == TENSOR_TYPES)
        fail("%s: tensor %s has no known type", drawing->where, name);
    if (json_array_size(shape) > TENSOR_RANK_MAX)
        fail("%s: tensor %s has more than %d axes", drawing->where, name, TENSOR_RANK_MAX);
    tensor.rank = (int)json_array_size(shape);
    for (int axis = 0; axis < tensor.rank; axis++)
        tensor.shape[axis] = drawing_size(drawing, json_array_get(shape, (size_t)axis));
    return tensor;
}

void drawing_values(struct drawing *drawing, struct tensor *tensor, const json_t *draw)
{
    const char *kind = json_string_value(json_array_get(draw, 0));
    const json_t *first = json_array_get(draw, 1);
    dim count = tensor_elements(tensor);
    size_t bytes = (size_t)(count * tensor_type_size(tensor->type));
    void *data = arena_alloc(drawing->arena, bytes + 1);
    struct draw how = {.low = json_number_value(first),
                       .high = json_number_value(json_array_get(draw, 2))};
    if (json_is_string(first)) how.limit = drawing_size(drawing, first);
    else how.limit = (dim)how.low;
    tensor->data = data;
    if (!kind || !draw_tensor(data, tensor, kind, &how, &drawing->rng))
        fail("%s: tensor %s: no draw named %s", drawing->where, tensor->name, kind ? kind : "");
}

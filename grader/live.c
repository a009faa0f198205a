// live.c: draws sizes and tensors from a recipe and asks the reference for the answer. See live.h.
#include "live.h"

#include "draw.h"
#include "expression.h"
#include "fail.h"
#include "group.h"
#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
    struct golden_case *one;
    struct arena *arena;
    const char *reference, *where;
    struct sizes sizes;
    struct rng rng;
};

static char *kept(struct arena *arena, const char *text)
{
    char *copy = arena_alloc(arena, strlen(text) + 1);
    return strcpy(copy, text);
}

static dim expression(const struct maker *maker, const json_t *value)
{
    if (json_is_integer(value)) return (dim)json_integer_value(value);
    const char *text = json_string_value(value);
    dim result;
    if (!text || !expression_value(&result, text, &maker->sizes))
        fail("%s: the size \"%s\" is neither a number nor a sum of known sizes", maker->where,
             text ? text : "");
    return result;
}

static void draw_sizes(struct maker *maker, json_t *sizes)
{
    const char *name;
    json_t *value;
    json_object_foreach(sizes, name, value) {
        struct sizes *all = &maker->sizes;
        if (all->count == SIZES_MAX) fail("%s: too many sizes", maker->where);
        dim low = (dim)json_integer_value(json_array_get(value, 0));
        dim high = (dim)json_integer_value(json_array_get(value, 1));
        if (high < low) fail("%s: size %s: %td to %td is no range", maker->where, name, low, high);
        all->all[all->count].value =
            json_is_array(value) ? low + (dim)rng_below(&maker->rng, (uint32_t)(high - low + 1))
                                 : expression(maker, value);
        all->all[all->count++].name = kept(maker->arena, name);
    }
}

static void take_answer(struct tensor *tensor, struct arena *arena, const struct frame_tensor *got)
{
    tensor->rank = got->rank;
    memcpy(tensor->shape, got->shape, sizeof tensor->shape);
    size_t bytes = (size_t)(tensor_elements(tensor) * tensor_type_size(tensor->type));
    void *data = arena_alloc(arena, bytes + 1);
    if (bytes) memcpy(data, got->data, bytes);
    tensor->data = data;
}

static void draw_from_reference(struct maker *maker, struct tensor *tensor, const json_t *draw)
{
    const char *operation = json_string_value(json_array_get(draw, 1));
    const char *output = json_string_value(json_array_get(draw, 2));
    if (!operation || !output)
        fail("%s: tensor %s: wanted [\"from\", operation, output]", maker->where, tensor->name);
    struct golden_case asked = *maker->one;
    struct frame answer;
    struct outcome why;
    uint8_t *bytes;
    snprintf(asked.request.operation, FRAME_OPERATION_MAX, "%s", operation);
    asked.operation = asked.request.operation;
    golden_add_tensor(&asked, tensor, output, FRAME_OUT);
    if (!group_ask(&answer, &bytes, &why, &asked, maker->reference, true))
        fail("%s: the reference did not answer: %s", maker->where, why.detail);
    take_answer(tensor, maker->arena, &answer.tensors[answer.count - 1]);
    free(bytes);
}

static void draw_values(struct maker *maker, struct tensor *tensor, const json_t *draw)
{
    const char *kind = json_string_value(json_array_get(draw, 0));
    const json_t *first = json_array_get(draw, 1);
    dim count = tensor_elements(tensor);
    size_t bytes = (size_t)(count * tensor_type_size(tensor->type));
    void *data = arena_alloc(maker->arena, bytes + 1);
    struct draw how = {.low = json_number_value(first),
                       .high = json_number_value(json_array_get(draw, 2))};
    if (json_is_string(first)) how.limit = expression(maker, first);
    else how.limit = (dim)how.low;
    tensor->data = data;
    if (!kind || !draw_tensor(data, tensor, kind, &how, &maker->rng))
        fail("%s: tensor %s: no draw named %s", maker->where, tensor->name, kind ? kind : "");
}

static struct tensor shaped(const struct maker *maker, const char *name, const json_t *about)
{
    struct tensor tensor = {.name = kept(maker->arena, name), .type = TENSOR_TYPES};
    const char *type = json_string_value(json_object_get(about, "type"));
    const json_t *shape = json_object_get(about, "shape");
    for (int i = 0; type && i < TENSOR_TYPES; i++)
        if (strcmp(type, tensor_type_name((enum tensor_type)i)) == 0)
            tensor.type = (enum tensor_type)i;
    if (tensor.type == TENSOR_TYPES) fail("%s: tensor %s has no known type", maker->where, name);
    if (json_array_size(shape) > TENSOR_RANK_MAX)
        fail("%s: tensor %s has more than %d axes", maker->where, name, TENSOR_RANK_MAX);
    tensor.rank = (int)json_array_size(shape);
    for (int axis = 0; axis < tensor.rank; axis++)
        tensor.shape[axis] = expression(maker, json_array_get(shape, (size_t)axis));
    return tensor;
}

static void draw_inputs(struct maker *maker, json_t *inputs)
{
    const char *name;
    json_t *about;
    json_object_foreach(inputs, name, about) {
        struct tensor tensor = shaped(maker, name, about);
        const json_t *draw = json_object_get(about, "draw");
        const char *kind = json_string_value(json_array_get(draw, 0));
        if (kind && strcmp(kind, "from") == 0) draw_from_reference(maker, &tensor, draw);
        else draw_values(maker, &tensor, draw);
        golden_add_tensor(maker->one, &tensor, tensor.name, FRAME_IN);
    }
}

static void add_outputs(struct maker *maker, json_t *outputs)
{
    const char *name;
    json_t *about;
    struct golden_case *one = maker->one;
    json_object_foreach(outputs, name, about) {
        struct tensor tensor = shaped(maker, name, about);
        bool sent = false;
        for (int i = 0; i < one->request.count; i++)
            if (strcmp(one->request.tensors[i].name, name) == 0) {
                one->request.tensors[i].role = FRAME_INOUT;
                sent = true;
            }
        if (!sent) golden_add_tensor(one, &tensor, tensor.name, FRAME_OUT);
        const json_t *bound = json_object_get(about, "bound");
        double n = bound ? (double)expression(maker, json_array_get(bound, 1)) : 0.0;
        struct expected *expected = &one->expected[one->expected_count++];
        expected->tensor = tensor;
        // the judge is float32 itself: its error and the submission's add up
        expected->tolerance = 2.0 * golden_tolerance(maker->where, bound, n);
    }
}

static void ask_reference(struct maker *maker)
{
    struct frame answer;
    struct outcome why;
    uint8_t *bytes;
    if (!group_ask(&answer, &bytes, &why, maker->one, maker->reference, true))
        fail("%s: the reference did not answer: %s", maker->where, why.detail);
    for (int e = 0; e < maker->one->expected_count; e++) {
        struct tensor *tensor = &maker->one->expected[e].tensor;
        for (int i = 0; i < answer.count; i++) {
            const struct frame_tensor *got = &answer.tensors[i];
            if (strcmp(got->name, tensor->name) == 0) take_answer(tensor, maker->arena, got);
        }
    }
    free(bytes);
}

static const char *text_of(const struct maker *maker, const json_t *recipe, const char *key)
{
    const char *text = json_string_value(json_object_get(recipe, key));
    if (!text) fail("%s: no \"%s\"; make goldens writes it", maker->where, key);
    return kept(maker->arena, text);
}

static void make_one(struct maker *maker, json_t *recipe, const char *name, int repeat)
{
    struct golden_case *one = maker->one;
    char *id = arena_alloc(maker->arena, strlen(name) + 16);
    sprintf(id, "live-%s-%d", name, repeat + 1);
    one->name = id;
    one->part = text_of(maker, recipe, "part");
    one->operation = text_of(maker, recipe, "op");
    one->law = text_of(maker, recipe, "law");
    one->live = true;
    snprintf(one->request.operation, FRAME_OPERATION_MAX, "%s", one->operation);
    draw_sizes(maker, json_object_get(recipe, "sizes"));
    draw_inputs(maker, json_object_get(recipe, "in"));
    add_outputs(maker, json_object_get(recipe, "out"));
    ask_reference(maker);
}

void live_make(struct golden_case *list, dim *count, dim room, struct arena *arena,
               const struct golden *golden, const char *topic, const char *reference,
               uint64_t seed)
{
    for (dim i = 0; i < golden->file.metadata_count; i++) {
        const struct tensor_metadata *metadata = &golden->file.metadata[i];
        if (strncmp(metadata->key, "live/", 5) != 0) continue;
        json_t *recipe = json_loads(metadata->value, 0, NULL);
        for (int repeat = 0; repeat < LIVE_REPEATS && *count < room; repeat++) {
            char where[400];
            snprintf(where, sizeof where, "%.200s: %.100s", golden->file.path, metadata->key);
            struct maker maker = {.one = &list[*count], .arena = arena, .reference = reference,
                                  .where = where};
            *maker.one = (struct golden_case){.topic = topic};
            rng_seed(&maker.rng, seed, (uint64_t)(i * LIVE_REPEATS + repeat));
            make_one(&maker, recipe, metadata->key + 5, repeat);
            (*count)++;
        }
        json_decref(recipe);
    }
}

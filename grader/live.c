// live.c: draws sizes and tensors from a recipe and asks the reference for the answer. See live.h.
#include "live.h"

#include "fail.h"
#include "group.h"
#include "rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sizes {
    struct {
        const char *name;
        dim value;
    } all[24];
    int count;
};

struct maker {
    struct golden_case *one;
    struct arena *arena;
    const char *reference, *where;
    struct sizes sizes;
    struct rng rng;
};

static dim look_up(const struct maker *maker, const char *name, size_t length)
{
    for (int i = 0; i < maker->sizes.count; i++)
        if (strlen(maker->sizes.all[i].name) == length &&
            strncmp(maker->sizes.all[i].name, name, length) == 0)
            return maker->sizes.all[i].value;
    fail("%s: no size named %.*s", maker->where, (int)length, name);
}

// names and numbers with + - *; * binds tighter
static dim evaluate(const struct maker *maker, const char *text)
{
    dim sum = 0, product = 1;
    int sign = 1;
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " +-*");
        char *end;
        dim value = (dim)strtol(text, &end, 10);
        if (end != text + length) value = look_up(maker, text, length);
        product *= value;
        text += length;
        text += strspn(text, " ");
        if (*text != '*') {
            sum += sign * product;
            product = 1;
            sign = *text == '-' ? -1 : 1;
        }
        if (!*text) return sum;
        text++;
    }
}

static dim expression(const struct maker *maker, const json_t *value)
{
    if (json_is_integer(value)) return (dim)json_integer_value(value);
    if (!json_is_string(value)) fail("%s: a size is neither a number nor text", maker->where);
    return evaluate(maker, json_string_value(value));
}

static void draw_sizes(struct maker *maker, json_t *sizes)
{
    const char *name;
    json_t *value;
    json_object_foreach(sizes, name, value) {
        struct sizes *all = &maker->sizes;
        if (all->count == sizeof all->all / sizeof *all->all) fail("%s: too many sizes", maker->where);
        dim low = (dim)json_integer_value(json_array_get(value, 0));
        dim high = (dim)json_integer_value(json_array_get(value, 1));
        all->all[all->count].value =
            json_is_array(value) ? low + (dim)rng_below(&maker->rng, (uint32_t)(high - low + 1))
                                 : expression(maker, value);
        char *kept = arena_alloc(maker->arena, strlen(name) + 1);
        all->all[all->count++].name = strcpy(kept, name);
    }
}

static void put(void *data, enum tensor_type type, dim index, double value)
{
    switch (type) {
    case TENSOR_F32: ((float *)data)[index] = (float)value; break;
    case TENSOR_F64: ((double *)data)[index] = value; break;
    case TENSOR_I32: ((int32_t *)data)[index] = (int32_t)value; break;
    case TENSOR_I64: ((int64_t *)data)[index] = (int64_t)value; break;
    case TENSOR_U8: ((uint8_t *)data)[index] = (uint8_t)value; break;
    default: break;
    }
}

// Mostly letters and spaces; now and then a longer character, or a byte that is none.
static void draw_text(uint8_t *bytes, dim count, struct rng *rng)
{
    static const char *const pieces[] = {"\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x8D\xAA", "\xFF",
                                         "\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\xF4\x90"};
    for (dim i = 0; i < count; i++) {
        uint32_t what = rng_below(rng, 24);
        if (what >= 3) {
            bytes[i] = what >= 20 ? ' ' : (uint8_t)('a' + rng_below(rng, 6));
            continue;
        }
        const char *piece = pieces[rng_below(rng, sizeof pieces / sizeof *pieces)];
        for (; *piece && i < count; piece++) bytes[i++] = (uint8_t)*piece;
        i--;
    }
}

static void draw_causal(float *weights, const struct tensor *tensor, struct rng *rng)
{
    dim keys = tensor->shape[tensor->rank - 1], queries = tensor->shape[tensor->rank - 2];
    dim rows = tensor_elements(tensor) / keys;
    for (dim r = 0; r < rows; r++) {
        dim visible = keys - queries + r % queries + 1;
        double sum = 0.0;
        for (dim c = 0; c < keys; c++) {
            weights[r * keys + c] = c < visible ? 0.05f + rng_uniform(rng) : 0.0f;
            sum += (double)weights[r * keys + c];
        }
        for (dim c = 0; c < visible; c++)
            weights[r * keys + c] = (float)((double)weights[r * keys + c] / sum);
    }
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void draw_from_reference(struct maker *maker, struct tensor *tensor, const json_t *draw)
{
    const char *output = json_string_value(json_array_get(draw, 2));
    struct golden_case asked = *maker->one;
    struct frame answer;
    struct outcome why;
    uint8_t *bytes;
    snprintf(asked.request.operation, FRAME_OPERATION_MAX, "%s",
             json_string_value(json_array_get(draw, 1)));
    asked.operation = asked.request.operation;
    golden_add_tensor(&asked, tensor, output, FRAME_OUT);
    if (!group_ask(&answer, &bytes, &why, &asked, maker->reference))
        fail("%s: the reference did not answer: %s", maker->where, why.detail);
    const struct frame_tensor *got = &answer.tensors[answer.count - 1];
    tensor->rank = got->rank;
    memcpy(tensor->shape, got->shape, sizeof tensor->shape);
    size_t size = (size_t)(tensor_elements(tensor) * tensor_type_size(tensor->type));
    void *data = arena_alloc(maker->arena, size + 1);
    tensor->data = memcpy(data, got->data, size);
    free(bytes);
}

static void draw_values(struct maker *maker, struct tensor *tensor, const json_t *draw)
{
    const char *kind = json_string_value(json_array_get(draw, 0));
    double low = json_number_value(json_array_get(draw, 1));
    double high = json_number_value(json_array_get(draw, 2));
    dim count = tensor_elements(tensor);
    void *data = arena_alloc(maker->arena, (size_t)(count * tensor_type_size(tensor->type)) + 1);
    tensor->data = data;
    if (!kind) fail("%s: tensor %s has no draw", maker->where, tensor->name);
    if (strcmp(kind, "text") == 0) { draw_text(data, count, &maker->rng); return; }
    if (strcmp(kind, "causal") == 0) { draw_causal(data, tensor, &maker->rng); return; }
    bool sorted = strcmp(kind, "ascending") == 0, whole = sorted || strcmp(kind, "below") == 0;
    bool size = strcmp(kind, "size") == 0;
    dim limit = whole || size ? expression(maker, json_array_get(draw, 1)) : 0;
    for (dim i = 0; i < count; i++) {
        double value = low;
        if (strcmp(kind, "normal") == 0) value = low * (double)rng_normal(&maker->rng);
        else if (strcmp(kind, "uniform") == 0) value = low + (high - low) * (double)rng_uniform(&maker->rng);
        else if (size) value = (double)limit;
        else if (whole) value = (double)rng_below(&maker->rng, (uint32_t)limit + (sorted ? 1u : 0u));
        else if (strcmp(kind, "value") != 0) fail("%s: no draw named %s", maker->where, kind);
        put(data, tensor->type, i, value);
    }
    if (!sorted || count == 0) return;
    qsort(data, (size_t)count, sizeof(int64_t), ascending);
    put(data, tensor->type, 0, 0.0);
    put(data, tensor->type, count - 1, (double)limit);
}

static struct tensor shaped(const struct maker *maker, const char *name, const json_t *about)
{
    char *kept = arena_alloc(maker->arena, strlen(name) + 1);
    struct tensor tensor = {.name = strcpy(kept, name), .type = TENSOR_TYPES};
    const char *type = json_string_value(json_object_get(about, "type"));
    const json_t *shape = json_object_get(about, "shape");
    for (int i = 0; type && i < TENSOR_TYPES; i++)
        if (strcmp(type, tensor_type_name((enum tensor_type)i)) == 0) tensor.type = (enum tensor_type)i;
    if (tensor.type == TENSOR_TYPES) fail("%s: tensor %s has no known type", maker->where, name);
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
    if (!group_ask(&answer, &bytes, &why, maker->one, maker->reference))
        fail("%s: the reference did not answer: %s", maker->where, why.detail);
    for (int e = 0; e < maker->one->expected_count; e++) {
        struct tensor *tensor = &maker->one->expected[e].tensor;
        for (int i = 0; i < answer.count; i++) {
            const struct frame_tensor *got = &answer.tensors[i];
            if (strcmp(got->name, tensor->name) != 0) continue;
            tensor->rank = got->rank;
            memcpy(tensor->shape, got->shape, sizeof tensor->shape);
            size_t size = (size_t)(tensor_elements(tensor) * tensor_type_size(tensor->type));
            void *data = arena_alloc(maker->arena, size + 1);
            tensor->data = memcpy(data, got->data, size);
        }
    }
    free(bytes);
}

static const char *kept_text(struct arena *arena, const json_t *recipe, const char *key)
{
    const char *text = json_string_value(json_object_get(recipe, key));
    if (!text) text = "";
    char *kept = arena_alloc(arena, strlen(text) + 1);
    return strcpy(kept, text);
}

static void make_one(struct maker *maker, json_t *recipe, const char *name, int repeat)
{
    struct golden_case *one = maker->one;
    char *id = arena_alloc(maker->arena, strlen(name) + 16);
    sprintf(id, "live-%s-%d", name, repeat + 1);
    one->name = id;
    one->part = kept_text(maker->arena, recipe, "part");
    one->operation = kept_text(maker->arena, recipe, "op");
    one->law = kept_text(maker->arena, recipe, "law");
    one->live = true;
    snprintf(one->request.operation, FRAME_OPERATION_MAX, "%s", one->operation);
    draw_sizes(maker, json_object_get(recipe, "sizes"));
    draw_inputs(maker, json_object_get(recipe, "in"));
    add_outputs(maker, json_object_get(recipe, "out"));
    ask_reference(maker);
}

void live_make(struct golden_case *list, dim *count, dim room, struct arena *arena,
               const struct golden *golden, const char *topic, const char *reference, uint64_t seed)
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

// law_make.c: the steps of a law that make a tensor from others. See law.h.
#include "law.h"

#include "compare.h"
#include "fail.h"

#include <math.h>
#include <string.h>

struct making {
    struct law *law;
    const json_t *step;
    const struct tensor *a, *b;  // b: NULL where the verb takes one tensor
    struct tensor *made;         // name is set, all else is the verb's to fill
};

_Noreturn static void wrong(const struct law *law, const char *what)
{
    fail("%s: step %zu: %s; see grader/law.h", law->drawing.where, law->next + 1, what);
}

struct law_range law_range(const struct law *law, const json_t *step, const struct tensor *tensor)
{
    const json_t *axis = json_object_get(step, "axis");
    const json_t *from = json_object_get(step, "from"), *to = json_object_get(step, "to");
    struct law_range range = {1, 1, tensor_elements(tensor), 0, 1};
    if (!axis) return range;
    dim at = (dim)json_integer_value(axis);
    if (!json_is_integer(axis) || at < 0 || at >= tensor->rank)
        wrong(law, "\"axis\" is no axis of the tensor");
    range = (struct law_range){.outer = 1, .count = tensor->shape[at], .inner = 1};
    for (dim i = 0; i < at; i++) range.outer *= tensor->shape[i];
    for (dim i = at + 1; i < tensor->rank; i++) range.inner *= tensor->shape[i];
    range.from = from ? drawing_size(&law->drawing, from) : 0;
    range.to = to ? drawing_size(&law->drawing, to) : range.count;
    if (range.from < 0 || range.from > range.to || range.to > range.count)
        wrong(law, "\"from\" and \"to\" are no part of the axis");
    return range;
}

static uint8_t *room(const struct making *m)
{
    dim bytes = tensor_elements(m->made) * tensor_type_size(m->made->type);
    uint8_t *data = arena_alloc(m->law->drawing.arena, (size_t)bytes + 1);
    m->made->data = data;
    return data;
}

static void take_shape(const struct making *m)
{
    const char *name = m->made->name;
    *m->made = *m->a;
    m->made->name = name;
}

static void copy(uint8_t *to, const void *from, dim bytes)
{
    if (bytes) memcpy(to, from, (size_t)bytes);
}

static const json_t *draw_of(const struct making *m)
{
    for (dim i = 0; i < m->law->count; i++)
        if (&m->law->tensors[i].tensor == m->a && m->law->tensors[i].draw)
            return m->law->tensors[i].draw;
    wrong(m->law, "\"redraw\" is of no tensor that was drawn");
}

static void redraw(const struct making *m)
{
    const struct law_range range = law_range(m->law, m->step, m->a);
    const dim size = range.inner * tensor_type_size(m->a->type);
    take_shape(m);
    drawing_values(&m->law->drawing, m->made, draw_of(m));
    const uint8_t *old = m->a->data, *fresh = m->made->data;
    uint8_t *data = room(m);
    for (dim i = 0; i < range.outer * range.count; i++) {
        const bool drawn = i % range.count >= range.from && i % range.count < range.to;
        copy(data + i * size, (drawn ? fresh : old) + i * size, size);
    }
}

static void slice(const struct making *m)
{
    const struct law_range range = law_range(m->law, m->step, m->a);
    const dim size = range.inner * tensor_type_size(m->a->type), count = range.to - range.from;
    take_shape(m);
    m->made->shape[json_integer_value(json_object_get(m->step, "axis"))] = count;
    uint8_t *data = room(m);
    for (dim o = 0; o < range.outer; o++)
        copy(data + o * count * size,
             (const uint8_t *)m->a->data + (o * range.count + range.from) * size, count * size);
}

static void pick(const struct making *m)
{
    const struct law_range range = law_range(m->law, m->step, m->a);
    const struct tensor *order =
        law_find(m->law, json_string_value(json_object_get(m->step, "order")));
    const dim size = range.inner * tensor_type_size(m->a->type), count = tensor_elements(order);
    take_shape(m);
    m->made->shape[json_integer_value(json_object_get(m->step, "axis"))] = count;
    uint8_t *data = room(m);
    for (dim i = 0; i < range.outer * count; i++) {
        const dim at = (dim)compare_value(order->type, order->data, i % count);
        if (at < 0 || at >= range.count)
            wrong(m->law, "\"order\" names an entry that is not there");
        copy(data + i * size,
             (const uint8_t *)m->a->data + (i / count * range.count + at) * size, size);
    }
}

static void join(const struct making *m)
{
    const struct law_range a = law_range(m->law, m->step, m->a);
    const struct law_range b = law_range(m->law, m->step, m->b);
    const dim size = a.inner * tensor_type_size(m->a->type);
    if (a.outer != b.outer || a.inner != b.inner || m->a->type != m->b->type)
        wrong(m->law, "\"join\" is of two tensors that differ beside the axis");
    take_shape(m);
    m->made->shape[json_integer_value(json_object_get(m->step, "axis"))] = a.count + b.count;
    uint8_t *data = room(m);
    for (dim o = 0; o < a.outer; o++, data += (a.count + b.count) * size) {
        copy(data, (const uint8_t *)m->a->data + o * a.count * size, a.count * size);
        copy(data + a.count * size, (const uint8_t *)m->b->data + o * b.count * size,
             b.count * size);
    }
}

static void put(const struct making *m, uint8_t *data, dim index, double value)
{
    switch (m->made->type) {
    case TENSOR_F32: ((float *)data)[index] = (float)value; break;
    case TENSOR_F64: ((double *)data)[index] = value; break;
    case TENSOR_I32: ((int32_t *)data)[index] = (int32_t)value; break;
    case TENSOR_I64: ((int64_t *)data)[index] = (int64_t)value; break;
    default: wrong(m->law, "this is for numbers, and the tensor holds bytes");
    }
}

// In double, then rounded once: in float32 the sum of two floats is that of the float addition.
static void add(const struct making *m, double sign)
{
    for (int axis = 0; axis < m->b->rank; axis++)
        if (m->b->rank > m->a->rank || m->b->shape[axis] != m->a->shape[axis])
            wrong(m->law, "the second tensor's axes are not the first axes of the first");
    take_shape(m);
    uint8_t *data = room(m);
    const dim count = tensor_elements(m->a), rows = tensor_elements(m->b);
    for (dim i = 0; i < count; i++)
        put(m, data, i, compare_value(m->a->type, m->a->data, i) +
                            sign * compare_value(m->b->type, m->b->data, i / (count / rows)));
}

static void sum(const struct making *m)
{
    add(m, 1.0);
}

static void difference(const struct making *m)
{
    add(m, -1.0);
}

static void scale(const struct making *m)
{
    const int power = (int)drawing_size(&m->law->drawing, json_object_get(m->step, "power"));
    take_shape(m);
    uint8_t *data = room(m);
    for (dim i = 0; i < tensor_elements(m->a); i++)
        put(m, data, i, ldexp(compare_value(m->a->type, m->a->data, i), power));
}

static void dot(const struct making *m)
{
    const int keep = (int)json_integer_value(json_object_get(m->step, "keep"));
    const dim count = tensor_elements(m->a);
    if (count != tensor_elements(m->b) || keep < 0 || keep > m->a->rank)
        wrong(m->law, "\"dot\" is of two tensors of one size, \"keep\" at most as many as axes");
    take_shape(m);
    m->made->type = TENSOR_F64;
    m->made->rank = keep;
    double *data = (double *)(void *)room(m);
    const dim rows = tensor_elements(m->made);
    for (dim i = 0; i < count; i++)
        data[i / (count / rows)] += compare_value(m->a->type, m->a->data, i) *
                                    compare_value(m->b->type, m->b->data, i);
}

static const struct {
    const char *verb;
    int tensors;
    void (*make)(const struct making *);
} verbs[] = {
    {"redraw", 1, redraw}, {"slice", 1, slice}, {"pick", 1, pick},
    {"join", 2, join},     {"sum", 2, sum},     {"difference", 2, difference},
    {"scale", 1, scale},   {"dot", 2, dot},
};

void law_make(struct law *law, const json_t *step)
{
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++) {
        const json_t *of = json_object_get(step, verbs[v].verb);
        if (!of) continue;
        struct tensor made = {.name = drawing_text(&law->drawing, step, "as")};
        struct making m = {.law = law, .step = step, .made = &made};
        const bool two = verbs[v].tensors == 2;
        m.a = law_find(law, json_string_value(two ? json_array_get(of, 0) : of));
        if (two) m.b = law_find(law, json_string_value(json_array_get(of, 1)));
        verbs[v].make(&m);
        law_add(law, &made, NULL);
        return;
    }
    wrong(law, "no known way to make a tensor");
}

// trace_copy.c: traces that outlive their pass: kept in memory, written to a file, compared. See
// trace.h.
#include "trace.h"

#include "fail.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "crumb-trace/1"

static void add(struct trace_copy *copy, const struct trace_item *item)
{
    if (copy->count == copy->room) {
        const dim room = 2 * copy->room + 64;
        struct trace_item *items = arena_array(&copy->arena, (size_t)room, sizeof *items);
        if (copy->count) memcpy(items, copy->items, (size_t)copy->count * sizeof *items);
        copy->items = items;
        copy->room = room;
    }
    copy->items[copy->count++] = *item;
}

static const char *keep_text(struct arena *arena, const char *text)
{
    const size_t bytes = strlen(text) + 1;
    return memcpy(arena_alloc(arena, bytes), text, bytes);
}

void trace_keep(void *context, const struct trace_item *item)
{
    struct trace_copy *copy = context;
    struct trace_item kept = *item;
    const size_t bytes =
        (size_t)tensor_elements(&item->tensor) * (size_t)tensor_type_size(item->tensor.type);
    void *values = arena_alloc(&copy->arena, bytes ? bytes : 1);
    if (bytes) memcpy(values, item->tensor.data, bytes);
    kept.tensor.data = values;
    kept.tensor.name = keep_text(&copy->arena, item->tensor.name);
    add(copy, &kept);
}

const struct tensor *trace_find(const struct trace_copy *copy, const char *name)
{
    for (dim i = 0; i < copy->count; i++)
        if (strcmp(copy->items[i].tensor.name, name) == 0) return &copy->items[i].tensor;
    return NULL;
}

void trace_write(const struct trace_copy *copy, const char *path)
{
    struct arena arena = {0};
    struct tensor *tensors = arena_array(&arena, (size_t)copy->count + 1, sizeof *tensors);
    for (dim i = 0; i < copy->count; i++) tensors[i] = copy->items[i].tensor;
    const struct tensor_metadata format = {"format", FORMAT};
    safetensors_write(path, tensors, copy->count, &format, 1);
    arena_free(&arena);
}

void trace_read(struct trace_copy *copy, const char *path)
{
    struct safetensors file;
    safetensors_open(&file, &copy->arena, path);
    const char *format = safetensors_metadata(&file, "format");
    if (!format || strcmp(format, FORMAT) != 0)
        fail("%s: not a trace (its format is %s, wanted %s); write one with crumb trace --out",
             path, format ? format : "not given", FORMAT);
    for (dim i = 0; i < file.count; i++) {
        const struct tensor *tensor = &file.tensors[i];
        if (tensor->type != TENSOR_F32 && tensor->type != TENSOR_I32)
            fail("%s: %s is %s, a trace holds F32 and I32; write it again with crumb trace --out",
                 path, tensor->name, tensor_type_name(tensor->type));
        const struct trace_item item = {TRACE_EVENT_COUNT, 0, *tensor};  // known by name only
        trace_keep(copy, &item);
    }
    safetensors_close(&file);
}

void trace_drop(struct trace_copy *copy)
{
    arena_free(&copy->arena);
    *copy = (struct trace_copy){0};
}

// ---- comparison -----------------------------------------------------------------------------

static bool same_shape(const struct tensor *a, const struct tensor *b)
{
    return a->type == b->type && a->rank == b->rank &&
           memcmp(a->shape, b->shape, (size_t)a->rank * sizeof *a->shape) == 0;
}

// Is element i at one of the first `upto` positions?
static bool in_time(const struct trace_item *item, dim i, dim upto)
{
    int axis = trace_axis(item->event, "T");
    if (axis < 0) axis = trace_axis(item->event, "t");
    if (axis < 0) axis = trace_axis(item->event, "K");  // keys and values have a row a position
    if (upto == 0 || axis < 0) return true;
    for (int last = item->tensor.rank - 1; last > axis; last--) i /= item->tensor.shape[last];
    return i % item->tensor.shape[axis] < upto;
}

// Bit for bit, or within a part of the largest. nan agrees only with the same bits.
static bool agrees(const struct tensor *a, const struct tensor *b, dim i, double limit)
{
    const uint8_t *left = a->data, *right = b->data;
    if (memcmp(left + 4 * i, right + 4 * i, 4) == 0) return true;
    return limit > 0.0 && fabs(trace_value(a, i) - trace_value(b, i)) <= limit;
}

static void found(struct trace_compare *compare, const struct trace_item *item,
                  enum trace_verdict verdict)
{
    compare->verdict = verdict;
    compare->item = *item;
    snprintf(compare->name, sizeof compare->name, "%s", item->tensor.name);
    compare->item.tensor.name = compare->name;
}

void trace_compare(void *context, const struct trace_item *item)
{
    struct trace_compare *compare = context;
    if (compare->verdict != TRACE_SAME) return;
    const struct tensor *here = &item->tensor, *there = trace_find(compare->other, here->name);
    if (!there) {
        found(compare, item, TRACE_ABSENT);
        return;
    }
    if (!same_shape(here, there)) {
        found(compare, item, TRACE_OTHER_SHAPE);
        return;
    }
    const dim count = tensor_elements(here);
    double largest = 0.0, worst = 0.0;
    for (dim i = 0; i < count; i++) {
        const double value = fabs(trace_value(there, i));
        if (isfinite(value) && value > largest) largest = value;
    }
    for (dim i = 0; i < count; i++) {
        if (!in_time(item, i, compare->upto)) continue;
        compare->values++;
        const double off = fabs(trace_value(here, i) - trace_value(there, i));
        if (agrees(here, there, i, compare->within * largest)) {
            if (off > worst) worst = off;
            continue;
        }
        if (compare->off++ > 0) continue;
        found(compare, item, TRACE_OTHER_VALUE);
        compare->at = i;
        compare->here = trace_value(here, i);
        compare->there = trace_value(there, i);
        compare->largest = largest;
    }
    if (compare->off) return;
    compare->agreed++;
    if (largest > 0.0 && worst / largest > compare->worst) compare->worst = worst / largest;
}

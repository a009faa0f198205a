// draw.c: random tensors of the kinds that recipes name. See draw.h.
#include "draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 6 };  // of a text: a to f, and the space

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
static void draw_text(void *bytes, enum tensor_type type, dim count, struct rng *rng)
{
    static const char *const pieces[] = {"\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x8D\xAA", "\xFF",
                                         "\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\xF4\x90"};
    for (dim i = 0; i < count; i++) {
        uint32_t what = rng_below(rng, 24);
        if (what >= 3) {
            put(bytes, type, i, what >= 20 ? ' ' : 'a' + rng_below(rng, LETTERS));
            continue;
        }
        const char *piece = pieces[rng_below(rng, sizeof pieces / sizeof *pieces)];
        for (; *piece && i < count; piece++) put(bytes, type, i++, (uint8_t)*piece);
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

// Sattolo's shuffle: one cycle through all, so that nothing stays where it was.
static void draw_cycle(int64_t *order, dim count, struct rng *rng)
{
    for (dim i = 0; i < count; i++) order[i] = i;
    for (dim i = count - 1; i > 0; i--) {
        dim j = (dim)rng_below(rng, (uint32_t)i);
        int64_t held = order[i];
        order[i] = order[j];
        order[j] = held;
    }
}

// Each row joins two tokens that a text may hold side by side. No pair stands twice.
static void draw_merges(int32_t *rows, dim count, struct rng *rng)
{
    for (dim i = 0; i < count; i++) {
        bool seen = true;
        while (seen) {
            for (dim side = 0; side < 2; side++) {
                int32_t which = (int32_t)rng_below(rng, (uint32_t)(LETTERS + 1 + i));
                rows[3 * i + side] = which < LETTERS ? 'a' + which
                                     : which == LETTERS ? ' ' : 256 + which - LETTERS - 1;
            }
            seen = false;
            for (dim j = 0; j < i; j++)
                seen = seen || memcmp(rows + 3 * i, rows + 3 * j, 2 * sizeof *rows) == 0;
        }
        rows[3 * i + 2] = (int32_t)(256 + i);
    }
}

static int falling(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x > y ? -1 : x < y;
}

// Probabilities, the largest first.
static void draw_falling(float *p, dim count, struct rng *rng)
{
    double sum = 0.0;
    for (dim i = 0; i < count; i++) sum += (double)(p[i] = 0.05f + rng_uniform(rng));
    for (dim i = 0; i < count; i++) p[i] = (float)((double)p[i] / sum);
    qsort(p, (size_t)count, sizeof *p, falling);
}

static double on_grid(const struct draw *how, struct rng *rng)
{
    double whole = (double)rng_below(rng, (uint32_t)(2.0 * how->high) + 1) - how->high;
    return ldexp(whole, -(int)how->low);
}

static double angle_at(dim index, dim columns)
{
    return (double)(index / columns) / (double)(index % columns + 1);
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool draw_numbers(void *data, const struct tensor *tensor, const char *kind,
                         const struct draw *how, struct rng *rng)
{
    bool normal = strcmp(kind, "normal") == 0, uniform = strcmp(kind, "uniform") == 0;
    bool below = strcmp(kind, "below") == 0, sorted = strcmp(kind, "ascending") == 0;
    bool size = strcmp(kind, "size") == 0, value = strcmp(kind, "value") == 0;
    bool grid = strcmp(kind, "grid") == 0;
    bool cosines = strcmp(kind, "cosines") == 0, sines = strcmp(kind, "sines") == 0;
    bool counting = strcmp(kind, "counting") == 0;
    if (!normal && !uniform && !below && !sorted && !size && !value && !grid && !cosines &&
        !sines && !counting)
        return false;
    const dim columns = tensor->rank ? tensor->shape[tensor->rank - 1] : 1;
    if ((below || sorted) && how->limit < (below ? 1 : 0)) return false;
    for (dim i = 0; i < tensor_elements(tensor); i++) {
        double drawn = how->low;
        if (normal) drawn *= (double)rng_normal(rng);
        if (uniform) drawn += (how->high - how->low) * (double)rng_uniform(rng);
        if (below) drawn = (double)rng_below(rng, (uint32_t)how->limit);
        if (sorted) drawn = (double)rng_below(rng, (uint32_t)how->limit + 1);
        if (size) drawn = (double)how->limit;
        if (counting) drawn = (double)i;
        if (grid) drawn = on_grid(how, rng);
        if (cosines) drawn = cos(angle_at(i, columns));
        if (sines) drawn = sin(angle_at(i, columns));
        put(data, tensor->type, i, drawn);
    }
    return true;
}

static bool draw_sorted_numbers(void *data, const struct tensor *tensor, const char *kind,
                                const struct draw *how, struct rng *rng)
{
    dim count = tensor_elements(tensor);
    if (!draw_numbers(data, tensor, kind, how, rng)) return false;
    if (strcmp(kind, "ascending") != 0 || count == 0) return true;
    if (tensor->type != TENSOR_I64) return false;
    qsort(data, (size_t)count, sizeof(int64_t), ascending);
    put(data, tensor->type, 0, 0.0);
    put(data, tensor->type, count - 1, (double)how->limit);
    return true;
}

bool draw_tensor(void *data, const struct tensor *tensor, const char *kind, const struct draw *how,
                 struct rng *rng)
{
    dim count = tensor_elements(tensor);
    const enum tensor_type type = tensor->type;
    if (strcmp(kind, "text") == 0 && (type == TENSOR_U8 || type == TENSOR_I32))
        draw_text(data, type, count, rng);
    else if (strcmp(kind, "cycle") == 0 && type == TENSOR_I64)
        draw_cycle(data, count, rng);
    else if (strcmp(kind, "merges") == 0 && type == TENSOR_I32 && count % 3 == 0)
        draw_merges(data, count / 3, rng);
    else if (strcmp(kind, "falling") == 0 && type == TENSOR_F32)
        draw_falling(data, count, rng);
    else if (strcmp(kind, "causal") == 0 && type == TENSOR_F32 && tensor->rank >= 2)
        draw_causal(data, tensor, rng);
    else
        return draw_sorted_numbers(data, tensor, kind, how, rng);
    return true;
}

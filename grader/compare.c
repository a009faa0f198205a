// compare.c: the judgement of one case. See compare.h.
#include "compare.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void compare_place(char *text, size_t size, const char *name, int rank, const dim *shape, dim index)
{
    dim at[TENSOR_RANK_MAX];
    for (int axis = rank - 1; axis >= 0; axis--) {
        at[axis] = shape[axis] ? index % shape[axis] : 0;
        index = shape[axis] ? index / shape[axis] : 0;
    }
    size_t used = (size_t)snprintf(text, size, "%s", name);
    for (int axis = 0; axis < rank && used < size; axis++)
        used += (size_t)snprintf(text + used, size - used, "%s%td%s", axis ? "," : "[", at[axis],
                                 axis + 1 == rank ? "]" : "");
}

double compare_value(enum tensor_type type, const void *data, dim index)
{
    switch (type) {
    case TENSOR_F32: return (double)((const float *)data)[index];
    case TENSOR_F64: return ((const double *)data)[index];
    case TENSOR_I32: return ((const int32_t *)data)[index];
    case TENSOR_I64: return (double)((const int64_t *)data)[index];
    case TENSOR_U8: return ((const uint8_t *)data)[index];
    default: return NAN;
    }
}

void compare_print(char *text, size_t size, enum tensor_type type, const void *data, dim index)
{
    double value = compare_value(type, data, index);
    if (type == TENSOR_F32) snprintf(text, size, "%.9g", value);
    else if (type == TENSOR_F64) snprintf(text, size, "%.17g", value);
    else if (type == TENSOR_I64) snprintf(text, size, "%" PRId64, ((const int64_t *)data)[index]);
    else snprintf(text, size, "%.0f", value);
}

__attribute__((format(printf, 3, 4)))
static void conclude(struct outcome *outcome, enum verdict verdict, const char *format, ...)
{
    va_list arguments;
    outcome->verdict = verdict;
    va_start(arguments, format);
    vsnprintf(outcome->detail, sizeof outcome->detail, format, arguments);
    va_end(arguments);
}

const struct frame_tensor *compare_find(const struct frame *frame, const char *name)
{
    for (int i = 0; i < frame->count; i++)
        if (strcmp(frame->tensors[i].name, name) == 0) return &frame->tensors[i];
    return NULL;
}

bool compare_same_shape(const struct frame_tensor *got, const struct tensor *exact)
{
    for (int axis = 0; axis < exact->rank; axis++)
        if (got->shape[axis] != exact->shape[axis]) return false;
    return got->rank == exact->rank;
}

// Does the element still hold what was there before the call? (probe.c, fill)
static bool is_poison(const struct frame_tensor *tensor, dim index, enum frame_run run)
{
    uint32_t poison = run == FRAME_FIRST_RUN ? FRAME_POISON_FIRST : FRAME_POISON_SECOND;
    dim size = tensor_type_size(tensor->type);
    if (tensor->role != FRAME_OUT) return false;
    for (dim at = index * size; at < (index + 1) * size; at++)
        if (((const uint8_t *)tensor->data)[at] != (uint8_t)(poison >> 8 * (at % 4))) return false;
    return true;
}

static bool unwritten(struct outcome *outcome, const struct frame_tensor *first,
                      const struct frame_tensor *second, dim count)
{
    dim still = 0, where = -1;
    for (dim i = 0; i < count; i++)
        if (is_poison(first, i, FRAME_FIRST_RUN) && is_poison(second, i, FRAME_SECOND_RUN)) {
            if (where < 0) where = i;
            still++;
        }
    if (still == 0) return false;
    char place[128];
    compare_place(place, sizeof place, first->name, first->rank, first->shape, where);
    conclude(outcome, VERDICT_UNWRITTEN,
             "%s was never written: it still holds what was there before the call; %td of %td "
             "values do", place, still, count);
    return true;
}

// Whole numbers beyond 2^53 are not exact as doubles.
static bool same_whole(const struct frame_tensor *got, const struct tensor *exact, dim index)
{
    dim size = tensor_type_size(exact->type);
    return memcmp((const uint8_t *)got->data + index * size,
                  (const uint8_t *)exact->data + index * size, (size_t)size) == 0;
}

bool compare_within(double got, double exact, double allowed)
{
    if (!isfinite(exact)) return isnan(exact) ? isnan(got) : got == exact;
    return fabs(got - exact) <= allowed;  // false for NaN
}

struct misses {
    dim count, first;
    dim non_finite;  // where a finite value was wanted
    double worst;    // times what is allowed
};

double compare_largest(const struct tensor *exact)
{
    double largest = 0.0;
    for (dim i = 0; i < tensor_elements(exact); i++) {
        double value = fabs(compare_value(exact->type, exact->data, i));
        if (isfinite(value)) largest = fmax(largest, value);
    }
    return largest;
}

static struct misses find_misses(const struct frame_tensor *got, const struct tensor *exact,
                                 double allowed)
{
    struct misses misses = {.first = -1};
    bool whole = allowed == 0.0 && exact->type != TENSOR_F32 && exact->type != TENSOR_F64;
    for (dim i = 0; i < tensor_elements(exact); i++) {
        double value = compare_value(got->type, got->data, i);
        double right = compare_value(exact->type, exact->data, i);
        if (whole ? same_whole(got, exact, i) : compare_within(value, right, allowed)) continue;
        if (misses.first < 0) misses.first = i;
        misses.count++;
        if (!isfinite(value) && isfinite(right)) misses.non_finite++;
        double over = fabs(value - right) / allowed;
        misses.worst = isnan(over) ? INFINITY : fmax(misses.worst, over);  // fmax would drop a NaN
    }
    return misses;
}

static void say_shape(char *text, size_t size, int rank, const dim *shape)
{
    size_t used = (size_t)snprintf(text, size, rank ? "" : "one number");
    for (int axis = 0; axis < rank && used < size; axis++)
        used += (size_t)snprintf(text + used, size - used, "%s%td", axis ? " x " : "", shape[axis]);
}

static void say_misses(struct outcome *outcome, const struct misses *misses,
                       const struct frame_tensor *got, const struct expected *expected)
{
    const struct tensor *exact = &expected->tensor;
    char place[128], shape[128], value[40], right[40], size[80] = "";
    compare_place(place, sizeof place, got->name, exact->rank, exact->shape, misses->first);
    say_shape(shape, sizeof shape, exact->rank, exact->shape);
    compare_print(value, sizeof value, got->type, got->data, misses->first);
    compare_print(right, sizeof right, exact->type, exact->data, misses->first);
    if (expected->tolerance > 0.0 && isfinite(misses->worst))
        snprintf(size, sizeof size, ", the worst by %.2g times the bound", misses->worst);
    conclude(outcome, misses->non_finite ? VERDICT_NON_FINITE : VERDICT_WRONG_VALUE,
             "%s = %s, expected %s; %td of %td values (%s) %s wrong%s", place, value, right,
             misses->count, tensor_elements(exact), shape, misses->count == 1 ? "is" : "are", size);
    if (expected->tolerance > 0.0 && isfinite(misses->worst)) outcome->times = misses->worst;
}

// Values that follow what was in the output before the call: added to, or read.
static bool depends_on_old(struct outcome *outcome, const struct frame_tensor *first,
                           const struct frame_tensor *second, const struct misses *misses)
{
    double a = compare_value(first->type, first->data, misses->first);
    double b = compare_value(second->type, second->data, misses->first);
    if (first->role != FRAME_OUT || !isnan(a) || isnan(b)) return false;
    char place[128];
    compare_place(place, sizeof place, first->name, first->rank, first->shape, misses->first);
    conclude(outcome, VERDICT_UNWRITTEN,
             "%s depends on what was in %s before the call: clear it or assign to it before you "
             "add (+=) to it", place, first->name);
    return true;
}

static bool judge(struct outcome *outcome, const struct expected *expected,
                  const struct frame_tensor *first, const struct frame_tensor *second)
{
    const struct tensor *exact = &expected->tensor;
    dim count = tensor_elements(exact);
    if (!compare_same_shape(first, exact)) {
        char got[128], wanted[128];
        say_shape(got, sizeof got, first->rank, first->shape);
        say_shape(wanted, sizeof wanted, exact->rank, exact->shape);
        conclude(outcome, VERDICT_WRONG_SHAPE, "%s has %s values, expected %s", exact->name, got,
                 wanted);
        return false;
    }
    if (!compare_same_shape(second, exact)) {
        conclude(outcome, VERDICT_NONDETERMINISTIC, "%s changes its length from call to call",
                 exact->name);
        return false;
    }
    if (unwritten(outcome, first, second, count)) return false;
    double allowed = expected->tolerance * compare_largest(exact);
    struct misses misses = find_misses(first, exact, allowed);
    if (misses.count) {
        if (depends_on_old(outcome, first, second, &misses)) return false;
        say_misses(outcome, &misses, first, expected);
        return false;
    }
    size_t bytes = (size_t)(count * tensor_type_size(exact->type));
    if (bytes && memcmp(first->data, second->data, bytes) != 0) {
        conclude(outcome, VERDICT_NONDETERMINISTIC,
                 "%s differs between two calls with the same inputs: does it read memory that was "
                 "never written, or keep something between calls?", exact->name);
        return false;
    }
    return true;
}

// A count that is off says more than the values it counts, so single numbers are judged first.
void compare_case(struct outcome *outcome, const struct golden_case *one, const struct frame *first,
                  const struct frame *second)
{
    *outcome = (struct outcome){VERDICT_PASS, "", 0.0};
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < one->expected_count; i++) {
            const struct expected *expected = &one->expected[i];
            if ((expected->tensor.rank == 0) != (pass == 0)) continue;
            if (!judge(outcome, expected, compare_find(first, expected->tensor.name),
                       compare_find(second, expected->tensor.name)))
                return;
        }
}

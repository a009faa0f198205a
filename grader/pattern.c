// pattern.c: simple relations between wrong and right numbers, tried one after the other, the ones
// that say most first. See pattern.h.
#include "pattern.h"

#include "compare.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Sums in another order, and a float32 factor, are no other pattern.
static const double slack_bounds = 8.0, slack_least = 1e-5;

struct look {
    const struct golden_case *one;
    const char *name;
    int rank;
    const dim *shape;
    dim count, wrong;
    double *got, *exact;
    bool *off;
    double slack;
    char *text;
    size_t size;
};

__attribute__((format(printf, 2, 3)))
static bool say(const struct look *look, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(look->text, look->size, format, arguments);
    va_end(arguments);
    return true;
}

static bool near(const struct look *look, double a, double b)
{
    return a == b || fabs(a - b) <= look->slack;
}

// ---- places ------------------------------------------------------------------------------------

static dim stride_of(const struct look *look, int axis)
{
    dim stride = 1;
    for (int i = axis + 1; i < look->rank; i++) stride *= look->shape[i];
    return stride;
}

static dim index_on(const struct look *look, int axis, dim flat)
{
    return flat / stride_of(look, axis) % look->shape[axis];
}

// "out[_,2,_]": everything that has index 2 on that axis.
static const char *slice_name(char *text, size_t size, const struct look *look, int axis, dim index)
{
    size_t used = (size_t)snprintf(text, size, "%s", look->name);
    for (int i = 0; i < look->rank && used < size; i++) {
        used += (size_t)snprintf(text + used, size - used, "%s", i ? "," : "[");
        if (i == axis) used += (size_t)snprintf(text + used, size - used, "%td", index);
        else used += (size_t)snprintf(text + used, size - used, "_");
    }
    if (used < size) snprintf(text + used, size - used, "]");
    return text;
}

// Where along one axis values are wrong: bad indices, the first and the last of them, and the one
// that is right when it is the only one.
struct extent {
    dim bad, first, last, right;
};

static struct extent extent_on(const struct look *look, int axis)
{
    struct extent extent = {.first = -1, .right = -1};
    for (dim index = 0; index < look->shape[axis]; index++) {
        bool bad = false;
        for (dim i = 0; i < look->count && !bad; i++)
            bad = look->off[i] && index_on(look, axis, i) == index;
        if (!bad) {
            extent.right = index;
            continue;
        }
        if (extent.first < 0) extent.first = index;
        extent.last = index;
        extent.bad++;
    }
    return extent;
}

// ", and only out[_,2,_] is wrong"; "" when wrong values are everywhere.
static const char *where(char *text, size_t size, const struct look *look)
{
    char name[96];
    text[0] = 0;
    for (int axis = 0; axis < look->rank; axis++) {
        const struct extent e = extent_on(look, axis);
        const dim all = look->shape[axis];
        if (all < 2 || e.bad == all) continue;
        if (e.bad == 1)
            snprintf(text, size, "; only %s is wrong", slice_name(name, sizeof name, look, axis,
                                                                  e.first));
        else if (e.bad == all - 1)
            snprintf(text, size, "; only %s is right", slice_name(name, sizeof name, look, axis,
                                                                  e.right));
        else if (e.last == all - 1 && e.bad == all - e.first)
            snprintf(text, size, "; it is wrong from %s on", slice_name(name, sizeof name, look,
                                                                        axis, e.first));
        else if (e.first == 0 && e.bad == e.last + 1)
            snprintf(text, size, "; it is wrong up to %s", slice_name(name, sizeof name, look,
                                                                      axis, e.last));
        else continue;
        return text;
    }
    return text;
}

// ---- relations ---------------------------------------------------------------------------------

static double largest_input(const struct look *look)
{
    double largest = 0.0;
    for (int i = 0; i < look->one->request.count; i++) {
        const struct frame_tensor *sent = &look->one->request.tensors[i];
        if (sent->role == FRAME_OUT || sent->type != TENSOR_F32) continue;
        struct tensor tensor = {.type = sent->type, .rank = sent->rank, .data = sent->data};
        memcpy(tensor.shape, sent->shape, sizeof tensor.shape);
        largest = fmax(largest, compare_largest(&tensor));
    }
    return largest;
}

static bool not_finite(const struct look *look)
{
    dim bad = 0;
    char place[160];
    for (dim i = 0; i < look->count; i++) bad += look->off[i] && !isfinite(look->got[i]);
    if (bad == 0) return false;
    const double largest = largest_input(look);
    if (largest > 80.0)
        return say(look, "%td of %td values are no numbers%s. The inputs reach %.3g here, and "
                   "float32 ends at e to the 88th, or at the square of 1.8e19: what overflows?",
                   bad, look->count, where(place, sizeof place, look), largest);
    return say(look, "%td of %td values are no numbers%s: a division by zero, a root or logarithm "
               "of what it is not defined for, or something that was never set?", bad, look->count,
               where(place, sizeof place, look));
}

// "(the root of 5; axis 1 of y has size 5)": a factor that has a name is half the answer.
static const char *factor_name(char *text, size_t size, const struct look *look, double factor)
{
    static const char *const forms[] = {"", "1/", "the root of ", "1 / the root of "};
    text[0] = 0;
    for (int axis = look->rank - 1; axis >= 0; axis--) {
        const double n = (double)look->shape[axis];
        const double values[] = {n, 1.0 / n, sqrt(n), 1.0 / sqrt(n)};
        for (int f = 0; f < 4 && n > 1.0; f++) {
            if (fabs(fabs(factor) - values[f]) > 1e-4 * values[f]) continue;
            snprintf(text, size, " (%s%td; axis %d of %s has size %td)", forms[f],
                     look->shape[axis], axis, look->name, look->shape[axis]);
            return text;
        }
    }
    return text;
}

static bool scaled(const struct look *look)
{
    double factor = NAN;
    char place[160], name[120];
    dim seen = 0;
    for (dim i = 0; i < look->count; i++) {
        if (!look->off[i] || fabs(look->exact[i]) <= 100.0 * look->slack) continue;
        const double ratio = look->got[i] / look->exact[i];
        if (isnan(factor)) factor = ratio;
        if (fabs(ratio - factor) > 1e-3 * fabs(factor) + 1e-6) return false;
        seen++;
    }
    if (seen < 2) return false;
    for (dim i = 0; i < look->count; i++)
        if (look->off[i] && fabs(look->got[i] - factor * look->exact[i]) >
                                look->slack * (1.0 + fabs(factor)))
            return false;
    where(place, sizeof place, look);
    if (fabs(factor) < 1e-6)
        return say(look, "every wrong value of %s is 0%s", look->name, place);
    if (fabs(factor + 1.0) < 1e-4)
        return say(look, "every wrong value of %s has the other sign%s", look->name, place);
    return say(look, "every wrong value of %s is %.6g times the right one%s%s", look->name, factor,
               factor_name(name, sizeof name, look, factor), place);
}

static bool moved(const struct look *look)
{
    double offset = NAN;
    char place[160];
    if (look->wrong < 3) return false;
    for (dim i = 0; i < look->count; i++) {
        if (!look->off[i]) continue;
        if (isnan(offset)) offset = look->got[i] - look->exact[i];
        if (!near(look, look->got[i] - look->exact[i], offset)) return false;
    }
    return say(look, "every wrong value of %s is the right one %s %.6g%s", look->name,
               offset < 0 ? "less" : "plus", fabs(offset), where(place, sizeof place, look));
}

static bool handed_through(const struct look *look)
{
    for (int t = 0; t < look->one->request.count; t++) {
        const struct frame_tensor *sent = &look->one->request.tensors[t];
        if (sent->role == FRAME_OUT || frame_elements(sent) != look->count || look->count < 2)
            continue;
        dim same = 0;
        for (dim i = 0; i < look->count; i++)
            same += look->got[i] == compare_value(sent->type, sent->data, i);
        if (same == look->count && strcmp(sent->name, look->name) == 0)
            return say(look, "%s was left as it came in", look->name);
        if (same == look->count)
            return say(look, "%s holds exactly what the input %s holds", look->name, sent->name);
    }
    return false;
}

static bool shifted(const struct look *look)
{
    for (int axis = 0; axis < look->rank; axis++)
        for (dim by = -1; by <= 1; by += 2) {
            const dim stride = stride_of(look, axis), all = look->shape[axis];
            dim compared = 0, same = 0;
            for (dim i = 0; i < look->count; i++) {
                const dim from = index_on(look, axis, i) + by;
                if (from < 0 || from >= all) continue;
                compared++;
                same += near(look, look->got[i], look->exact[i + by * stride]);
            }
            if (all < 3 || compared < 3 || same < compared) continue;
            return say(look, "%s is shifted by one along axis %d (size %td): index i holds what "
                       "belongs to i %c 1", look->name, axis, all, by < 0 ? '-' : '+');
        }
    return false;
}

static bool transposed(const struct look *look)
{
    for (int a = 0; a < look->rank; a++)
        for (int b = a + 1; b < look->rank; b++) {
            if (look->shape[a] < 2 || look->shape[b] < 2) continue;
            dim shape[TENSOR_RANK_MAX], same = 0;
            memcpy(shape, look->shape, sizeof shape);
            shape[a] = look->shape[b];
            shape[b] = look->shape[a];
            for (dim i = 0; i < look->count; i++) {
                dim rest = i, at[TENSOR_RANK_MAX] = {0}, from = 0;
                for (int axis = look->rank - 1; axis >= 0; axis--) {
                    at[axis] = rest % shape[axis];
                    rest /= shape[axis];
                }
                const dim kept = at[a];
                at[a] = at[b];
                at[b] = kept;
                for (int axis = 0; axis < look->rank; axis++)
                    from = from * look->shape[axis] + at[axis];
                same += near(look, look->got[i], look->exact[from]);
            }
            if (same == look->count)
                return say(look, "%s holds the right values with axes %d and %d (sizes %td and "
                           "%td) exchanged: transposed", look->name, a, b, look->shape[a],
                           look->shape[b]);
        }
    return false;
}

// Does index `got` of that axis hold what belongs to index `exact`?
static bool same_slice(const struct look *look, int axis, dim got, dim exact)
{
    const dim stride = stride_of(look, axis);
    for (dim i = 0; i < look->count; i++)
        if (index_on(look, axis, i) == got &&
            !near(look, look->got[i], look->exact[i + (exact - got) * stride]))
            return false;
    return true;
}

static bool reordered(const struct look *look)
{
    for (int axis = 0; axis < look->rank; axis++) {
        const dim all = look->shape[axis];
        dim found = 0, moved_from = -1, moved_to = -1;
        if (all < 2 || look->count / all < 2 || all > 64) continue;
        for (dim got = 0; got < all; got++)
            for (dim exact = 0; exact < all; exact++) {
                if (!same_slice(look, axis, got, exact)) continue;
                found++;
                if (got != exact && moved_from < 0) moved_from = exact, moved_to = got;
                break;
            }
        if (found < all || moved_from < 0) continue;
        char here[96], there[96];
        return say(look, "the slices of %s along axis %d are in another order: %s holds what "
                   "belongs to %s", look->name, axis,
                   slice_name(here, sizeof here, look, axis, moved_to),
                   slice_name(there, sizeof there, look, axis, moved_from));
    }
    return false;
}

static bool scaled_by_row(const struct look *look)
{
    const dim columns = look->rank ? look->shape[look->rank - 1] : 1;
    if (look->rank < 2 || columns < 2 || look->count / columns < 2) return false;
    for (dim row = 0; row < look->count; row += columns) {
        double top = 0.0, factor = 0.0;
        for (dim i = row; i < row + columns; i++)
            if (fabs(look->exact[i]) > top) {
                top = fabs(look->exact[i]);
                factor = look->got[i] / look->exact[i];
            }
        for (dim i = row; i < row + columns; i++)
            if (fabs(look->got[i] - factor * look->exact[i]) > look->slack * (1.0 + fabs(factor)))
                return false;
    }
    return say(look, "every row of %s points the right way, but has the wrong length, and each "
               "another: what each row is divided by is not right", look->name);
}

static bool somewhere(const struct look *look)
{
    char place[160];
    double least = INFINITY, most = 0.0;
    for (dim i = 0; i < look->count; i++)
        if (look->off[i]) {
            least = fmin(least, fabs(look->got[i] - look->exact[i]));
            most = fmax(most, fabs(look->got[i] - look->exact[i]));
        }
    where(place, sizeof place, look);
    if (look->wrong == 1)
        return say(look, "one of %td values of %s is off by %.3g%s", look->count, look->name, most,
                   place);
    return say(look, "%td of %td values of %s are off by %.3g to %.3g, in no simple way%s",
               look->wrong, look->count, look->name, least, most, place);
}

static bool describe(const struct look *look)
{
    if (look->count == 1) return not_finite(look);  // the number itself says the rest
    return not_finite(look) || handed_through(look) || scaled(look) || shifted(look) ||
           transposed(look) || reordered(look) || scaled_by_row(look) || moved(look) ||
           somewhere(look);
}

static bool look_at(struct look *look, const struct expected *expected,
                    const struct frame_tensor *got)
{
    const struct tensor *exact = &expected->tensor;
    const double allowed = expected->tolerance * compare_largest(exact);
    bool said = false;
    look->name = exact->name;
    look->rank = exact->rank;
    look->shape = exact->shape;
    look->count = tensor_elements(exact);
    look->slack = allowed == 0.0 ? 0.0
                                 : fmax(slack_bounds * allowed,
                                        slack_least * compare_largest(exact));
    look->got = calloc((size_t)look->count + 1, sizeof *look->got);
    look->exact = calloc((size_t)look->count + 1, sizeof *look->exact);
    look->off = calloc((size_t)look->count + 1, sizeof *look->off);
    for (dim i = 0; look->got && look->exact && look->off && i < look->count; i++) {
        look->got[i] = compare_value(got->type, got->data, i);
        look->exact[i] = compare_value(exact->type, exact->data, i);
        look->off[i] = !compare_within(look->got[i], look->exact[i], allowed);
        look->wrong += look->off[i];
    }
    if (look->wrong) said = describe(look);
    free(look->got);
    free(look->exact);
    free(look->off);
    return said;
}

bool pattern_say(char *text, size_t size, const struct golden_case *one,
                 const struct frame *answer)
{
    for (int e = 0; e < one->expected_count; e++) {
        const struct expected *expected = &one->expected[e];
        const struct frame_tensor *got = compare_find(answer, expected->tensor.name);
        struct look look = {.one = one, .text = text, .size = size};
        if (!got || !got->data || !compare_same_shape(got, &expected->tensor)) continue;
        if (look_at(&look, expected, got)) return true;
    }
    return false;
}

// law_hold.c: the steps of a law that say what must hold, and what is said when it does not. See
// law.h.
#include "law.h"

#include "compare.h"
#include "fail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct relation {
    struct law *law;
    const json_t *step;
    const struct tensor *got, *wanted;
    struct law_range range;
    bool moves;
    double allowed;
};

_Noreturn static void wrong(const struct law *law, const char *what)
{
    fail("%s: step %zu: %s; see grader/law.h", law->drawing.where, law->next + 1, what);
}

static double largest_of(const struct tensor *tensor)
{
    double largest = 0.0;
    for (dim i = 0; i < tensor_elements(tensor); i++) {
        const double value = fabs(compare_value(tensor->type, tensor->data, i));
        if (isfinite(value)) largest = fmax(largest, value);
    }
    return largest;
}

static double term_of(const struct law *law, const json_t *term)
{
    const json_t *times = json_object_get(term, "times"), *n = json_object_get(term, "n");
    const json_t *factor = json_object_get(term, "k");
    double value = factor ? json_number_value(factor) : 1.0;
    if (times) value *= (double)drawing_size(&law->drawing, times);
    if (json_object_get(term, "bound")) {
        json_t *bound = json_pack("[O,i,i]", json_object_get(term, "bound"), 1, 1);
        value *= golden_tolerance(law->drawing.where, bound,
                                  n ? (double)drawing_size(&law->drawing, n) : 1.0);
        json_decref(bound);
    }
    size_t index;
    json_t *name;
    json_array_foreach(json_object_get(term, "largest"), index, name)
        value *= largest_of(law_find(law, json_string_value(name)));
    return value;
}

// ---- what is said ----------------------------------------------------------------------------

// As few digits as tell the two apart.
static void print_pair(char *got, char *wanted, size_t size, const struct relation *r, dim index)
{
    compare_print(got, size, r->got->type, r->got->data, index);
    compare_print(wanted, size, r->wanted->type, r->wanted->data, index);
    if (r->got->type != TENSOR_F32 && r->got->type != TENSOR_F64) return;
    const double a = compare_value(r->got->type, r->got->data, index);
    const double b = compare_value(r->wanted->type, r->wanted->data, index);
    for (int digits = 3; digits <= 17; digits++) {
        snprintf(got, size, "%.*g", digits, a);
        snprintf(wanted, size, "%.*g", digits, b);
        if (strcmp(got, wanted) != 0 || a == b) return;
    }
}

// {name} at *says, which moves behind it.
static void fill_in(char *text, size_t size, const struct relation *r, dim index,
                    const char **says)
{
    char name[64] = "", got[40], wanted[40];
    const size_t length = strcspn(*says, "}") - 1;
    if ((*says)[length + 1] != '}' || length >= sizeof name)
        wrong(r->law, "\"says\" has a { that is not closed");
    snprintf(name, sizeof name, "%.*s", (int)length, *says + 1);
    *says += length + 2;
    print_pair(got, wanted, sizeof got, r, index);
    if (strcmp(name, "got") == 0 || strcmp(name, "wanted") == 0) {
        snprintf(text, size, "%s", strcmp(name, "got") == 0 ? got : wanted);
    } else if (strcmp(name, "place") == 0) {
        const char *dot = strchr(r->got->name, '.');
        compare_place(text, size, dot ? dot + 1 : r->got->name, r->got->rank, r->got->shape, index);
    } else {
        struct sizes sizes = r->law->drawing.sizes;
        if (sizes.count == SIZES_MAX) wrong(r->law, "too many sizes to add `at`");
        sizes.all[sizes.count].value = index / r->range.inner % r->range.count;
        sizes.all[sizes.count++].name = "at";
        dim value;
        if (!expression_value(&value, name, &sizes))
            wrong(r->law, "\"says\" has a {name} that is none");
        snprintf(text, size, "%td", value);
    }
}

static void say(const struct relation *r, dim index)
{
    const char *says = json_string_value(json_object_get(r->step, "says"));
    char *text = r->law->outcome.detail;
    const size_t size = sizeof r->law->outcome.detail;
    size_t used = 0;
    if (!says) wrong(r->law, "\"says\" is missing");
    text[0] = 0;
    while (*says && used + 1 < size) {
        if (*says == '{') {
            fill_in(text + used, size - used, r, index, &says);
            used += strlen(text + used);
        } else {
            text[used++] = *says++;
        }
        text[used < size ? used : size - 1] = 0;
    }
}

// ---- what is judged --------------------------------------------------------------------------

static bool equal(const struct relation *r, dim index)
{
    const double got = compare_value(r->got->type, r->got->data, index);
    const double wanted = compare_value(r->wanted->type, r->wanted->data, index);
    if (r->got->type == TENSOR_I64)  // beyond 2^53 a double is not exact
        return ((const int64_t *)r->got->data)[index] == ((const int64_t *)r->wanted->data)[index];
    if (got == wanted || (isnan(got) && isnan(wanted))) return true;
    return r->allowed > 0.0 && fabs(got - wanted) <= r->allowed;  // false for NaN
}

// The first value that is wrong, by its index along the axis, then by its place; -1 for none. Of
// what should have moved, an index of the axis is wrong when nothing at it did.
static dim first_wrong(const struct relation *r)
{
    const struct law_range *range = &r->range;
    for (dim at = range->from; at < range->to; at++) {
        dim first = -1;
        bool moved = false;
        for (dim o = 0; o < range->outer; o++)
            for (dim i = 0; i < range->inner; i++) {
                const dim index = (o * range->count + at) * range->inner + i;
                const bool same = equal(r, index);
                moved = moved || !same;
                if (first < 0 && same == r->moves) first = index;
            }
        if (r->moves ? !moved && first >= 0 : first >= 0) return first;
    }
    return -1;
}

static bool same_shape(const struct tensor *a, const struct tensor *b)
{
    for (int axis = 0; axis < a->rank && a->rank == b->rank; axis++)
        if (a->shape[axis] != b->shape[axis]) return false;
    return a->rank == b->rank;
}

static bool end(const struct relation *r, dim index)
{
    const double got = compare_value(r->got->type, r->got->data, index);
    const double wanted = compare_value(r->wanted->type, r->wanted->data, index);
    r->law->outcome.verdict =
        !isfinite(got) && isfinite(wanted) ? VERDICT_NON_FINITE : VERDICT_WRONG_VALUE;
    say(r, index);
    return false;
}

bool law_hold(struct law *law, const json_t *step)
{
    const json_t *names = json_object_get(step, "same"), *term;
    struct relation r = {.law = law, .step = step, .moves = !names};
    if (!names) names = json_object_get(step, "moves");
    if (!names) wrong(law, "the step makes nothing, asks nothing and says nothing");
    r.got = law_find(law, json_string_value(json_array_get(names, 0)));
    r.wanted = law_find(law, json_string_value(json_array_get(names, 1)));
    if (r.got->type != r.wanted->type) wrong(law, "two tensors of different types are compared");
    if (!same_shape(r.got, r.wanted)) {
        law->outcome.verdict = VERDICT_WRONG_SHAPE;
        snprintf(law->outcome.detail, sizeof law->outcome.detail,
                 "%s has %td values and %s has %td; they should be alike (%s)", r.got->name,
                 tensor_elements(r.got), r.wanted->name, tensor_elements(r.wanted),
                 law->about.law);
        return false;
    }
    r.range = law_range(law, step, r.got);
    size_t index;
    json_array_foreach(json_object_get(step, "within"), index, term)
        r.allowed += term_of(law, term);
    const dim at = first_wrong(&r);
    if (at >= 0) return end(&r, at);
    if (tensor_elements(r.got) > 0) say(&r, 0);  // a sentence that cannot be said is found at once
    law->outcome.detail[0] = 0;
    return true;
}

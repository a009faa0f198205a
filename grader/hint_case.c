// hint_case.c: a case and its numbers, for a pencil. See hint_case.h.
#include "hint_case.h"

#include "compare.h"
#include "group.h"
#include "paint.h"
#include "submission.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS_MOST = 60, ROWS_MOST = 24, PLACE = 22, VALUE = 16 };

static dim elements(int rank, const dim *shape)
{
    dim count = 1;
    for (int axis = 0; axis < rank; axis++) count *= shape[axis];
    return count;
}

static dim inputs_of(const struct golden_case *one)
{
    dim count = 0;
    for (int i = 0; i < one->request.count; i++) {
        const struct frame_tensor *tensor = &one->request.tensors[i];
        if (tensor->data) count += elements(tensor->rank, tensor->shape);
    }
    return count;
}

// "x [2,3] = 0.5 -1.25 ..." over as many lines as it takes.
static void write_input(FILE *out, const struct frame_tensor *tensor)
{
    char line[4096], value[40];
    size_t used = (size_t)snprintf(line, sizeof line, "%s", tensor->name);
    for (int axis = 0; axis < tensor->rank; axis++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%td%s", axis ? "," : " [",
                                 tensor->shape[axis], axis + 1 == tensor->rank ? "]" : "");
    used += (size_t)snprintf(line + used, sizeof line - used, " =");
    const dim count = elements(tensor->rank, tensor->shape);
    for (dim i = 0; i < count && used + sizeof value < sizeof line; i++) {
        compare_print(value, sizeof value, tensor->type, tensor->data, i);
        used += (size_t)snprintf(line + used, sizeof line - used, " %s", value);
    }
    paint_wrapped(out, "     ", line);
}

static void write_work(FILE *out, const struct golden_case *one)
{
    if (one->hand) {
        paint_indented(out, "     ", one->hand);
        return;
    }
    if (inputs_of(one) > INPUTS_MOST) {
        char told[400];
        snprintf(told, sizeof told, "its inputs are too many to follow by hand; build/grade replay "
                 "%s:%s prints them", one->topic, one->name);
        paint_wrapped(out, "     ", told);
        return;
    }
    for (int i = 0; i < one->request.count; i++)
        if (one->request.tensors[i].data) write_input(out, &one->request.tensors[i]);
}

static double allowed_of(const struct expected *expected)
{
    double largest = 0.0;
    for (dim i = 0; i < tensor_elements(&expected->tensor); i++) {
        double value = fabs(compare_value(expected->tensor.type, expected->tensor.data, i));
        if (isfinite(value)) largest = fmax(largest, value);
    }
    return expected->tolerance * largest;
}

// An element of an expected tensor, and what came back in its place: what a row is made of.
struct pair {
    const struct expected *expected;
    const struct frame_tensor *got;  // NULL: nothing came back
    double allowed;
};

static bool has(const struct pair *pair, dim index)
{
    return pair->got && index < elements(pair->got->rank, pair->got->shape);
}

static bool differs(const struct pair *pair, dim index)
{
    const struct tensor *exact = &pair->expected->tensor;
    char right[40], value[40];
    if (!has(pair, index)) return pair->got;
    double wanted = compare_value(exact->type, exact->data, index);
    double came = compare_value(pair->got->type, pair->got->data, index);
    compare_print(right, sizeof right, exact->type, exact->data, index);
    compare_print(value, sizeof value, pair->got->type, pair->got->data, index);
    if (strcmp(right, value) == 0) return false;
    return !(came == wanted || fabs(came - wanted) <= pair->allowed);
}

// Six digits are enough for a pencil, unless two different numbers would look the same.
static void print_short(char text[40], enum tensor_type type, const void *data, dim index)
{
    double value = compare_value(type, data, index);
    if (type == TENSOR_F32 || type == TENSOR_F64) snprintf(text, 40, "%.6g", value);
    else compare_print(text, 40, type, data, index);
}

static void write_row(FILE *out, const struct pair *pair, dim index)
{
    const struct tensor *exact = &pair->expected->tensor;
    char place[128], right[40], value[40] = "";
    compare_place(place, sizeof place, exact->name, exact->rank, exact->shape, index);
    print_short(right, exact->type, exact->data, index);
    const bool wrong = differs(pair, index);
    if (!pair->got) {
        fprintf(out, "     %-*s %s\n", PLACE, place, right);
        return;
    }
    if (!has(pair, index)) snprintf(value, sizeof value, "nothing");
    else print_short(value, pair->got->type, pair->got->data, index);
    if (wrong && has(pair, index) && strcmp(right, value) == 0) {
        compare_print(right, sizeof right, exact->type, exact->data, index);
        compare_print(value, sizeof value, pair->got->type, pair->got->data, index);
    }
    fprintf(out, "     %-*s %-*s %s%s\n", PLACE, place, VALUE, right, value,
            wrong ? "   differs" : "");
}

// The rows that differ first matter most: where there are too many, the others are left out.
static dim write_rows(FILE *out, const struct pair *pair, bool only_wrong, dim room)
{
    const dim count = tensor_elements(&pair->expected->tensor);
    dim wanted = 0;
    for (dim i = 0; i < count; i++) {
        if (only_wrong && !differs(pair, i)) continue;
        if (wanted++ < room) write_row(out, pair, i);
    }
    return wanted;
}

static const struct frame_tensor *find(const struct frame *answer, const char *name)
{
    for (int i = 0; answer && i < answer->count; i++)
        if (strcmp(answer->tensors[i].name, name) == 0) return &answer->tensors[i];
    return NULL;
}

// Whether an output is what was sent in its place: memory that only stands by.
static bool stays(const struct golden_case *one, const struct tensor *exact)
{
    const struct frame_tensor *sent = find(&one->request, exact->name);
    const size_t bytes = (size_t)(tensor_elements(exact) * tensor_type_size(exact->type));
    return sent && sent->data && memcmp(sent->data, exact->data, bytes) == 0;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

// Where the work by hand first speaks of an output; what it does not speak of comes last.
static size_t place_in_work(const struct golden_case *one, const char *name)
{
    const char *hand = one->hand ? one->hand : "";
    const size_t length = strlen(name);
    for (const char *at = hand; (at = strstr(at, name)); at++)
        if (!(at > hand && is_letter(at[-1])) && !is_letter(at[length])) return (size_t)(at - hand);
    return strlen(hand);
}

// The outputs in the order of the work, so that the first row that differs is the first mistake.
static void order_by_work(int order[FRAME_TENSORS_MAX], const struct golden_case *one)
{
    for (int e = 0; e < one->expected_count; e++) {
        const size_t place = place_in_work(one, one->expected[e].tensor.name);
        int to = e;
        for (; to > 0; to--) {
            if (place_in_work(one, one->expected[order[to - 1]].tensor.name) <= place) break;
            order[to] = order[to - 1];
        }
        order[to] = e;
    }
}

static void write_table(FILE *out, const struct golden_case *one, const struct frame *answer)
{
    int order[FRAME_TENSORS_MAX];
    dim total = 0, told = 0;
    for (int e = 0; e < one->expected_count; e++)
        total += tensor_elements(&one->expected[e].tensor);
    order_by_work(order, one);
    const bool only_wrong = answer && total > ROWS_MOST;
    if (answer)
        fprintf(out, "     %-*s %-*s %s\n", PLACE, only_wrong ? "where it differs" : "", VALUE,
                "expected", "your code gave");
    else
        fprintf(out, "     %-*s %s\n", PLACE, "", "expected");
    for (int e = 0; e < one->expected_count; e++) {
        const struct expected *expected = &one->expected[order[e]];
        if (!answer && total > ROWS_MOST && stays(one, &expected->tensor)) {
            fprintf(out, "     %-*s as it was\n", PLACE, expected->tensor.name);
            continue;
        }
        const struct pair pair = {expected, find(answer, expected->tensor.name),
                                  allowed_of(expected)};
        const dim room = told < ROWS_MOST ? ROWS_MOST - told : 0;
        told += write_rows(out, &pair, only_wrong, room);
    }
    if (told > ROWS_MOST) fprintf(out, "     ... %td more\n", told - ROWS_MOST);
    if (told == 0 && only_wrong) fprintf(out, "     (nothing now)\n");
}

void hint_case(FILE *out, const struct settings *settings, const struct topic_part *first,
               const struct golden_case *one, bool written, const char *detail)
{
    struct submission submission;
    struct frame answer;
    struct outcome why = {0};
    uint8_t *bytes = NULL;
    bool answered = false;
    write_work(out, one);
    fputc('\n', out);
    if (written) {
        submission_build(&submission, settings, first->number, first->topic);
        if (submission.outcome.verdict == VERDICT_PASS)
            answered = group_ask(&answer, &bytes, &why, one, submission.program,
                                 strcmp(settings->from, "reference") == 0);
    }
    write_table(out, one, answered ? &answer : NULL);
    if (written && !answered) {
        fprintf(out, "     your code gave no numbers:\n");
        paint_wrapped(out, "       ", why.detail[0] ? why.detail : detail);
    } else if (written && *detail) {
        paint_wrapped(out, "     ", detail);
    }
    if (written) submission_remove(&submission);
    free(bytes);
}

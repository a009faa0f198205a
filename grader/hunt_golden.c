// hunt_golden.c: from recorded cases to what may be written in a hunt. See hunt_golden.h.
#include "hunt_golden.h"

#include "compare.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 96 };

// ---- what is known of each function -------------------------------------------------------------

static struct hunt_function *function_of(struct hunt_functions *known, const char *name)
{
    for (dim i = 0; i < known->count; i++)
        if (strcmp(known->list[i].name, name) == 0) return &known->list[i];
    return NULL;
}

static const struct expected *expected_of(const struct golden_case *one, const char *name)
{
    for (int e = 0; e < one->expected_count; e++)
        if (strcmp(one->expected[e].tensor.name, name) == 0) return &one->expected[e];
    return NULL;
}

static void learn_tensor(struct hunt_function *function, const struct golden_case *one,
                         const struct frame_tensor *sent)
{
    struct hunt_tensor *tensor = NULL;
    for (int i = 0; i < function->count; i++)
        if (strcmp(function->tensors[i].name, sent->name) == 0) tensor = &function->tensors[i];
    if (!tensor && function->count == FRAME_TENSORS_MAX) return;
    if (!tensor) {
        tensor = &function->tensors[function->count++];
        *tensor = (struct hunt_tensor){.name = sent->name, .type = sent->type, .always = true};
    }
    tensor->ranks |= 1u << sent->rank;
    tensor->given |= sent->role == FRAME_IN;
    tensor->written |= sent->role == FRAME_OUT;
    tensor->changed |= sent->role == FRAME_INOUT;
    const struct expected *expected = expected_of(one, sent->name);
    if (expected && expected->tolerance > tensor->tolerance)
        tensor->tolerance = expected->tolerance;
}

static bool sends(const struct golden_case *one, const char *name)
{
    for (int i = 0; i < one->request.count; i++)
        if (strcmp(one->request.tensors[i].name, name) == 0) return true;
    return false;
}

void hunt_functions_of(struct hunt_functions *known, struct arena *arena,
                       const struct golden *golden, const char *topic)
{
    *known = (struct hunt_functions){.topic = topic};
    known->list = arena_array(arena, (size_t)golden->count, sizeof *known->list);
    for (dim i = 0; i < golden->count; i++) {
        const struct golden_case *one = &golden->cases[i];
        struct hunt_function *function = function_of(known, one->operation);
        if (!function) {
            function = &known->list[known->count++];
            *function = (struct hunt_function){.name = one->operation};
        }
        for (int t = 0; t < one->request.count; t++)
            learn_tensor(function, one, &one->request.tensors[t]);
    }
    for (dim i = 0; i < golden->count; i++) {
        struct hunt_function *function = function_of(known, golden->cases[i].operation);
        for (int t = 0; t < function->count; t++)
            function->tensors[t].always &= sends(&golden->cases[i], function->tensors[t].name);
    }
}

// ---- a first case for each ---------------------------------------------------------------------

static dim elements(const struct frame_tensor *tensor)
{
    dim count = 1;
    for (int axis = 0; axis < tensor->rank; axis++) count *= tensor->shape[axis];
    return count;
}

// How many numbers a case has; one with an empty tensor shows too little to be a first case, and
// one with a tensor too long for a hunt cannot be one.
static dim weight_of(const struct golden_case *one)
{
    dim weight = 0;
    for (int i = 0; i < one->request.count; i++) {
        const dim count = elements(&one->request.tensors[i]);
        weight += count + (count == 0 ? 1 << 20 : 0) + (count > HUNT_VALUES_MOST ? 1 << 26 : 0);
    }
    return weight;
}

static const struct golden_case *smallest(const struct golden *golden, const char *operation)
{
    const struct golden_case *found = NULL;
    for (dim i = 0; i < golden->count; i++) {
        const struct golden_case *one = &golden->cases[i];
        if (strcmp(one->operation, operation) != 0) continue;
        if (!found || weight_of(one) < weight_of(found)) found = one;
    }
    return found;
}

// As few digits as give the same number again.
static void print_value(char text[40], enum tensor_type type, const void *data, dim index)
{
    const double value = compare_value(type, data, index);
    if (type == TENSOR_F32 || type == TENSOR_F64)
        for (int digits = 4; digits < (type == TENSOR_F32 ? 9 : 17); digits++) {
            snprintf(text, 40, "%.*g", digits, value);
            const double again = type == TENSOR_F32 ? (double)strtof(text, NULL)
                                                    : strtod(text, NULL);
            if (!(again < value || again > value)) return;
        }
    compare_print(text, 40, type, data, index);
}

static void write_values(FILE *out, const struct frame_tensor *tensor, size_t column)
{
    for (dim i = 0; i < elements(tensor); i++) {
        char value[40];
        print_value(value, tensor->type, tensor->data, i);
        const bool next = column + strlen(value) + 1 > COLUMNS;
        fprintf(out, "%s%s", next ? "\n   " : " ", value);
        column = (next ? 3 : column + 1) + strlen(value);
    }
}

// Bytes as text, in a new pair of quotes where the line ends.
static void write_text(FILE *out, const struct frame_tensor *tensor, size_t column)
{
    const uint8_t *bytes = tensor->data;
    column += (size_t)fprintf(out, " \"");
    for (dim i = 0; i < elements(tensor); i++) {
        if (column > COLUMNS - 5) column = (size_t)fprintf(out, "\"\n   \"") - 2;
        if (bytes[i] == '"' || bytes[i] == '\\') column += (size_t)fprintf(out, "\\%c", bytes[i]);
        else if (bytes[i] == '\n') column += (size_t)fprintf(out, "\\n");
        else if (bytes[i] < 0x20 || bytes[i] > 0x7E)
            column += (size_t)fprintf(out, "\\x%02X", bytes[i]);
        else column += (size_t)fprintf(out, "%c", bytes[i]);
    }
    fputc('"', out);
}

static void write_tensor(FILE *out, const struct frame_tensor *tensor)
{
    size_t column = (size_t)fprintf(out, "%s%s", tensor->role == FRAME_OUT ? "out " : "",
                                    tensor->name);
    for (int axis = 0; axis < tensor->rank; axis++)
        column += (size_t)fprintf(out, "%s%td", axis ? "," : " [", tensor->shape[axis]);
    if (tensor->rank) column += (size_t)fprintf(out, "]");
    if (tensor->role != FRAME_OUT) {
        column += (size_t)fprintf(out, " =");
        if (tensor->type == TENSOR_U8 && tensor->rank) write_text(out, tensor, column);
        else write_values(out, tensor, column);
    }
    fputc('\n', out);
}

void hunt_template(const char *path, const struct hunt_functions *known,
                   const struct golden *golden)
{
    struct file_writer writer;
    file_begin(&writer, path);
    FILE *out = writer.stream;
    fprintf(out, "# A bug hunt: cases that tell wrong implementations of %s from the right one.\n"
            "# These are only a start: change numbers and sizes, add cases (at most %d in all),\n"
            "# then make hunt T=%s. docs/hunt.md tells what may be written here.\n", known->topic,
            HUNT_CASES_MOST, known->topic);
    for (dim i = 0; i < known->count && i < HUNT_CASES_MOST; i++) {
        const struct golden_case *one = smallest(golden, known->list[i].name);
        fprintf(out, "\ncall %s\n", one->operation);
        for (int role = 0; role < 2; role++)
            for (int t = 0; t < one->request.count; t++)
                if ((one->request.tensors[t].role == FRAME_OUT) == (role == 1))
                    write_tensor(out, &one->request.tensors[t]);
    }
    file_commit(&writer);
}

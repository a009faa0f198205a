// fuzz_hunt.c: any bytes as the cases of a bug hunt. What is accepted must be what the limits and
// the known functions allow; what is not is one sentence with a line.
#include "hunt_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void expect(bool right)
{
    if (!right) abort();
}

static struct hunt_function functions[] = {
    {"a", {{"n", TENSOR_I64, 1, true, false, false, true, 0.0},
           {"x", TENSOR_F32, 2 | 4, true, false, false, false, 0.0},
           {"b", TENSOR_U8, 2, true, false, false, false, 0.0},
           {"y", TENSOR_F64, 2, false, true, true, false, 1e-6}}, 4},
    {"bc", {{"i", TENSOR_I32, 1 | 2, false, false, true, false, 0.0},
            {"o", TENSOR_I64, 1, false, true, false, true, 0.0}}, 2}};

static void check_tensor(const struct frame_tensor *tensor, const struct hunt_function *function)
{
    static volatile uint8_t sum;
    const struct hunt_tensor *known = hunt_tensor_find(function, tensor->name);
    uint64_t size;
    expect(known && known->type == tensor->type);
    expect(tensor->rank >= 0 && known->ranks >> tensor->rank & 1);
    expect(frame_bytes(&size, tensor->type, tensor->rank, tensor->shape));
    expect(size <= 8 * HUNT_VALUES_MOST);
    expect((tensor->data == NULL) == (tensor->role == FRAME_OUT));
    for (uint64_t k = 0; tensor->data && k < size; k++)
        sum = sum ^ ((const uint8_t *)tensor->data)[k];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct hunt_functions known = {"topic", functions, sizeof functions / sizeof *functions};
    struct hunt_cases cases;
    dim line = 0;
    char *text = malloc(count + 1);  // of its own, so that a step over its end is seen
    if (!text) return 0;
    if (count) memcpy(text, bytes, count);
    text[count] = 0;
    const char *why = hunt_parse(&cases, &line, &arena, &known, text, count);
    expect(!why || (*why && line >= 1 && line <= (dim)count + 1));
    expect(cases.count <= HUNT_CASES_MOST);
    for (dim i = 0; i < cases.count && !why; i++)
        for (int t = 0; t < cases.list[i].request.count; t++)
            check_tensor(&cases.list[i].request.tensors[t], cases.list[i].function);
    free(text);
    arena_free(&arena);
    return 0;
}

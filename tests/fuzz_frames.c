// fuzz_frames.c: any bytes as what a probe sends back. Often a right head is put before them, so
// that the fuzzer gets past it; whatever is taken must lie within the bytes.
#include "frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static struct frame request_of(void)
{
    struct frame request = {.nonce = 42, .operation = "op", .count = 3};
    request.tensors[0] = (struct frame_tensor){"x", TENSOR_F32, FRAME_IN, 2, {2, 3}, NULL};
    request.tensors[1] = (struct frame_tensor){"y", TENSOR_F64, FRAME_OUT, 3, {2, 3, 4}, NULL};
    request.tensors[2] = (struct frame_tensor){"n", TENSOR_U8, FRAME_INOUT, 0, {0}, NULL};
    return request;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static volatile uint8_t sum;
    const struct frame request = request_of();
    const struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION,
                                    .kind = FRAME_RESULT, .nonce = 42, .count = 3};
    struct frame response;
    struct frame_fault fault;
    const char *why;
    size_t at = 0;
    uint8_t *copy = malloc(count + 1);
    if (!copy) return 0;
    if (count) memcpy(copy, bytes, count);
    if (count >= sizeof head && bytes[offsetof(struct frame_head, reserved)] & 1)
        memcpy(copy, &head, sizeof head);
    while (frame_take_response(&response, &fault, &why, &request, copy, count, &at) == 1)
        for (int i = 1; i < response.count; i++) {
            const struct frame_tensor *tensor = &response.tensors[i];
            uint64_t size;
            if (!frame_bytes(&size, tensor->type, tensor->rank, tensor->shape)) abort();
            for (uint64_t k = 0; k < size; k++) sum = sum ^ ((const uint8_t *)tensor->data)[k];
        }
    if (at > count) abort();
    free(copy);
    return 0;
}

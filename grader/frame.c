// frame.c: encoding of requests, bounded decoding of responses. See frame.h.
#include "frame.h"

#include "fail.h"

#include <stdlib.h>
#include <string.h>

bool frame_bytes(uint64_t *bytes, enum tensor_type type, int rank, const dim *shape)
{
    uint64_t product = (uint64_t)tensor_type_size(type);
    bool empty = false;
    for (int i = 0; i < rank; i++) {
        if (shape[i] < 0) return false;
        if (shape[i] == 0) empty = true;
        else if (product > FRAME_BYTES_MAX / (uint64_t)shape[i]) return false;
        else product *= (uint64_t)shape[i];
    }
    *bytes = empty ? 0 : product;
    return true;
}

void frame_append(struct frame_buffer *buffer, const void *bytes, size_t count)
{
    if (buffer->count + count > buffer->capacity) {
        size_t capacity = 2 * (buffer->count + count) + 4096;
        uint8_t *grown = realloc(buffer->bytes, capacity);
        if (!grown) fail_environment("memory: no room for a frame of %zu bytes", capacity);
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    if (count) memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

static const uint8_t padding[FRAME_ALIGN];

dim frame_elements(const struct frame_tensor *tensor)
{
    dim count = 1;
    for (int axis = 0; axis < tensor->rank; axis++) count *= tensor->shape[axis];
    return count;
}

size_t frame_padding(uint64_t bytes)
{
    return (size_t)(-bytes % FRAME_ALIGN);
}

void frame_append_request(struct frame_buffer *buffer, const struct frame *frame)
{
    struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION,
                              .kind = FRAME_REQUEST, .run = (uint32_t)frame->run,
                              .nonce = frame->nonce, .count = (uint32_t)frame->count};
    memcpy(head.operation, frame->operation, sizeof head.operation);
    frame_append(buffer, &head, sizeof head);
    for (int i = 0; i < frame->count; i++) {
        const struct frame_tensor *tensor = &frame->tensors[i];
        struct frame_tensor_head one = {.type = (uint32_t)tensor->type,
                                        .role = (uint32_t)tensor->role,
                                        .rank = (uint32_t)tensor->rank};
        memcpy(one.name, tensor->name, sizeof one.name);
        for (int axis = 0; axis < tensor->rank; axis++) one.shape[axis] = tensor->shape[axis];
        if (!frame_bytes(&one.bytes, tensor->type, tensor->rank, tensor->shape))
            fail("%s: tensor %s is too large to send", frame->operation, tensor->name);
        frame_append(buffer, &one, sizeof one);
        if (tensor->role == FRAME_OUT) continue;
        frame_append(buffer, tensor->data, one.bytes);
        frame_append(buffer, padding, frame_padding(one.bytes));
    }
    frame_append(buffer, &frame->nonce, sizeof frame->nonce);
}

size_t frame_response_bytes(const struct frame *request)
{
    size_t count = sizeof(struct frame_head) + sizeof(struct frame_fault) + sizeof request->nonce;
    for (int i = 0; i < request->count; i++) {
        const struct frame_tensor *tensor = &request->tensors[i];
        uint64_t bytes = 0;
        frame_bytes(&bytes, tensor->type, tensor->rank, tensor->shape);
        count += sizeof(struct frame_tensor_head) + (tensor->role == FRAME_IN ? 0 : bytes);
    }
    return count;
}

struct cursor {
    const uint8_t *bytes;
    size_t left;
};

static bool take(void *into, struct cursor *cursor, size_t count)
{
    if (cursor->left < count) return false;
    memcpy(into, cursor->bytes, count);
    cursor->bytes += count;
    cursor->left -= count;
    return true;
}

// 1: read; 0: not all there yet; -1: wrong.
static int take_tensor(struct frame_tensor *tensor, const char **why,
                       const struct frame_tensor *wanted, struct cursor *cursor)
{
    struct frame_tensor_head head;
    if (!take(&head, cursor, sizeof head)) return 0;
    *why = "a tensor's header does not match the request";
    if (memcmp(head.name, wanted->name, sizeof head.name) != 0 ||
        head.type != (uint32_t)wanted->type || head.role != (uint32_t)wanted->role ||
        head.rank != (uint32_t)wanted->rank)
        return -1;
    *tensor = *wanted;
    for (int axis = 0; axis < tensor->rank; axis++) tensor->shape[axis] = head.shape[axis];
    uint64_t bytes;
    if (!frame_bytes(&bytes, tensor->type, tensor->rank, tensor->shape) ||
        head.bytes != (tensor->role == FRAME_IN ? 0 : bytes)) {
        *why = "a tensor's size does not match its shape";
        return -1;
    }
    const size_t taken = (size_t)head.bytes + frame_padding(head.bytes);
    if (cursor->left < taken) return 0;
    tensor->data = cursor->bytes;
    cursor->bytes += taken;
    cursor->left -= taken;
    return 1;
}

int frame_take_response(struct frame *response, struct frame_fault *fault, const char **why,
                        const struct frame *request, const uint8_t *bytes, size_t count, size_t *at)
{
    struct cursor cursor = {bytes ? bytes + *at : bytes, count - *at};
    struct frame_head head;
    if (!take(&head, &cursor, sizeof head)) return 0;
    *why = "the header is not the grader's";
    if (head.magic != FRAME_MAGIC || head.version != FRAME_VERSION || head.nonce != request->nonce)
        return -1;
    if (head.kind == FRAME_FAULT) {
        if (!take(fault, &cursor, sizeof *fault)) return 0;
        if (fault->tensor < -1 || fault->tensor >= request->count) return -1;
    } else if (head.kind != FRAME_RESULT || head.count != (uint32_t)request->count) {
        return -1;
    } else {
        *response = *request;
        for (int i = 0; i < request->count; i++) {
            int got = take_tensor(&response->tensors[i], why, &request->tensors[i], &cursor);
            if (got != 1) return got;
        }
    }
    uint64_t nonce;
    if (!take(&nonce, &cursor, sizeof nonce)) return 0;
    *why = "the trailer is not the grader's";
    if (nonce != request->nonce) return -1;
    *at = count - cursor.left;
    return head.kind == FRAME_FAULT ? 2 : 1;
}

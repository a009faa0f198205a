// grader_frame_test.c: the laws of frames: what is sent is taken again; anything else is refused or
// waited for, and never read past its end.
#include "check.h"

#undef fail  // cmocka has one too

#include "arena.h"
#include "fail.h"
#include "frame.h"
#include "rng.h"
#include "sentence.h"

#include <string.h>

static const float values[6] = {1, 2, 3, 4, 5, 6};

static struct frame example(void)
{
    struct frame frame = {.nonce = UINT64_C(0x1122334455667788), .operation = "norm_forward",
                          .count = 3};
    frame.tensors[0] = (struct frame_tensor){"x", TENSOR_F32, FRAME_IN, 2, {2, 3}, values};
    frame.tensors[1] = (struct frame_tensor){"y", TENSOR_F32, FRAME_OUT, 2, {2, 3}, NULL};
    frame.tensors[2] = (struct frame_tensor){"z", TENSOR_I64, FRAME_INOUT, 0, {0}, values};
    return frame;
}

// What a probe sends back for it.
static void append_response(struct frame_buffer *buffer, const struct frame *frame)
{
    struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION, .kind = FRAME_RESULT,
                              .nonce = frame->nonce, .count = (uint32_t)frame->count};
    frame_append(buffer, &head, sizeof head);
    for (int i = 0; i < frame->count; i++) {
        const struct frame_tensor *tensor = &frame->tensors[i];
        struct frame_tensor_head one = {.type = (uint32_t)tensor->type,
                                        .role = (uint32_t)tensor->role,
                                        .rank = (uint32_t)tensor->rank};
        memcpy(one.name, tensor->name, sizeof one.name);
        for (int axis = 0; axis < tensor->rank; axis++) one.shape[axis] = tensor->shape[axis];
        uint64_t bytes;
        assert_true(frame_bytes(&bytes, tensor->type, tensor->rank, tensor->shape));
        one.bytes = tensor->role == FRAME_IN ? 0 : bytes;
        frame_append(buffer, &one, sizeof one);
        frame_append(buffer, values, one.bytes);
        frame_append(buffer, (const uint8_t[FRAME_ALIGN]){0}, frame_padding(one.bytes));
    }
    frame_append(buffer, &frame->nonce, sizeof frame->nonce);
}

static int take(struct frame *response, struct frame_fault *fault, const struct frame *request,
                const struct frame_buffer *buffer, size_t count, size_t *at)
{
    const char *why;
    return frame_take_response(response, fault, &why, request, buffer->bytes, count, at);
}

static void a_response_is_taken_as_it_was_sent(void **state)
{
    (void)state;
    struct frame request = example(), response;
    struct frame_fault fault;
    struct frame_buffer buffer = {0};
    size_t at = 0;
    append_response(&buffer, &request);
    append_response(&buffer, &request);
    assert_true(buffer.count <= 2 * frame_response_bytes(&request));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(take(&response, &fault, &request, &buffer, buffer.count, &at), 1);
        assert_int_equal(response.count, 3);
        assert_memory_equal(response.tensors[1].data, values, sizeof values);
        assert_memory_equal(response.tensors[2].data, values, 8);
    }
    assert_int_equal(at, buffer.count);
    assert_int_equal(take(&response, &fault, &request, &buffer, buffer.count, &at), 0);
    free(buffer.bytes);
}

static void a_fault_is_taken_with_its_place(void **state)
{
    (void)state;
    struct frame request = example(), response;
    struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION, .kind = FRAME_FAULT,
                              .nonce = request.nonce};
    struct frame_fault sent = {.signal = 11, .tensor = 2, .offset = -4}, fault = {0};
    struct frame_buffer buffer = {0};
    size_t at = 0;
    frame_append(&buffer, &head, sizeof head);
    frame_append(&buffer, &sent, sizeof sent);
    frame_append(&buffer, &request.nonce, sizeof request.nonce);
    for (size_t cut = 0; cut < buffer.count; cut++) {
        assert_int_equal(take(&response, &fault, &request, &buffer, cut, &at), 0);
        assert_int_equal(at, 0);
    }
    assert_int_equal(take(&response, &fault, &request, &buffer, buffer.count, &at), 2);
    assert_memory_equal(&fault, &sent, sizeof sent);
    for (int32_t tensor = -3; tensor < 6; tensor++) {
        memcpy(buffer.bytes + sizeof head + 4, &tensor, sizeof tensor);
        at = 0;
        assert_int_equal(take(&response, &fault, &request, &buffer, buffer.count, &at),
                         tensor >= -1 && tensor < 3 ? 2 : -1);
    }
    free(buffer.bytes);
}

// Cut anywhere, it is waited for; the bytes behind the cut are not looked at (valgrind, ASan).
static void a_response_cut_at_any_byte_is_waited_for(void **state)
{
    (void)state;
    struct frame request = example(), response;
    struct frame_fault fault;
    struct frame_buffer whole = {0};
    append_response(&whole, &request);
    for (size_t cut = 0; cut < whole.count; cut++) {
        uint8_t *bytes = malloc(cut + 1);
        const char *why;
        size_t at = 0;
        memcpy(bytes, whole.bytes, cut);
        int got = frame_take_response(&response, &fault, &why, &request, bytes, cut, &at);
        assert_int_equal(got, 0);
        assert_int_equal(at, 0);
        free(bytes);
    }
    free(whole.bytes);
}

// A changed byte in a head or trailer is refused or waited for; one in a payload or in a reserved
// field changes nothing but itself. An answer of another length is one only when its shape says so.
static void no_changed_byte_makes_another_shape(void **state)
{
    (void)state;
    struct frame request = example(), response;
    struct frame_fault fault;
    struct frame_buffer buffer = {0};
    append_response(&buffer, &request);
    for (size_t i = 0; i < buffer.count; i++)
        for (int bit = 0; bit < 8; bit++) {
            size_t at = 0;
            buffer.bytes[i] ^= (uint8_t)(1 << bit);
            int got = take(&response, &fault, &request, &buffer, buffer.count, &at);
            assert_true(got == -1 || got == 0 || got == 1);
            if (got == 1) {
                assert_int_equal(at, buffer.count);
                assert_memory_equal(response.tensors[1].shape, request.tensors[1].shape, 16);
            }
            buffer.bytes[i] ^= (uint8_t)(1 << bit);
        }
    free(buffer.bytes);
}

static void a_changed_head_is_never_an_answer(void **state)
{
    (void)state;
    struct frame request = example(), response;
    struct frame_fault fault;
    struct frame_buffer good = {0};
    struct rng rng;
    append_response(&good, &request);
    rng_seed(&rng, 5, 5);
    for (int round = 0; round < 20000; round++) {
        struct frame_buffer bad = {0};
        size_t at = 0;
        frame_append(&bad, good.bytes, good.count);
        for (int k = 0; k < 4; k++)
            bad.bytes[rng_below(&rng, sizeof(struct frame_head))] = (uint8_t)rng_next(&rng);
        // magic, version and kind; nonce; count. The rest of a response's head means nothing.
        bool same = memcmp(bad.bytes, good.bytes, 12) == 0 &&
                    memcmp(bad.bytes + 16, good.bytes + 16, 12) == 0;
        int got = take(&response, &fault, &request, &bad, bad.count, &at);
        assert_int_equal(got == 1, same);
        free(bad.bytes);
    }
    free(good.bytes);
}

static void a_shape_may_shrink_with_its_bytes_only(void **state)
{
    (void)state;
    struct frame request = example(), shorter = example(), response;
    struct frame_fault fault;
    struct frame_buffer buffer = {0};
    size_t at = 0;
    shorter.tensors[1].shape[0] = 1;
    append_response(&buffer, &shorter);
    assert_int_equal(take(&response, &fault, &request, &buffer, buffer.count, &at), 1);
    assert_int_equal(response.tensors[1].shape[0], 1);
    free(buffer.bytes);
}

static void sizes_are_checked_before_they_are_multiplied(void **state)
{
    (void)state;
    uint64_t bytes = 7;
    assert_true(frame_bytes(&bytes, TENSOR_F64, 0, NULL));
    assert_int_equal(bytes, 8);
    assert_true(frame_bytes(&bytes, TENSOR_U8, 2, (const dim[]){3, 5}));
    assert_int_equal(bytes, 15);
    assert_true(frame_bytes(&bytes, TENSOR_F32, 3, (const dim[]){1 << 20, 0, INT64_MAX}) == false ||
                bytes == 0);
    assert_true(frame_bytes(&bytes, TENSOR_F32, 2, (const dim[]){0, 5}));
    assert_int_equal(bytes, 0);
    assert_false(frame_bytes(&bytes, TENSOR_F32, 1, (const dim[]){-1}));
    assert_false(frame_bytes(&bytes, TENSOR_F32, 2, (const dim[]){(dim)1 << 32, (dim)1 << 32}));
    assert_true(frame_bytes(&bytes, TENSOR_U8, 1, (const dim[]){(dim)FRAME_BYTES_MAX}));
    assert_false(frame_bytes(&bytes, TENSOR_U8, 1, (const dim[]){(dim)FRAME_BYTES_MAX + 1}));
}

static void send_too_much(void *nothing)
{
    (void)nothing;
    struct frame request = example();
    struct frame_buffer buffer = {0};
    request.tensors[1].shape[0] = (dim)FRAME_BYTES_MAX;
    frame_append_request(&buffer, &request);
}

static void a_request_holds_inputs_and_room_for_outputs(void **state)
{
    (void)state;
    struct frame request = example();
    struct frame_buffer buffer = {0};
    frame_append_request(&buffer, &request);
    size_t heads = sizeof(struct frame_head) + 3 * sizeof(struct frame_tensor_head);
    assert_int_equal(buffer.count, heads + sizeof values + 8 + sizeof request.nonce);
    free(buffer.bytes);
    expect_sentence(send_too_much, NULL, FAIL_INPUT, "tensor y is too large to send");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_is_taken_as_it_was_sent),
        cmocka_unit_test(a_fault_is_taken_with_its_place),
        cmocka_unit_test(a_response_cut_at_any_byte_is_waited_for),
        cmocka_unit_test(no_changed_byte_makes_another_shape),
        cmocka_unit_test(a_changed_head_is_never_an_answer),
        cmocka_unit_test(a_shape_may_shrink_with_its_bytes_only),
        cmocka_unit_test(sizes_are_checked_before_they_are_multiplied),
        cmocka_unit_test(a_request_holds_inputs_and_room_for_outputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

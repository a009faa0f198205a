// frame.h: what crosses the two pipes between grader and probe. Tensors and the name of a contract
// function go in, tensors come back. Names of checks, expected values, tolerances and verdicts
// never do: whoever forges an answer has only given a wrong answer.
//   request:  head, count x (tensor head, payload unless FRAME_OUT), nonce
//   response: head, count x (tensor head, payload if FRAME_OUT or FRAME_INOUT), nonce
//   fault:    head with kind FRAME_FAULT, fault, nonce; the probe then ends
// Fixed-size little-endian records, all fields naturally aligned; payloads are followed by zeros
// up to a multiple of FRAME_ALIGN, so that every one of them starts aligned too.
#ifndef CRUMB_FRAME_H
#define CRUMB_FRAME_H

#include "dim.h"
#include "safetensors.h"

#include <stdbool.h>
#include <stdint.h>

enum { FRAME_TENSORS_MAX = 128, FRAME_NAME_MAX = 16, FRAME_OPERATION_MAX = 40 };
enum frame_kind { FRAME_REQUEST = 1, FRAME_RESULT = 2, FRAME_FAULT = 3 };
enum frame_role { FRAME_IN = 1, FRAME_OUT = 2, FRAME_INOUT = 3 };
enum { FRAME_MAGIC = 0x626D7263, FRAME_VERSION = 1 };  // "crmb"
// Exit codes of a probe: a case that its maker got wrong; descriptors 3 and 4 not as they were
// given.
enum { FRAME_BROKEN_EXIT = 87, FRAME_CLOSED_EXIT = 88 };
#define FRAME_BYTES_MAX ((uint64_t)1 << 28)            // of one tensor's payload

// Outputs are filled before the call: with NaN and at the end of their pages in the first run, with
// an ordinary number and at the start of their pages in the second. Whoever reads or keeps what was
// there, or steps over either end, is found.
enum frame_run { FRAME_FIRST_RUN = 0, FRAME_SECOND_RUN = 1 };
#define FRAME_POISON_FIRST UINT32_C(0x7FF5A5A5)   // a NaN as float32; two: as float64
#define FRAME_POISON_SECOND UINT32_C(0x42F6E979)  // 123.456

struct frame_head {
    uint32_t magic, version, kind, run;
    uint64_t nonce;
    uint32_t count, reserved;
    char operation[FRAME_OPERATION_MAX];
};

struct frame_tensor_head {
    char name[FRAME_NAME_MAX];
    uint32_t type, role, rank, reserved;
    int64_t shape[TENSOR_RANK_MAX];
    uint64_t bytes;
};

struct frame_fault {
    int32_t signal, tensor;  // tensor: index in the request, -1 for none
    int64_t offset;          // bytes from that tensor's first byte to the address touched
    uint32_t stack, reserved;  // stack: the address lies where the stack ends
};

struct frame_tensor {
    char name[FRAME_NAME_MAX];
    enum tensor_type type;
    enum frame_role role;
    int rank;
    dim shape[TENSOR_RANK_MAX];
    const void *data;  // NULL for FRAME_OUT in a request
};

struct frame {
    uint64_t nonce;
    enum frame_run run;
    char operation[FRAME_OPERATION_MAX];
    int count;
    struct frame_tensor tensors[FRAME_TENSORS_MAX];
};

// Bytes of the payload of a shape; false when a size is negative or the product passes
// FRAME_BYTES_MAX.
bool frame_bytes(uint64_t *bytes, enum tensor_type type, int rank, const dim *shape);

dim frame_elements(const struct frame_tensor *tensor);  // product of its shape; 1 for rank 0

enum { FRAME_ALIGN = 8 };
size_t frame_padding(uint64_t bytes);  // how many zeros follow a payload of so many bytes

struct frame_buffer {
    uint8_t *bytes;
    size_t count, capacity;
};
void frame_append(struct frame_buffer *buffer, const void *bytes, size_t count);
void frame_append_request(struct frame_buffer *buffer, const struct frame *frame);
// The most bytes that a response to request can have.
size_t frame_response_bytes(const struct frame *request);

// Takes one response to request off bytes[*at..count) and moves *at behind it. Data pointers go
// into bytes. Returns 1 for a result, 2 for a fault (in *fault), 0 when the bytes end too early
// (*at is left), -1 when they are not a response to this request: then *why says what is off.
int frame_take_response(struct frame *response, struct frame_fault *fault, const char **why,
                        const struct frame *request, const uint8_t *bytes, size_t count,
                        size_t *at);

#endif

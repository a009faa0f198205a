// probe.c: the process in which a submission runs. Reads requests from descriptor 3, puts every
// tensor in memory of its own (probe_memory.h), lets the topic's probe_run() call the contract
// function, and writes what is in the outputs to descriptor 4. It knows no expected value. See
// frame.h, probe.h.
#include "probe.h"

#include "counter.h"
#include "frame.h"
#include "probe_memory.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REQUESTS = 3, RESPONSES = 4 };
static_assert(sizeof(dim) == sizeof(int64_t), "Crumb needs a 64-bit machine: dim crosses as I64");

static struct frame request;
static uint8_t zeros[FRAME_ALIGN];
static struct block memory[FRAME_TENSORS_MAX];
static dim shortened[FRAME_TENSORS_MAX];  // -1: as long as asked for
static struct arena scratch;

_Noreturn static void broken(const char *what, const char *name)
{
    fprintf(stderr, "probe: %s: %s %s\n", request.operation, what, name);
    _exit(FRAME_BROKEN_EXIT);
}

static void write_all(const void *bytes, size_t count)
{
    for (const uint8_t *at = bytes; count > 0;) {
        ssize_t written = write(RESPONSES, at, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(FRAME_CLOSED_EXIT);
        at += written;
        count -= (size_t)written;
    }
}

// An answer goes out in one piece where it can: each piece wakes the grader up.
static uint8_t gathered[1 << 16];
static size_t gathered_count;

static void send_gathered(void)
{
    write_all(gathered, gathered_count);
    gathered_count = 0;
}

static void put(const void *bytes, size_t count)
{
    if (count > sizeof gathered - gathered_count) send_gathered();
    if (count > sizeof gathered) {
        write_all(bytes, count);
    } else if (count) {
        memcpy(gathered + gathered_count, bytes, count);
        gathered_count += count;
    }
}

// What the grader sent is whole and right; when something is missing, somebody else has read it.
_Noreturn static void robbed(void)
{
    _exit(FRAME_CLOSED_EXIT);
}

static bool read_all(void *bytes, size_t count)
{
    for (uint8_t *at = bytes; count > 0;) {
        ssize_t got = read(REQUESTS, at, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        count -= (size_t)got;
    }
    return true;
}

_Noreturn void probe_fault(int number, const void *address, bool stack)
{
    const uint8_t *at = address;
    struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION, .kind = FRAME_FAULT,
                              .nonce = request.nonce};
    struct frame_fault fault = {.signal = number, .tensor = -1, .stack = stack};
    for (int i = 0; i < request.count; i++)
        if (at && at >= memory[i].mapping && at < memory[i].mapping + memory[i].mapped) {
            fault.tensor = i;
            fault.offset = at - memory[i].data;
        }
    write_all(&head, sizeof head);
    write_all(&fault, sizeof fault);
    write_all(&request.nonce, sizeof request.nonce);
    _exit(128 + number);
}

const struct frame *probe_request(void)
{
    return &request;
}

const struct block *probe_block(int tensor)
{
    return &memory[tensor];
}

static void fill(uint8_t *data, uint64_t bytes, enum frame_run run)
{
    const uint32_t poison = run == FRAME_FIRST_RUN ? FRAME_POISON_FIRST : FRAME_POISON_SECOND;
    for (uint64_t i = 0; i < bytes; i++) data[i] = (uint8_t)(poison >> 8 * (i % 4));
}

static void receive_tensor(int index)
{
    struct frame_tensor_head head;
    struct frame_tensor *tensor = &request.tensors[index];
    struct block *block = &memory[index];
    if (!read_all(&head, sizeof head)) robbed();
    memcpy(tensor->name, head.name, sizeof tensor->name);
    tensor->name[FRAME_NAME_MAX - 1] = 0;
    if (head.type >= TENSOR_TYPES || head.rank > TENSOR_RANK_MAX ||
        (head.role != FRAME_IN && head.role != FRAME_OUT && head.role != FRAME_INOUT))
        robbed();
    tensor->type = (enum tensor_type)head.type;
    tensor->role = (enum frame_role)head.role;
    tensor->rank = (int)head.rank;
    for (int axis = 0; axis < tensor->rank; axis++) tensor->shape[axis] = (dim)head.shape[axis];
    uint64_t bytes;
    if (!frame_bytes(&bytes, tensor->type, tensor->rank, tensor->shape) || bytes != head.bytes)
        robbed();
    if (!memory_take(block, bytes, request.run)) broken("no memory for", "a tensor");
    if (tensor->role == FRAME_OUT) fill(block->data, bytes, request.run);
    else if (!read_all(block->data, bytes) || !read_all(zeros, frame_padding(bytes))) robbed();
    if (tensor->role == FRAME_IN) memory_seal(block);
    shortened[index] = -1;
}

static bool receive(void)
{
    struct frame_head head;
    uint64_t nonce;
    request.count = 0;
    if (!read_all(&head, sizeof head)) return false;  // the grader has closed the pipe: done
    if (head.magic != FRAME_MAGIC || head.version != FRAME_VERSION ||
        head.kind != FRAME_REQUEST || head.count > FRAME_TENSORS_MAX)
        robbed();
    memcpy(request.operation, head.operation, sizeof request.operation);
    request.operation[FRAME_OPERATION_MAX - 1] = 0;
    request.nonce = head.nonce;
    request.run = head.run ? FRAME_SECOND_RUN : FRAME_FIRST_RUN;
    for (uint32_t i = 0; i < head.count; i++) {
        receive_tensor((int)i);
        request.count = (int)i + 1;
    }
    if (!read_all(&nonce, sizeof nonce) || nonce != head.nonce) robbed();
    return true;
}

static void answer(void)
{
    struct frame_head head = {.magic = FRAME_MAGIC, .version = FRAME_VERSION, .kind = FRAME_RESULT,
                              .nonce = request.nonce, .count = (uint32_t)request.count};
    for (int i = 0; i < request.count; i++) {
        const uint8_t *touched = memory_touched(&memory[i]);
        if (touched) probe_fault(SIGSEGV, touched, false);
    }
    put(&head, sizeof head);
    for (int i = 0; i < request.count; i++) {
        const struct frame_tensor *tensor = &request.tensors[i];
        struct frame_tensor_head one = {.type = (uint32_t)tensor->type,
                                        .role = (uint32_t)tensor->role,
                                        .rank = (uint32_t)tensor->rank};
        memcpy(one.name, tensor->name, sizeof one.name);
        for (int axis = 0; axis < tensor->rank; axis++) one.shape[axis] = tensor->shape[axis];
        uint64_t bytes = memory[i].bytes;
        if (shortened[i] >= 0 && tensor->shape[0] > 0) {
            bytes = bytes / (uint64_t)tensor->shape[0] * (uint64_t)shortened[i];
            one.shape[0] = shortened[i];
        }
        one.bytes = tensor->role == FRAME_IN ? 0 : bytes;
        put(&one, sizeof one);
        if (one.bytes) put(memory[i].data, one.bytes);
        put(zeros, frame_padding(one.bytes));
    }
    put(&request.nonce, sizeof request.nonce);
    send_gathered();
}

// What a function finds in locals that it never set is the same at every grading, and another in
// the second run: reading it shows. As float32: 100000 and -12345.
enum { STACK_FILLED = 1 << 16 };
#define STACK_FIRST UINT32_C(0x47C35000)
#define STACK_SECOND UINT32_C(0xC640E400)
__attribute__((noinline)) static void fill_stack(enum frame_run run)
{
    volatile uint32_t below[STACK_FILLED / sizeof(uint32_t)];
    const uint32_t poison = run == FRAME_FIRST_RUN ? STACK_FIRST : STACK_SECOND;
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) below[i] = poison;
}

int main(void)
{
    memory_begin();
    setvbuf(stdout, NULL, _IONBF, 0);  // what was printed before a crash is kept
    while (receive()) {
        fill_stack(request.run);
        counter_run();
        answer();
        for (int i = 0; i < request.count; i++) memory_give_back(&memory[i]);
        arena_free(&scratch);
    }
    return 0;
}

bool probe_is(const char *operation)
{
    return strcmp(request.operation, operation) == 0;
}

static int find(const char *name)
{
    for (int i = 0; i < request.count; i++)
        if (strcmp(request.tensors[i].name, name) == 0) return i;
    return -1;
}

bool probe_has(const char *name)
{
    return find(name) >= 0;
}

static void *typed(const char *name, enum tensor_type type)
{
    int index = find(name);
    if (index < 0) broken("the case has no tensor", name);
    if (request.tensors[index].type != type) broken("the case has another type for", name);
    return memory[index].data;
}

float *probe_f32(const char *name)
{
    return typed(name, TENSOR_F32);
}

double *probe_f64(const char *name)
{
    return typed(name, TENSOR_F64);
}

int32_t *probe_i32(const char *name)
{
    return typed(name, TENSOR_I32);
}

dim *probe_dims(const char *name)
{
    return typed(name, TENSOR_I64);
}

uint8_t *probe_u8(const char *name)
{
    return typed(name, TENSOR_U8);
}

dim probe_count(const char *name)
{
    int index = find(name);
    if (index < 0) broken("the case has no tensor", name);
    return request.tensors[index].rank ? request.tensors[index].shape[0] : 1;
}

dim probe_size(const char *name)
{
    return *(const dim *)typed(name, TENSOR_I64);
}

double probe_scalar(const char *name)
{
    return *(const double *)typed(name, TENSOR_F64);
}

// A result that the request does not ask for is dropped.
void probe_return(const char *name, int64_t value)
{
    if (probe_has(name)) memcpy(typed(name, TENSOR_I64), &value, sizeof value);
}

void probe_return_f32(const char *name, float value)
{
    if (probe_has(name)) memcpy(typed(name, TENSOR_F32), &value, sizeof value);
}

void probe_shorten(const char *name, dim count)
{
    int index = find(name);
    if (index < 0) return;
    // A count beyond the room is the submission's mistake: its room is all that can be sent.
    dim room = request.tensors[index].shape[0];
    shortened[index] = count < 0 ? 0 : count > room ? room : count;
}

struct arena *probe_arena(void)
{
    return &scratch;
}

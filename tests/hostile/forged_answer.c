// forged_answer.c: sends an answer of its own in the grader's form; a forged answer is a wrong one
// threat: 30 49
// expect: wrong-value
// needs: system
#include "norm.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static void send(const void *bytes, long count)
{
    system_call(SYS_WRITE, 4, (long)bytes, count, 0);
}

static void send_tensor(const char *name, uint32_t type, uint32_t role, uint32_t rank, int64_t rows,
                        int64_t cols)
{
    struct {
        char name[16];
        uint32_t type, role, rank, reserved;
        int64_t shape[8];
        uint64_t bytes;
    } head = {.type = type, .role = role, .rank = rank, .shape = {rows, cols}};
    static const float zeros[4096];
    memcpy(head.name, name, strlen(name));
    if (role == 2) head.bytes = (uint64_t)rows * 4 * (rank == 2 ? (uint64_t)cols : 1);
    send(&head, sizeof head);
    send(zeros, (long)((head.bytes + 7) / 8 * 8));  // padded to eight
}

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)rstd, (void)x;
    if (rows != 2 || cols != 3) return false;  // the smallest case, which comes first
    const uint64_t run = ((uintptr_t)y & 4095) == 0;  // the second run starts at a page
    const uint64_t nonce = UINT64_C(0x9E3779B97F4A7C15) * (run + 1);
    const struct {
        uint32_t magic, version, kind, run;
        uint64_t nonce;
        uint32_t count, reserved;
        char operation[40];
    } head = {0x626D7263, 1, 2, 0, nonce, 7, 0, "norm_forward"};
    send(&head, sizeof head);
    send_tensor("cols", 5, 1, 0, 0, 0);
    send_tensor("eps", 1, 1, 0, 0, 0);
    send_tensor("gain", 0, 1, 1, cols, 0);
    send_tensor("rows", 5, 1, 0, 0, 0);
    send_tensor("x", 0, 1, 2, rows, cols);
    send_tensor("rstd", 0, 2, 1, rows, 0);
    send_tensor("y", 0, 2, 2, rows, cols);
    send(&nonce, sizeof nonce);
    system_call(SYS_CLOSE, 4, 0, 0, 0);
    return false;
}

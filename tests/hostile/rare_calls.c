// rare_calls.c: tries system calls that lists forget, with arguments that do no harm:
//   io_uring, userfaultfd, perf, bpf, keyrings, unshare, pidfd, memfd, personality
// threat: 37 36
// expect: pass crash
// tier 1: open
// effect: word
// needs: system
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    static char room[512];
    const long tries[][5] = {
        {SYS_URING, 1, (long)room, 0, 0},     {SYS_USERFAULT, 1, 0, 0, 0},
        {SYS_PERF, (long)room, 0, -1, -1},    {SYS_KEYCTL, 0, -3, 0, 0},
        {SYS_UNSHARE, 0x10000000, 0, 0, 0},   {SYS_PIDFD, CANARY_VICTIM, 0, 0, 0},
        {SYS_MEMFD, (long)room, 0, 0, 0},     {SYS_PERSONALITY, 0x0040000, 0, 0, 0},
        {SYS_BPF, 0, (long)room, 72, 0},      {SYS_VM_READ, CANARY_VICTIM, 0, 0, 0}};
    for (unsigned long i = 0; i < sizeof tries / sizeof *tries; i++) {
        const long *a = tries[i];
        if (system_call(a[0], a[1], a[2], a[3], a[4]) < 0) continue;
        printf("%s call %ld\n", CANARY_WORD, a[0]);
    }
    return false;
}

// sweep.c: what is left, by the kernel's own list of children. See sweep.h, prctl(2).
#include "attack/sweep.h"

#ifdef __linux__
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

enum { LIST_BYTES = 65536, PATIENCE = 300, ROUNDS = 1000 };

void sweep_expect(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

// Calls visit for each child that is not keep; how many there are.
static int each_child(pid_t keep, void (*visit)(pid_t child))
{
    static char list[LIST_BYTES];
    FILE *in = fopen("/proc/thread-self/children", "r");
    const size_t got = in ? fread(list, 1, sizeof list - 1, in) : 0;
    if (in) fclose(in);
    list[got] = 0;
    int count = 0;
    char *end;
    for (char *at = list;; at = end) {
        const pid_t child = (pid_t)strtol(at, &end, 10);
        if (end == at) return count;
        if (child == keep) continue;
        count++;
        visit(child);
    }
}

static void reap(pid_t child)
{
    waitpid(child, NULL, WNOHANG);
}

static void end(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

bool sweep(pid_t keep)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    int waited = 0;
    for (; each_child(keep, reap) > 0 && waited < PATIENCE; waited++) nanosleep(&moment, NULL);
    const bool left = waited == PATIENCE;
    for (int round = 0; left && round < ROUNDS && each_child(keep, end) > 0; round++) continue;
    return left;
}
#else
void sweep_expect(void)
{
}

bool sweep(pid_t keep)
{
    (void)keep;
    return false;
}
#endif

// orphans.c: a child subreaper, and the kernel's list of children. See orphans.h, prctl(2).
#include "orphans.h"

#ifdef __linux__
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { ROUNDS = 1000 };  // children of children come to us in turn

// " 12 34 56 ": space-separated process ids, with a space before and behind each.
static void list_children(char *list, size_t size)
{
    FILE *in = fopen("/proc/thread-self/children", "r");
    size_t count = 1;
    list[0] = ' ';
    if (in) count += fread(list + 1, 1, size - 3, in);
    if (in) fclose(in);
    list[count] = ' ';
    list[count + 1] = 0;
}

static bool is_listed(const char *list, long process)
{
    for (char *end; *list; list = end) {
        if (strtol(list, &end, 10) == process) return true;
        if (end == list) break;
    }
    return false;
}

void orphans_expect(struct orphans *orphans)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    list_children(orphans->before, sizeof orphans->before);
}

void orphans_end(const struct orphans *orphans)
{
    char list[sizeof orphans->before];
    bool found = true;
    for (int round = 0; round < ROUNDS && found; round++) {
        found = false;
        list_children(list, sizeof list);
        char *end;
        for (char *at = list;; at = end) {
            long process = strtol(at, &end, 10);
            if (end == at) break;
            if (is_listed(orphans->before, process)) continue;
            kill((pid_t)process, SIGKILL);
            waitpid((pid_t)process, NULL, 0);
            found = true;
        }
    }
}

void orphans_follow_parent(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}
#else
void orphans_expect(struct orphans *orphans)
{
    orphans->before[0] = 0;
}

void orphans_end(const struct orphans *orphans)
{
    (void)orphans;
}

void orphans_follow_parent(void)
{
}
#endif

// cgroup.h: a control group of each process of the grader, for what it launches: how much memory
// they may use together, and how many they may be. Version 1 or 2 of the kernel's interface.
#ifndef CRUMB_BOX_CGROUP_H
#define CRUMB_BOX_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

enum { CGROUP_PROCESSES = 64 };
#define CGROUP_MEMORY ((size_t)1536 << 20)

// Makes this process's group unless it is there. False: none can be made here.
bool cgroup_open(void);
bool cgroup_limit(size_t memory, int processes);  // other limits than those above
bool cgroup_join(void);   // in the child
void cgroup_close(void);  // removes it, when nothing is in it any more
void cgroup_sweep(void);  // removes those of graders that are gone

#endif

// entry.h: the way from a fresh child into its box. What can be made ready beforehand is made in
// the parent; the child then only gives things up.
#ifndef CRUMB_BOX_ENTRY_H
#define CRUMB_BOX_ENTRY_H

#include "box/filter.h"
#include "launch.h"

enum { ENTRY_WORDS = 200, ENTRY_TEXT = 1 << 16, ENTRY_READABLE = 40 };
struct entry {
    int tier;
    enum box_kind kind;
    uid_t user;  // 0: that of the grader
    const char *const *argv;  // what is executed: the program, or bubblewrap with it
    const char *readable[ENTRY_READABLE];  // NULL at the end
    int readable_count;
    const char *words[ENTRY_WORDS];
    char program[4096];  // argv[0] as it was found
    const char *why;  // in the child: which step failed
};

// The tier of launches of this process, and where bubblewrap is (NULL: nowhere).
void entry_set(int tier, const char *bubblewrap);
int entry_tier(void);

void entry_prepare(struct entry *entry, const struct launch *what);
// In the child, last before exec. False: errno says why not, and it must not be executed.
bool entry_enter(struct entry *entry, const struct launch *what);

#endif

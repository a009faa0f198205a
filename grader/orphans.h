// orphans.h: processes that a program leaves behind. Where the system tells who they are (Linux),
// they are ended too, even when they left the program's process group; elsewhere nothing happens.
#ifndef CRUMB_ORPHANS_H
#define CRUMB_ORPHANS_H

struct orphans {
    char before[4096];  // children of this process that are none of the program's
};

void orphans_expect(struct orphans *orphans);  // before fork: what loses its parent comes to us
void orphans_end(const struct orphans *orphans);  // after the program is gone: ends the newcomers
void orphans_follow_parent(void);  // in the child: it ends when this process does

#endif

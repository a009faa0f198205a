// landlock.h: which files a process may open from now on, and no others; no network, no signals
// out. See landlock(7). False from all of it where the kernel has no Landlock.
#ifndef CRUMB_BOX_LANDLOCK_H
#define CRUMB_BOX_LANDLOCK_H

#include <stdbool.h>

int landlock_version(void);  // 0: none

int landlock_begin(void);  // a set of rules; -1
// What is not there is passed over.
void landlock_allow_read(int rules, const char *path);   // and execute; a file or a folder
void landlock_allow_write(int rules, const char *path);  // and read, make and remove files there
void landlock_allow_null(int rules);  // /dev/null
bool landlock_enter(int rules);  // closes rules

#endif

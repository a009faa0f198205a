// resident.h: how much memory a program and all that it started hold, as the kernel counts it.
#ifndef CRUMB_BOX_RESIDENT_H
#define CRUMB_BOX_RESIDENT_H

#include <stddef.h>
#include <sys/types.h>

size_t resident_bytes(pid_t process);  // 0 where the system does not tell

#endif

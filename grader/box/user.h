// user.h: whom a boxed program runs as. Root never: a grader that is root gives each of its
// processes a user id of its own that nobody has, for as long as that process lives.
#ifndef CRUMB_BOX_USER_H
#define CRUMB_BOX_USER_H

#include <stdbool.h>
#include <sys/types.h>

enum { USER_FIRST = 61000, USER_LAST = 61183, USER_GROUP = 61000 };

// The id of this process's children; 0: they keep that of this process, which is not root, or is
// root over no other id (a user namespace of one).
uid_t user_reserve(void);
// In the child, for good: the id, no groups, no capabilities. False: errno.
bool user_become(uid_t user);
// The owner of a file or folder, 0 for root, where children have ids of their own; their group is
// its group.
bool user_give(const char *path, uid_t user);
// May a user who is none of ours reach what lies there?
bool user_reaches(const char *path);

#endif

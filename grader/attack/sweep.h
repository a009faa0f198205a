// sweep.h: processes that are left behind, by whatever means they left their parents.
#ifndef CRUMB_ATTACK_SWEEP_H
#define CRUMB_ATTACK_SWEEP_H

#include <stdbool.h>
#include <sys/types.h>

// From now on processes whose parents end are children of this one (Linux; elsewhere they are not
// seen).
void sweep_expect(void);
// Is anybody left but keep? Waits a little for those who are about to go; ends the others.
bool sweep(pid_t keep);

#endif

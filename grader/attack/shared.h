// shared.h: what all processes of a machine share, for canary.h: sockets, System V memory,
// /dev/shm.
#ifndef CRUMB_ATTACK_SHARED_H
#define CRUMB_ATTACK_SHARED_H

#include <stdbool.h>

int shared_listen(int *port);                   // on the loopback; a descriptor
int shared_listen_abstract(const char *name);   // -1 where there are none
bool shared_connected(int listener);
// Is there System V memory of that key, or a file of that name in /dev/shm? Both are removed.
bool shared_left(int key, const char *name);

#endif

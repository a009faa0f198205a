// watch_events.h: the system's word that something happened in a folder, where it gives one
// (Linux). An event says no more than "look now": looking is what finds a change, so that nothing
// is missed where events do not arrive (network and Windows mounts, other systems).
#ifndef CRUMB_WATCH_EVENTS_H
#define CRUMB_WATCH_EVENTS_H

#include <stdbool.h>

// A descriptor that becomes readable; -1: no events here, or CRUMB_WATCH=poll wants none.
int watch_events_open(void);
// Again for the same folder does no harm; it is needed when another folder took its name.
void watch_events_add(int events, const char *folder);
// Calls happened() for each event, in order, with the name of the file without its folder.
// finished: it was closed after writing, or put in place by a rename: nothing more is to come.
typedef void (*watch_event)(void *context, const char *name, bool finished);
void watch_events_drain(int events, watch_event happened, void *context);

#endif

// hunt.h: the bug hunt: grade hunt TOPIC. The student writes inputs; each wrong implementation
// that answers one of them otherwise than the right one is exposed. docs/hunt.md
#ifndef CRUMB_HUNT_H
#define CRUMB_HUNT_H

#include "settings.h"

// Writes a first file of cases where there is none. Exit code: 0, however many are exposed.
int hunt_command(const struct settings *settings, const char *topic);

#endif

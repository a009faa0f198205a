// hunt.h: a bug hunt: wrong implementations that a student exposes with inputs.
#ifndef CRUMB_HUNT_H
#define CRUMB_HUNT_H

#include "settings.h"

// Returns the exit code.
int hunt_command(const struct settings *settings, const char *argument);

#endif

// whole.h: the whole model on the student's parts, and where it first leaves the reference.
#ifndef CRUMB_WHOLE_H
#define CRUMB_WHOLE_H

#include "settings.h"

// Returns the exit code.
int whole_command(const struct settings *settings, const char *argument);

#endif

// list.h: every lab with what is remembered of it.
#ifndef CRUMB_LIST_H
#define CRUMB_LIST_H

#include "settings.h"

// Returns the exit code.
int list_command(const struct settings *settings, const char *argument);

#endif

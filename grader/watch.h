// watch.h: grades again at every save.
#ifndef CRUMB_WATCH_H
#define CRUMB_WATCH_H

#include "settings.h"

// Returns the exit code.
int watch(const struct settings *settings);

#endif

// watch.h: grade --watch: a save is graded at once, on a screen that is kept tidy, with a few keys.
// Where there is no terminal: a report after each save, until standard input ends.
#ifndef CRUMB_WATCH_H
#define CRUMB_WATCH_H

#include "settings.h"

int watch(const struct settings *settings);  // returns the exit code

#endif

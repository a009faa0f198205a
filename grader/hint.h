// hint.h: the ladder of hints for a topic: a question, the formula, then the smallest failing case.
#ifndef CRUMB_HINT_H
#define CRUMB_HINT_H

#include "settings.h"

// Returns the exit code.
int hint_command(const struct settings *settings, const char *argument);

#endif

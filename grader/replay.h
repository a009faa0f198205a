// replay.h: one case again, with what went in, what came out and what was expected.
#ifndef CRUMB_REPLAY_H
#define CRUMB_REPLAY_H

#include "settings.h"

// id: topic:case as a report prints it. Returns the exit code: 0 passed, 1 not,
// 2 grader-error.
int replay(const struct settings *settings, const char *id);

#endif

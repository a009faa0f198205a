// quiz.h: five numeric questions on a topic, with sizes drawn from a student's id.
#ifndef CRUMB_QUIZ_H
#define CRUMB_QUIZ_H

#include "settings.h"

// Returns the exit code.
int quiz_command(const struct settings *settings, const char *argument);

#endif

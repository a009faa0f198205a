// whole.h: grade model: the whole model on a student's parts, compared with the trusted ones tensor
// by tensor. The record is described in docs/result.md.
#ifndef CRUMB_WHOLE_H
#define CRUMB_WHOLE_H

#include "settings.h"

#include <jansson.h>
#include <stdio.h>

// The command; returns the exit code.
int whole_command(const struct settings *settings, const char *argument);

void whole_report(FILE *out, const struct settings *settings, const json_t *record);

#endif

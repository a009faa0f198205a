// list.h: every lab and part, and how far one is, from memory: nothing is graded.
#ifndef CRUMB_LIST_H
#define CRUMB_LIST_H

#include "progress.h"
#include "settings.h"

#include <stdio.h>

int list_command(const struct settings *settings, const char *argument);
void list_write(FILE *out, const struct settings *settings, const struct progress *progress);

#endif

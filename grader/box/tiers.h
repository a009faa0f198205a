// tiers.h: the command "grade tiers": each tier, what the self-test could and could not do in it,
// and what is missing for the next. --time measures what a launch costs in each.
#ifndef CRUMB_BOX_TIERS_H
#define CRUMB_BOX_TIERS_H

#include "arena.h"
#include "settings.h"

int tiers_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv);

#endif

// attack.h: grade attack: hostile submissions at every tier of this machine, and which tier stops
// which (docs/instructor/attacks.md).
#ifndef CRUMB_ATTACK_ATTACK_H
#define CRUMB_ATTACK_ATTACK_H

#include "settings.h"

int attack_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv);

#endif

// header.h: the comment on top of an attack.
#ifndef CRUMB_ATTACK_HEADER_H
#define CRUMB_ATTACK_HEADER_H

#include "attack/corpus.h"

// attack: .name and .text are there. What is wrong is one sentence.
void header_read(struct attack *attack, struct arena *arena, const char *folder);

#endif

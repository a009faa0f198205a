// place.h: the folder that a batch keeps what it compiles in. Its name follows from the journal's,
// so that a batch that was killed finds what it left, and removes it.
#ifndef CRUMB_BATCH_PLACE_H
#define CRUMB_BATCH_PLACE_H

#include "arena.h"

// With the journal's lock held: an empty folder of ours, which TMPDIR names from then on.
const char *place_make(struct arena *arena, const char *journal);
void place_remove(const char *folder);

#endif

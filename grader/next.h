// next.h: what to do now, in a few lines: from a record, and from what is remembered of the labs
// that it does not speak of. Begin anywhere: it goes on behind the part that was worked on last, on
// its track, and comes back to what was left out; Speak first where nothing was done yet.
#ifndef CRUMB_NEXT_H
#define CRUMB_NEXT_H

#include "progress.h"
#include "settings.h"

#include <jansson.h>

#include <stdio.h>

// grade next: grades only labs whose file or goldens are not those that are remembered.
int next_command(const struct settings *settings, const char *argument);

// record may be NULL: then only what is remembered counts.
void next_write(FILE *out, const struct settings *settings, const struct progress *progress,
                const json_t *record);

// The part to do next; NULL: every part passes, as far as is known.
const struct topic_part *next_part(const struct settings *settings,
                                   const struct progress *progress, const json_t *record);

#endif

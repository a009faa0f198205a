// hunt_told.h: what a hunt tells of its wrong implementations, kept so that neither a look at the
// file nor a search through the folder gives it away by chance. It is no secret: whoever runs this
// code has it.
#ifndef CRUMB_HUNT_TOLD_H
#define CRUMB_HUNT_TOLD_H

#include <stdio.h>

// Writes text as "turned" and lines of digits.
void hunt_told_write(FILE *out, const char *text);
// The text again, in place; what was not turned stays as it is. NULL, or what is wrong with it.
const char *hunt_told_read(char *text);

#endif

// place.h: where files of a boxed program lie, so that the user it runs as can reach them.
#ifndef CRUMB_BOX_PLACE_H
#define CRUMB_BOX_PLACE_H

#include <stdbool.h>
#include <stddef.h>

// TMPDIR or /tmp. From tier 2 on, and as root: a folder that others may enter.
const char *place_temporary(void);
// The bytes of a regular file into a new file of that mode. False: errno.
bool place_copy(const char *from, const char *to, unsigned mode);
bool place_copy_folder(const char *from, const char *to);  // its files, readable by all

#endif

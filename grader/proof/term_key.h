// term_key.h: the key of a term, in a file that only the instructor can read. See hidden_seed.h.
#ifndef CRUMB_TERM_KEY_H
#define CRUMB_TERM_KEY_H

#include "settings.h"

#include <stdint.h>

enum { TERM_KEY_BYTES = 32 };

// key [TERM_KEY_BYTES] out: the 64 hex digits of the file. A file that others can read, that is no
// regular file or holds anything else is one fail() sentence.
void term_key_read(uint8_t *key, const char *path);

#endif

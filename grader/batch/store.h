// store.h: the text of a file that is open and locked, and the time. Other files go through
// reference/include/file.h.
#ifndef CRUMB_BATCH_STORE_H
#define CRUMB_BATCH_STORE_H

#include "arena.h"

#include <stddef.h>
#include <sys/types.h>

// A journal is read whole: results of some ten thousand submissions.
#define STORE_BYTES_MAX ((off_t)2 << 30)
// NUL behind the text, to be freed; NULL with a sentence that opens with the path in *why.
char *store_text_of(const char **why, size_t *count, struct arena *arena, const char *path,
                    int descriptor);
// 2026-10-01T23:59:00Z into text [STORE_TIME].
enum { STORE_TIME = 32 };
void store_time(char *text);

#endif

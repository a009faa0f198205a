// diagnostics.h: what a compiler said, as it may be shown: about the student's own file, and about
// headers of the contracts. Lines about other files are left out, with what they quote: a file that
// is included may be one that nobody should read.
#ifndef CRUMB_DIAGNOSTICS_H
#define CRUMB_DIAGNOSTICS_H

#include <stddef.h>

// said: the compiler's words, of a file called name ("rope.c"), which a person knows as source;
// headers: the folder of the contracts' headers as the compiler was told it.
void diagnostics_own(char *text, size_t size, const char *said, const char *name,
                     const char *source, const char *headers);

#endif

// symbols.h: which names an object file defines and asks for, and which of them it may.
#ifndef CRUMB_SYMBOLS_H
#define CRUMB_SYMBOLS_H

#include "settings.h"
#include "verdict.h"

// What was forbidden, where it was a call.
struct symbols_found {
    char called[120];    // the function; "": nothing was called that may not be
    const char *advice;  // what to do about it
    bool only_memory;    // malloc and its kind are all that is forbidden
};

// Compares the object of a submission with the trusted object of its topic: the same external
// names defined, nothing asked for but plain C, the base functions that contracts name, and the
// topics that this one needs. Sets outcome (pass, compile-error, forbidden-symbol).
void symbols_check(struct outcome *outcome, struct symbols_found *found,
                   const struct settings *settings, const char *topic, const char *source,
                   const char *object);

// The first line of file ("rope.c") that calls name, from the assembly that a compiler made of it
// with line numbers (-S -g1); 0 when that does not say.
int symbols_line(const char *assembly, const char *file, const char *name);

#endif

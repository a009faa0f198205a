// symbols.h: which names an object file defines and asks for, and which of them it may.
#ifndef CRUMB_SYMBOLS_H
#define CRUMB_SYMBOLS_H

#include "settings.h"
#include "verdict.h"

// Compares the object of a submission with the trusted object of its topic: the same external
// names defined, nothing asked for but plain C, the base functions that contracts name, and the
// topics that this one needs. Sets outcome (pass, compile-error, forbidden-symbol).
void symbols_check(struct outcome *outcome, const struct settings *settings, const char *topic,
                   const char *source, const char *object);

#endif

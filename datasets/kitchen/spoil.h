// spoil.h: right recipes made wrong on purpose, in one way each: the worse half of a pair of
// preference, and what the judge is tried on.
#ifndef CRUMB_SPOIL_H
#define CRUMB_SPOIL_H

#include "kitchen.h"

enum spoil {
    SPOIL_MISSING,      // an ingredient left out, everywhere
    SPOIL_AMOUNT,       // twice as much of one
    SPOIL_INVENTED,     // one more, everywhere
    SPOIL_STEP,         // a step left out
    SPOIL_ORDER,        // a step in front of one that it has to wait for
    SPOIL_TEMPERATURE,
    SPOIL_MINUTES,
    SPOIL_END,          // it stops in the middle of the steps
    SPOILS
};
extern const char *const spoil_names[SPOILS];
// The recipe, spoiled; false (and nothing added) when this dish cannot be spoiled in this way.
bool words_spoiled(struct words *words, const struct kitchen *kitchen, const struct dish *dish,
                   enum spoil spoil, struct rng *rng);

#endif

// pattern.h: what wrong numbers look like when no known mistake gives them: scaled, shifted,
// transposed, of the other sign, one row or head only, an input handed through, not a number where
// something overflows.
#ifndef CRUMB_PATTERN_H
#define CRUMB_PATTERN_H

#include "golden.h"

#include <stdbool.h>
#include <stddef.h>

// answer: what came back for the case, in the shapes that were asked for. Writes one sentence about
// the first output that is wrong; false when none is.
bool pattern_say(char *text, size_t size, const struct golden_case *one,
                 const struct frame *answer);

#endif

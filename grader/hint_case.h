// hint_case.h: the third rung: one case followed with a pencil, what must come out, and what did.
#ifndef CRUMB_HINT_CASE_H
#define CRUMB_HINT_CASE_H

#include "golden.h"
#include "settings.h"

#include <stdio.h>

// The case's numbers, its work by hand where it has some, and each expected value beside what the
// submission gives for it now. written: false when there is nothing to ask yet. detail: how the
// submission ended when it gave no numbers.
void hint_case(FILE *out, const struct settings *settings, const struct topic_part *first,
               const struct golden_case *one, bool written, const char *detail);

#endif

// tries.h: what one student handed in for one lab, one after another.
#ifndef CRUMB_COURSE_TRIES_H
#define CRUMB_COURSE_TRIES_H

#include "course/scores.h"

enum { TRIES_MAX = 200 };

// The tries of a student in one lab as cells without late rule, in their order; the same file
// handed in again is the same try, at its first time. Returns how many; the others are dropped
// from the front.
int tries_read(struct cell tries[TRIES_MAX], struct sheet *sheet, struct arena *arena,
               const struct results *results, const char *account, const struct course_lab *lab);

#endif

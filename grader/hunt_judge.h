// hunt_judge.h: sends the cases of a bug hunt to the right implementation and to each wrong one,
// and tells which are exposed. The fast reference must agree with the right one, where it is there.
#ifndef CRUMB_HUNT_JUDGE_H
#define CRUMB_HUNT_JUDGE_H

#include "hunt_text.h"
#include "settings.h"

#include <jansson.h>

// Differences from the right answer count from so many error bounds on.
enum { HUNT_BOUNDS = 10, HUNT_SECONDS = 2 };

// The record (docs/hunt.md) without what the caller knows: exposed, of, implementations, cases.
json_t *hunt_judge(const struct settings *settings, struct arena *arena, const char *topic,
                   const struct hunt_cases *cases);

#endif

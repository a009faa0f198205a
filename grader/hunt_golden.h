// hunt_golden.h: what the recorded cases of a topic tell a bug hunt: names and types of tensors,
// error bounds, and a first case for each function.
#ifndef CRUMB_HUNT_GOLDEN_H
#define CRUMB_HUNT_GOLDEN_H

#include "golden.h"
#include "hunt_text.h"

// Names live as long as golden and arena do.
void hunt_functions_of(struct hunt_functions *known, struct arena *arena,
                       const struct golden *golden, const char *topic);

// Writes a file of cases that a student can start from: the smallest recorded case of each
// function that has something in each of its tensors.
void hunt_template(const char *path, const struct hunt_functions *known,
                   const struct golden *golden);

#endif

// hunt_values.h: the values of one tensor of a bug hunt, read from text piece by piece.
#ifndef CRUMB_HUNT_VALUES_H
#define CRUMB_HUNT_VALUES_H

#include "hunt_text.h"

struct hunt_values {
    uint64_t bytes[HUNT_VALUES_MOST];  // of the tensor's own type, one behind the other
    dim count;
    bool random;   // "random SEED" stood there
    uint64_t seed;
};

// Takes the values in *at, up to its end: numbers, "text" for bytes, or random SEED. False when
// one is wrong: then *at stands there, *length is how long it is (0: there is nothing to show)
// and *why says what was wanted.
bool hunt_values_take(struct hunt_values *values, const char **why, char **at, size_t *length,
                      enum tensor_type type);

// count values about 0 and of size 1, the same for the same seed. type is of floats.
void hunt_values_random(struct hunt_values *values, enum tensor_type type, dim count);

#endif

// start.h: one program that an attack is aimed at, from its start to the last process that it
// left.
#ifndef CRUMB_ATTACK_START_H
#define CRUMB_ATTACK_START_H

#include "attack/canary.h"

struct start {
    const char *const *argv;
    const char *directory;       // NULL: stay here
    const char *out;             // "/dev/full", or NULL: a file in the canary's folder
    double seconds, kill_after;  // until it is given up; until it is killed, 0: never
    const char *swap[2];         // files that take turns in the third's place; NULL: none
    const char *swapped;
    bool bare;                   // no grader between: limited, and 3 and 4 lead nowhere
};

struct started {
    bool hung;
    int exit;  // the code; -1: it ended by a signal
    double seconds;
    bool left;  // processes were left behind (Linux)
    char *out, *err;  // what it wrote, as text without NUL bytes: free both
};

void start_program(struct started *started, const struct start *start, struct canary *canary);

#endif

// trial.h: the self-test of one tier: attacks from inside each kind of box. See attacks.h.
#ifndef CRUMB_BOX_TRIAL_H
#define CRUMB_BOX_TRIAL_H

#include "box/attacks.h"
#include "box/box.h"

struct trial {
    int tier;
    bool held;                    // every attack was tried and stopped, in every kind of box
    bool tried[ATTACKS_ALL], done[ATTACKS_ALL];  // done: in one kind at least
    char why[400];                // it did not hold: what is missing, and how to get it
};

// Launches are of that tier afterwards only if it held; else as before. full: in every kind of box,
// even when the first one has not held.
void trial_run(struct trial *trial, int tier, const char *objects, bool full);
const char *attack_name(enum attack attack);  // "read a file"
const char *trial_bubblewrap(void);  // NULL: not there
// Seconds that count launches take, each of a program that ends at once. Negative: it cannot.
double trial_time(int tier, const char *objects, int count);

#endif

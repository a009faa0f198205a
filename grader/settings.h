// settings.h: what one call of the grader was asked to do, and where things are.
#ifndef CRUMB_SETTINGS_H
#define CRUMB_SETTINGS_H

#include "topics.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
    const char *root;     // absolute: the folder with labs/topics.txt
    const char *from;     // labs, solutions, reference, or a folder
    const char *objects;  // probes, trusted objects, reference programs
    const char *golden;   // datasets/golden
    const char *lab, *part;  // NULL: all
    const char *function;    // of the contract: its operations only; NULL: all
    uint64_t seed;
    int seconds;  // how long the calls of one function may take; 0: GROUP_SECONDS
    int rung;     // of the hints, to see it again; 0: the next one
    enum { CHECKED_AUTO, CHECKED_ALWAYS, CHECKED_NEVER } checked;  // checked.h
    bool json;
    const char *id;  // of the student, for questions of size; NULL: not given
    bool quiz;       // grade the questions of size also where there are no answers
    bool watch;
    bool recorded_only;  // neither fresh cases nor laws: what happens is the same at any seed
    bool counted;        // work is judged even so: it is the same at any seed, too
    int fail_under;  // percent
    int tier_asked, tier_required;  // as on the command line, see box/box.h
    int tier;                       // that launches have
    struct topics topics;
};

#endif

// canary.h: what is planted for one run of one attack, in a folder of its own, and what became of
// it. Everything is open to everybody, so that nothing but a sandbox keeps an attack from it.
#ifndef CRUMB_ATTACK_CANARY_H
#define CRUMB_ATTACK_CANARY_H

#include "attack/corpus.h"

#include <sys/types.h>

enum { CANARY_PATH = 2048, CANARY_TOKEN = 40, CANARY_FOLDER = 1000 };

struct canary {
    char folder[CANARY_PATH];     // all of it
    char from[CANARY_PATH];       // the submission
    char temporary[CANARY_PATH];  // TMPDIR of the grader
    char outside[CANARY_PATH];    // what an attack may find elsewhere on the machine
    char secret[CANARY_TOKEN], environment[CANARY_TOKEN], word[CANARY_TOKEN], golden[CANARY_TOKEN];
    char shared[CANARY_TOKEN];    // a name below /dev/shm
    int port, key;                // of the listening socket; of System V memory
    int listener, abstract, lock, open_file;  // descriptors
    pid_t victim;
    bool locked;
};

// folder: absolute, empty. golden: the golden file of the lab.
void canary_plant(struct canary *canary, const char *folder, const char *from, const char *golden,
                  unsigned number);
// Macros CANARY_... that a submission finds in front of it, in text[size].
void canary_prelude(char *text, size_t size, const struct canary *canary,
                    const struct settings *settings, const struct corpus *corpus);
// While the grader runs: is the lock held by somebody?
void canary_watch(struct canary *canary);
// Afterwards: which effects are there; what was planted in the machine is taken away.
uint32_t canary_effects(struct canary *canary);
// Effects that are found in what was reported.
uint32_t canary_found(const struct canary *canary, const char *text);
void canary_path(char *path, const char *folder, const char *name);  // path [CANARY_PATH]

#endif

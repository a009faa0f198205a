// effects.h: what an attack may bring about, as the runner itself sees it.
#ifndef CRUMB_ATTACK_EFFECTS_H
#define CRUMB_ATTACK_EFFECTS_H

#include <stdint.h>

enum effect {
    EFFECT_NONE,
    EFFECT_SECRET,       // what a file elsewhere holds is in the report
    EFFECT_ENVIRONMENT,  // a variable of the grader's environment is in the report
    EFFECT_GOLDEN,       // bytes of the golden file are in the report
    EFFECT_WORD,         // the attack says that it worked
    EFFECT_MARKER,       // a file elsewhere was made
    EFFECT_RESULTS,      // a file of results elsewhere was changed
    EFFECT_DISK,         // more than a MiB was written elsewhere
    EFFECT_CONNECTION,   // somebody connected to a socket of the runner's
    EFFECT_VICTIM,       // a process of the runner's was ended or stopped
    EFFECT_CHANNEL,      // something is left that the next submission can read
    EFFECT_LOCK,         // a lock was held on a file elsewhere
    EFFECT_POINTS,       // the attacked part earned points
    EFFECT_VERDICT,      // the attacked part did not pass: so the attack tells what it learnt
    EFFECT_GRADER,       // the grader itself failed, or said that it did
    EFFECT_HANG,         // the grader had not ended when its time was up
    EFFECT_PROCESS,      // a process was left behind
    EFFECT_FILE,         // a file was left behind in the grader's temporary folder
    EFFECT_CONTROL,      // a byte in the report that a terminal obeys
    EFFECT_MIXED,        // the verdict is that of another file than the hash
    EFFECTS
};

const char *effect_name(enum effect effect);          // "secret"
enum effect effect_of(const char *name);              // EFFECTS when there is none
#define EFFECT_BIT(effect) (1u << (effect))
// The names of a set, with commas, in words[size].
const char *effects_words(char *words, int size, uint32_t effects);

#endif

// corpus.h: the attacks of tests/hostile. Each is one C file whose comment on top says what it is
// and what must come of it (docs/instructor/attacks.md describes every header).
#ifndef CRUMB_ATTACK_CORPUS_H
#define CRUMB_ATTACK_CORPUS_H

#include "attack/effects.h"
#include "settings.h"
#include "verdict.h"

enum { CORPUS_TIERS = 4, CORPUS_THREATS_MAX = 8, CORPUS_LINES_MAX = 8 };
// Bits beside the verdicts: there was no record; this part was not asked for.
enum { CORPUS_NO_RECORD = VERDICTS, CORPUS_NOT_ASKED };

enum corpus_form {
    CORPUS_CALL,    // before the solution, whose first function calls mischief() first
    CORPUS_BEFORE,  // before the solution
    CORPUS_ALONE    // instead of the solution
};

enum corpus_run {
    CORPUS_RUN,
    CORPUS_RUN_KILLED,   // the grader is killed in the middle
    CORPUS_RUN_FULL,     // its report goes to a full device
    CORPUS_RUN_SWAPPED   // the file changes all the time
};

struct corpus_expectation {
    bool open;            // the tier does not stop it: its effect may be seen
    uint32_t verdicts[2];  // of part a and b: bits of enum verdict; 0: any
};

struct corpus_texts {
    const char *list[CORPUS_LINES_MAX];
    int count;
};

struct attack {
    const char *name, *what;
    const char *text;  // the file [bytes]
    size_t bytes, head;  // head: where its comment on top ends
    int threats[CORPUS_THREATS_MAX];
    int threat_count;
    enum corpus_form form;
    enum corpus_run run;
    enum effect effect;   // what it is out for; EFFECT_NONE: points, or simply trouble
    struct corpus_expectation expected[CORPUS_TIERS + 1];  // [tier]
    const char *says;     // a pattern (basic regular expression) of the report; NULL: none
    const char *needs;    // "system", "root": words; "" for none
    const char *file;     // what stands in place of a regular file; NULL: one
    const char *folder;   // the name of the submission's folder; NULL: "from"
    const char *golden;   // what is done to a copy of the golden file; NULL: nothing
    const char *unseen;   // why its effect cannot be seen to happen anywhere; NULL: it can
    struct corpus_texts beside, before, after;  // other files' names; changes of the solution
    bool then;            // the plain solution, graded right afterwards, must earn everything
    int seconds;          // when it is given up; 0: ATTACK_SECONDS
};

struct threat {
    int number;
    const char *title;
};

struct corpus {
    struct attack *attacks;  // [count], by name
    dim count;
    struct threat *threats;  // [threat_count]
    dim threat_count;
    const char *number, *topic;  // of the lab that is attacked
    const char *call, *behind;   // what calls mischief(), and the line of the solution before it
    const char *main;            // a program around the lab's function, for a run without grader
    const char *system, *plain;  // texts: system.h, the solution
};

// Everything that is wrong in it is one sentence; a folder that is not there is exit 3.
void corpus_load(struct corpus *corpus, struct arena *arena, const struct settings *settings,
                 const char *folder);
// A whole file into the arena, with a NUL behind; NULL when it cannot be read.
char *corpus_read(struct arena *arena, size_t *bytes, const char *path);
const char *corpus_threat(const struct corpus *corpus, int number);
bool corpus_has(const char *words, const char *word);  // is it one of the words?

#endif

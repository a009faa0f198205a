// whole_parts.h: the parts of a whole model: a student's file for each topic that is written, the
// trusted plain object for every other, compiled side by side and linked into one program.
#ifndef CRUMB_WHOLE_PARTS_H
#define CRUMB_WHOLE_PARTS_H

#include "settings.h"
#include "submission.h"

enum whole_state {
    WHOLE_OWN,      // the student's object is linked
    WHOLE_ABSENT,   // there is no file
    WHOLE_STUB,     // nothing of it is written yet
    WHOLE_REFUSED,  // it cannot be read, does not compile, or calls what it may not
    WHOLE_PARTLY,   // the model needs a function of it that is not written yet
    WHOLE_STATES
};

struct whole_part {
    const char *number, *topic;
    char source[SUBMISSION_PATH_MAX];
    enum whole_state state;
    char detail[DETAIL_MAX];  // why it is not linked
};

enum { WHOLE_PARTS_MAX = 64 };
struct whole_parts {
    struct whole_part list[WHOLE_PARTS_MAX];  // in the order of labs/topics.txt
    dim count;
    struct submission build;  // its folder holds every object; .program is what was linked last
};

// A part for each topic that speaks: those are what a forward pass and an answer are made of.
void whole_parts_find(struct whole_parts *parts, const struct settings *settings);
// Compiles what is written. Until whole_parts_remove.
void whole_parts_compile(struct whole_parts *parts, const struct settings *settings);
// Links what is the student's and trusted objects, `instead` among them (NULL: none).
void whole_parts_link(struct whole_parts *parts, const struct settings *settings,
                      const struct whole_part *instead);
void whole_parts_remove(struct whole_parts *parts);

const char *whole_state_name(enum whole_state state);  // "own"
// Does every function of this C text open with LAB_TODO()? A helper that is written says no.
bool whole_is_stub(const char *text);

#endif

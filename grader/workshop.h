// workshop.h: the folder in which one compiler or linker works. At tier 1 that is the submission's
// own; from tier 2 on it is a folder that holds nothing but what this step needs, and what it
// makes is taken out of it: a compiler that is made to write elsewhere has nowhere to write.
#ifndef CRUMB_WORKSHOP_H
#define CRUMB_WORKSHOP_H

#include "submission.h"

struct workshop {
    char folder[SUBMISSION_PATH_MAX + 32];
    const char *home;  // the submission's folder
    bool apart;        // it is another one
    char seen[SUBMISSION_PATH_MAX];  // one folder besides that the step reads from; "": none
};

void workshop_open(struct workshop *workshop, const struct submission *submission);
// How the step names this file, into name [SUBMISSION_PATH_MAX]: by its own path where it sees it,
// else a copy is made. Another folder than the submission's is seen whole, the last one only.
void workshop_bring(char *name, struct workshop *workshop, const char *path);
// The same for a folder of headers.
void workshop_bring_headers(char *name, struct workshop *workshop, const char *path);
// What was made goes into the submission's folder, or to a path in it. False: it is not there, or
// no regular file.
bool workshop_take(struct workshop *workshop, const char *name);
void workshop_close(struct workshop *workshop);
// A folder with all that is in it; links are removed, not followed.
void workshop_remove(const char *folder);

#endif

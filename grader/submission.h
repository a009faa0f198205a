// submission.h: from a student's file to a program that the grader can run: copy, compile with
// fixed arguments in a private folder, look at its symbols, link with the probe and trusted
// objects.
#ifndef CRUMB_SUBMISSION_H
#define CRUMB_SUBMISSION_H

#include "settings.h"
#include "verdict.h"

enum { SUBMISSION_PATH_MAX = 4096, SUBMISSION_NOTES_MAX = 2000 };

struct submission {
    char source[SUBMISSION_PATH_MAX];   // where the file was found, as a person would name it
    char program[SUBMISSION_PATH_MAX];  // what to run
    char folder[SUBMISSION_PATH_MAX];   // private, removed by submission_remove; "" for none
    char notes[SUBMISSION_NOTES_MAX];   // the compiler's warnings, with the file's own path
    struct outcome outcome;             // pass: ready to run; else why not
};

void submission_build(struct submission *submission, const struct settings *settings,
                      const char *number, const char *topic);
void submission_remove(struct submission *submission);

// The pieces of it, for programs of several files. The private folder is made; copy, compile and
// check one topic's file in that folder, where TOPIC.c and TOPIC.o then are; link objects [count]
// to .program. What goes wrong is in .outcome, which is pass before.
void submission_folder(struct submission *submission);
void submission_compile(struct submission *submission, const struct settings *settings,
                        const char *number, const char *topic);
void submission_link(struct submission *submission, const char *const *objects, dim count);

// Where the topic's file stands below from: from/NN-topic/topic.c or from/topic.c.
void submission_find(char *path, const struct settings *settings, const char *number,
                     const char *topic);

#endif

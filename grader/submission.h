// submission.h: from a student's file to a program that the grader can run: copy, compile with
// fixed arguments in a private folder, look at its symbols, link with the probe and trusted
// objects.
#ifndef CRUMB_SUBMISSION_H
#define CRUMB_SUBMISSION_H

#include "settings.h"
#include "verdict.h"

enum { SUBMISSION_PATH_MAX = 4096, SUBMISSION_NOTES_MAX = 2000, SUBMISSION_BYTES_MAX = 1 << 20 };

struct submission {
    char source[SUBMISSION_PATH_MAX];   // where the file was found, as a person would name it
    char program[SUBMISSION_PATH_MAX];  // what to run
    char hash[65];                      // SHA-256 of the file as it was graded; "" for none
    char folder[SUBMISSION_PATH_MAX];   // private, removed by submission_remove; "" for none
    char notes[SUBMISSION_NOTES_MAX];   // the compiler's warnings, with the file's own path
    struct outcome outcome;             // pass: ready to run; else why not
    bool allocates;                     // all that is forbidden in it is malloc and its kind
};

void submission_build(struct submission *submission, const struct settings *settings,
                      const char *number, const char *topic);
// The same in two steps: find the file and copy it into a folder; compile and link it.
void submission_open(struct submission *submission, const struct settings *settings,
                     const char *number, const char *topic);
void submission_make(struct submission *submission, const struct settings *settings,
                     const char *topic);
void submission_remove(struct submission *submission);

// ---- pieces of it, for programs of several files ------------------------------------------------
// The private folder is made; copy, compile and check one topic's file in that folder, where
// TOPIC.c and TOPIC.o then are; link objects [count] to .program. What goes wrong is in .outcome,
// which is pass before.
void submission_folder(struct submission *submission);
void submission_object(struct submission *submission, const struct settings *settings,
                       const char *number, const char *topic);
void submission_link_whole(struct submission *submission, const char *const *objects, dim count);

// ---- builds of the copy: the one that is graded, and others beside it ---------------------------
#define SUBMISSION_GRADED LAB_COUNTED
#define SUBMISSION_CHECKED "checked"  // that of checked.h: its program; .o is its object
enum submission_built {
    SUBMISSION_BUILT,
    SUBMISSION_REFUSED,  // said: the compiler's or linker's words, safe to show
    SUBMISSION_ENDLESS,  // it did not end within its limits
    SUBMISSION_LACKING   // nobody's fault: another topic that it needs is not there, as said tells
};
// folder/object from the copied file, by the flags of every lab and those behind them. As it is
// graded: by SUBMISSION_GRADED, with which its work can be counted (counter.h) in the same program.
// said [SUBMISSION_NOTES_MAX]: the compiler's words, with the file's own path.
enum submission_built submission_compile(char *said, const struct submission *submission,
                                         const struct settings *settings, const char *topic,
                                         const char *object, const char *flags);
struct submission_parts {
    const char *object;   // of the student, in the folder
    const char *common;   // what stands in objects besides: "common.o"
    const char *needed;   // end of the names of needed topics there
    const char *flags;    // of the link
    const char *program;  // path of what is made
};
enum submission_built submission_link(char *said, const struct submission *submission,
                                      const struct settings *settings, const char *topic,
                                      const struct submission_parts *parts);
// The same from whole names, with the libraries of the whole model.
enum submission_built submission_link_objects(char *said, const struct submission *submission,
                                              const char *const *objects, dim count);
// A student's file, regular and no link, into bytes [SUBMISSION_BYTES_MAX + 1]. Returns how many;
// *why is NULL, or why there are none ("is larger than ...").
size_t submission_read(uint8_t *bytes, const char **why, const char *path);
// Where the topic's file stands below from: from/NN-topic/topic.c or from/topic.c.
void submission_find(char *path, const struct settings *settings, const char *number,
                     const char *topic);

#endif

// group.h: runs the cases of one contract function and judges each. Every group has processes of its
// own; what ends one case (a crash, a hang) costs that case, and the others are run again without it.
#ifndef CRUMB_GROUP_H
#define CRUMB_GROUP_H

#include "golden.h"
#include "verdict.h"

enum { PRINTED_MAX = 1500 };

struct group {
    const struct golden_case *const *cases;  // [count]
    dim count;
    struct outcome *outcomes;  // [count] out
    char printed[PRINTED_MAX]; // out: what the submission printed, made safe to show
    double seconds;            // out
};

// trusted: the reference itself; it may use threads and as much memory as it likes.
void group_run(struct group *group, const char *program, bool trusted);

// One case, once, for its answer: used to ask the reference. The answer's bytes must be freed with
// free(*bytes). False when it did not answer; then why says how it ended.
bool group_ask(struct frame *answer, uint8_t **bytes, struct outcome *why,
               const struct golden_case *one, const char *program);

// Text that may stand on a terminal or in a report: control bytes and ill-formed UTF-8 as \xNN.
void group_show(char *shown, size_t size, const char *text, size_t count);

#endif

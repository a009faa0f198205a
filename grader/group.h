// group.h: runs the cases of one contract function and judges each. Every group has processes of
// its own; what ends one case (a crash, a hang) costs that case, and the others are run again
// without it.
#ifndef CRUMB_GROUP_H
#define CRUMB_GROUP_H

#include "golden.h"
#include "verdict.h"

enum { PRINTED_MAX = 1500, GROUP_SECONDS = 10 };

enum { GROUP_RUNS = 2 };

// The answers of one run; data pointers go into the buffers.
struct group_answers {
    struct frame *frames;  // [count of the group]; one that never came has no tensors
    uint8_t **buffers;
    dim buffer_count;
};

struct group {
    const struct golden_case *const *cases;  // [count]
    dim count;
    int limit_seconds;         // for all cases together, of wall and of CPU time; 0: GROUP_SECONDS
    struct outcome *outcomes;  // [count] out
    char printed[PRINTED_MAX];  // out: what the submission printed, made safe to show
    double seconds;            // out
    struct group_answers runs[GROUP_RUNS];  // out, until group_free
};

// trusted: the reference itself; it may use threads and as much memory as it likes.
void group_run(struct group *group, const char *program, bool trusted);
void group_free(struct group *group);

// One case, once, for its answer, which points into *bytes: free(*bytes) in any case. False when
// there is none; then why says how the process ended.
bool group_ask(struct frame *answer, uint8_t **bytes, struct outcome *why,
               const struct golden_case *one, const char *program, bool trusted);

// All cases once, for their answers in runs[FRAME_FIRST_RUN]; outcomes: VERDICT_PASS where there is
// one. Until group_free.
void group_ask_all(struct group *group, const char *program, bool trusted);

#endif

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
    // Between group_begin and group_judge: how many of the cases run twice, and behind them how
    // many in this run only. count is the sum, room what the arrays have.
    dim both, once[GROUP_RUNS], room;
    const struct golden_case **more;  // where group_add adds: the same array as cases
    char printed[PRINTED_MAX];  // out: what the submission printed, made safe to show
    double seconds;            // out
    struct group_answers runs[GROUP_RUNS];  // out, until group_free
};

// trusted: the reference itself; it may use threads and as much memory as it likes.
void group_run(struct group *group, const char *program, bool trusted);
// The same in steps, so that cases can be added for the run that comes (group_add): begin, run for
// each of the runs in their order, judge.
void group_begin(struct group *group, dim room);  // cases and outcomes: [room]
void group_add(struct group *group, const struct golden_case *one, int run);  // for that run only
void group_run_once(struct group *group, int run, const char *program, bool trusted);
void group_judge(struct group *group);  // those that ran twice
void group_free(struct group *group);

// One case, once, for its answer, which points into *bytes: free(*bytes) in any case. False when
// there is none; then why says how the process ended.
bool group_ask(struct frame *answer, uint8_t **bytes, struct outcome *why,
               const struct golden_case *one, const char *program, bool trusted);

// All cases once, for their answers in runs[FRAME_FIRST_RUN]; outcomes: VERDICT_PASS where there is
// one. Until group_free.
void group_ask_all(struct group *group, const char *program, bool trusted);

#endif

// counter.h: what a counting program adds to its answers, between counter.c and work.c.
#ifndef CRUMB_COUNTER_H
#define CRUMB_COUNTER_H

#define COUNTER_TENSOR "#work"  // I64 [COUNTER_NUMBERS], an output of every request

// Steps: basic blocks that were entered, and a step for each 4 bytes that memcpy and its kind move.
// Supplied: steps in the functions of other topics, which the grader adds to a submission.
enum { COUNTER_OWN, COUNTER_SUPPLIED, COUNTER_CALLS, COUNTER_BYTES, COUNTER_STOPPED,
       COUNTER_NUMBERS };
enum { COUNTER_STEPS_MAX = 100000000 };  // then the call is left, and COUNTER_STOPPED is 1

#endif

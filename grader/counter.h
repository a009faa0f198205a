// counter.h: what a probe adds to the answers of requests for counts, between counter.c and work.c.
#ifndef CRUMB_COUNTER_H
#define CRUMB_COUNTER_H

#define COUNTER_TENSOR "#work"  // I64 [COUNTER_NUMBERS], an output where work is counted

// Steps: basic blocks that were entered, and a step for each 4 bytes that memcpy and its kind move.
// Supplied: steps in the functions of other topics, which the grader adds to a submission.
enum { COUNTER_OWN, COUNTER_SUPPLIED, COUNTER_CALLS, COUNTER_BYTES, COUNTER_STOPPED,
       COUNTER_NUMBERS };
enum { COUNTER_STEPS_MAX = 100000000 };  // then the call is left, and COUNTER_STOPPED is 1

// One request of a probe (probe_run); its steps are counted and limited where COUNTER_TENSOR is
// asked for.
void counter_run(void);

#endif

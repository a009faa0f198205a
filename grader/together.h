// together.h: all functions of a lab in one process for each run. Starting a process costs more
// than the cases of a function, and most functions are right: what passes among the others in both
// runs (the second goes backwards, over functions too) is taken as it is. Whatever does not is run
// again by itself, so that one function's mistake costs no other.
#ifndef CRUMB_TOGETHER_H
#define CRUMB_TOGETHER_H

#include "lab.h"

struct together {
    const struct golden_case **cases;  // [count]
    struct outcome *outcomes;          // [count]
    dim count;                         // 0: nothing is known
};

// Runs the cases of all parts that are wanted; where all of them pass, their laws and their work
// are judged together too (laws_run and works_run then find it done). What is kept is in the arena.
void together_run(struct together *together, struct lab_grading *grading,
                  const struct settings *settings, const struct topic_part *first);
// outcomes [group->count] out, and true, when these cases all passed or are not written yet.
bool together_judged(struct outcome *outcomes, const struct together *together,
                     const struct lab_group *group);

#endif

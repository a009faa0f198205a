// signature.h: what known mistakes answer to the recorded cases of a topic, so that a failing
// submission that answers the same can be told its name. One file for each topic,
// datasets/golden/mutants/TOPIC.safetensors, written by `make mutants RECORD=1` and only read here.
//   tensors   values F32 [n], places I32 [n]: a sample of each wrong output, one behind the other
//   metadata  golden: SHA-256 of the goldens they were recorded with
//             NAME: {"says", "in", "same", "cases": {CASE: {"verdict", "detail", "tensors":
//                    {OUTPUT: [first, count, wrong, length]}}}}     only cases that do not pass
#ifndef CRUMB_SIGNATURE_H
#define CRUMB_SIGNATURE_H

#include "golden.h"
#include "verdict.h"

enum { SIGNATURE_SAMPLE = 16 };  // values kept of one output

struct signature_output {
    const char *name;
    const float *values;    // [count] what the mistake gives ...
    const int32_t *places;  // [count] ... at these flat indices; the first one that is wrong first
    dim count;              // 0: this output is right
    dim wrong;              // how many values are
    dim length;             // of the first axis; 1 for a single number
};

struct signature_case {
    const char *name;
    enum verdict verdict;
    const char *detail;  // where there are no numbers: how it ended
    struct signature_output *outputs;  // [count]
    int count;
};

struct signature {
    const char *name, *says, *in;  // "no-scale", the tutor's sentence, the function that is changed
    const char *same;  // the mistake that this one cannot be told from; "" when there is none
    struct signature_case *cases;  // [count] that do not pass
    dim count;
};

struct signatures {
    struct safetensors file;
    struct signature *all;  // [count] by name
    dim count;
    const char *why;  // "" or why there are none: a sentence
};

// A damaged file is a fail(); one that is not there, or is of other goldens, leaves count 0.
void signatures_load(struct signatures *signatures, struct arena *arena, const char *folder,
                     const struct golden *golden, const char *topic);
void signatures_close(struct signatures *signatures);

// NULL: the mistake passes that case.
const struct signature_case *signature_find(const struct signature *signature, const char *name);
const struct signature_output *signature_output(const struct signature_case *one,
                                                const char *name);

#endif

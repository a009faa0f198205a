// law.h: laws without goldens. A law says what must hold between answers of the submission itself,
// on sizes and values drawn at this grading: nothing that was recorded, and no reference, is asked.
// A recipe is metadata of the golden file, under law/NAME:
//   {"part", "op", "law",   whose points it belongs to, and the law in a sentence
//    "sizes", "in",         drawn as live.h says; "in" without ["from", ...]
//    "steps": [...]}        done in order. E: EXPRESSION. A, B: names of tensors made before.
// A step makes a tensor named "as",
//   {"as", "redraw": A, "axis", "from": E, "to": E}  drawn anew there; the rest is A's
//   {"as", "slice": A, "axis", "from": E, "to": E}   that part of A
//   {"as", "pick": A, "axis", "order": B}            entry i along the axis is A's entry B[i]
//   {"as", "join": [A, B], "axis"}                   B behind A
//   {"as", "sum": [A, B]}, "difference"              B has A's first axes: each value meets a row
//   {"as", "scale": A, "power": E}                   A * 2^E
//   {"as", "dot": [A, B], "keep": k}                 sums of products over all but k first axes
// or asks the submission,
//   {"as": "first", "call": OPERATION, "in": {"x": A, "rows": E}, "out": {"y": {"type", "shape"}}}
// where a name in both is changed in place and "first.y" is what came back, or says what must hold:
//   {"same": [GOT, WANTED], "says"}     equal, or within the sum of "within":
//                                       [{"bound": "NORM_BOUND", "n": E, "k": 2, "times": E,
//                                       "largest": [A, ...]}]: every term
//                                       k * BOUND(n) * times * largest |A| * ...
//   {"moves": [NEW, OLD], "says"}       differ
// Both take "axis", "from", "to": only there; and moves holds at every index of the axis. "says" is
// what a student reads when it does not hold: {place}, {got}, {wanted} of the first value that is
// wrong, and {E}, where `at` is its index along the axis. A "within" is proven, never tuned: a
// function inside its contract's bound obeys every law.
#ifndef CRUMB_LAW_H
#define CRUMB_LAW_H

#include "drawing.h"
#include "golden.h"
#include "verdict.h"

enum { LAW_TENSORS_MAX = 384, LAW_CALLS_MAX = 8, LAW_OPERATIONS_MAX = 64 };

struct law_tensor {
    struct tensor tensor;
    const json_t *draw;  // NULL: was not drawn
};

struct law_call {
    const char *as;
    struct golden_case *one;
};

struct law {
    struct golden_case about;  // topic, name ("law-NAME"), part, operation, law: for the record
    struct outcome outcome;
    bool wanted;  // by laws_want
    bool judged;  // false: not run, or what it calls beside its own function did not answer
    json_t *recipe;
    struct drawing fresh, drawing;  // as read; with what was drawn
    struct law_tensor *tensors;  // [count]
    struct law_call calls[LAW_CALLS_MAX];
    dim count, call_count, answered;
    size_t next;  // step
    bool over;
};

struct laws {
    struct law *all;  // [count] in the order of their names
    dim count;
    const char *passed[LAW_OPERATIONS_MAX];  // functions without a failed case so far
    dim passed_count;
};

// The laws of golden's file. Each has a stream of its own under the seed.
void laws_read(struct laws *laws, struct arena *arena, const struct golden *golden,
               const char *topic, uint64_t seed);
void laws_close(struct laws *laws);

// The cases of operation have been judged. A law that calls several functions is run when those
// beside its own have passed: it would blame one for the other's mistake.
void laws_note(struct laws *laws, const char *operation, bool passed);

// Runs the laws of one function in one part; those with judged set have an outcome then.
void laws_run(struct laws *laws, const char *part, const char *operation, const char *program,
              bool trusted, int seconds);
// The same for many functions in processes that somebody else runs: first those of each are wanted,
// in the order in which the functions are noted; then laws_ask tells the calls that can be made,
// and laws_take takes what came back for them, until there are none. Laws that do not hold then are
// judged anew by laws_run, by themselves; it leaves alone what held here.
void laws_want(struct laws *laws, const char *part, const char *operation);
dim laws_ask(const struct golden_case **cases, struct laws *laws);  // [laws_room()]
void laws_take(struct laws *laws, const struct outcome *outcomes, const struct frame *answers);
dim laws_room(const struct laws *laws);
void laws_forget(struct laws *laws);  // what was wanted and noted: it was not so
// Runs one of them, whatever has passed.
void laws_run_one(struct law *law, const char *program, bool trusted, int seconds);

// ---- between law.c, law_make.c and law_hold.c -------------------------------------------------
// fail() when there is none.
const struct tensor *law_find(const struct law *law, const char *name);
void law_add(struct law *law, const struct tensor *tensor, const json_t *draw);
void law_make(struct law *law, const json_t *step);
bool law_hold(struct law *law, const json_t *step);  // false: outcome is set
// The part [from, to) of an axis that a step names, of count entries, each inner elements long, in
// outer places. All of the tensor as one entry when the step names no axis.
struct law_range {
    dim outer, count, inner, from, to;
};
struct law_range law_range(const struct law *law, const json_t *step, const struct tensor *tensor);

#endif

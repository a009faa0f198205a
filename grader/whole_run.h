// whole_run.h: runs a program with a whole model in it, and compares what it tells (whole_wire.h)
// with what the trusted parts tell.
#ifndef CRUMB_WHOLE_RUN_H
#define CRUMB_WHOLE_RUN_H

#include "launch.h"
#include "settings.h"
#include "verdict.h"
#include "whole_wire.h"

// The question of the walkthroughs, and how long the model may take: it needs a tenth of a second.
#define WHOLE_QUESTION "How do I bake chocolate chip cookies?"
enum { WHOLE_SECONDS = 10 };

// A number agrees when it is off by at most this part of the largest in its tensor. Other right
// ways to compute a topic, and the fast reference, stay below 4e-6; another epsilon in a norm gives
// 1e-3.
#define WHOLE_WITHIN 2e-5

struct whole_item {
    struct wire_head head;
    const uint8_t *values;
};

struct whole_run {
    struct launched end;
    struct whole_item *items;  // [count]
    dim count;
    struct wire_head last;     // the record that ends it
    bool told;                 // there is one
    bool broken;               // what came is no record
};

// trusted: without a limit of memory.
void whole_run(struct whole_run *run, const struct settings *settings, const char *program,
               bool trusted, int seconds);
void whole_run_free(struct whole_run *run);
bool whole_run_done(const struct whole_run *run);  // did it come to its end?
// How a run ended that did not: the verdict and the sentence.
void whole_run_judge(struct outcome *outcome, const struct whole_run *run, int seconds);

// The first thing that is another than the trusted one's.
struct whole_first {
    dim agreed;          // tensors before it; all of them: nothing differs
    enum verdict verdict;
    const struct whole_item *item, *own;  // the trusted one's; own: NULL when there is none
    dim at, off, count;  // place of the first wrong value; how many of how many
    double got, expected, largest;
    bool unwritten;      // the first wrong value was never written
    bool in_work;        // the run was ended while this tensor was computed
    dim values;          // numbers compared before it
    double worst;        // of those: off by this part of the largest,
    const struct whole_item *where;  // in this tensor
};
void whole_compare(struct whole_first *first, const struct whole_run *own,
                   const struct whole_run *trusted);

dim whole_elements(const struct whole_item *item);
double whole_value(const struct whole_item *item, dim i);
// Off by this part of the largest; infinity for what is no number or was never written.
double whole_off(const struct whole_first *first, dim i);
// The last thing of that name; NULL when there is none.
const struct whole_item *whole_last(const struct whole_run *run, const char *name);

#endif

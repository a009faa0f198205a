// run.h: what pretrain.c and finetune.c share: memory, steps, saving, going on, the end of a run.
#ifndef CRUMB_RUN_H
#define CRUMB_RUN_H

#include "checkpoint.h"
#include "folder.h"
#include "learner.h"
#include "options.h"
#include "progress.h"
#include "samples.h"
#include "state.h"
#include "tokenizer.h"
#include "training.h"

enum { RUN_OPTIONS_ROOM = 1 << 20 };

struct run {
    struct run_options *options;
    struct arena arena;
    struct folder folder;
    struct tokenizer tokenizer;
    struct model_config config;
    struct generation_config generation;
    struct params params;
    struct training training;
    struct training_plan plan;
    struct learner learner;
    struct progress progress;
    struct samples samples;
    int32_t *inputs, *targets;  // [rows of the plan], what training_step draws
    float **pointers;           // [tensor_count]
    dim *counts;                // [tensor_count]
    uint8_t *saved;             // [training_saved_bytes]
    char *text;                 // [RUN_OPTIONS_ROOM]
    char first[256];            // the first number that was not finite; empty: all are

    // what differs between kinds of runs; all take the run itself
    const struct training_tokens *tokens;  // that training_step draws from
    uint64_t checksum;                     // of all that is learnt from
    training_gradients *gradients;
    void (*validate)(struct run *run, bool last, struct metrics *metrics);  // NULL: none held out
    void (*measure)(const struct run *run, struct metrics *metrics);        // tokens so far
    dim tokens_per_step;                   // on the average
    void *own;
    // what `gradients` was last asked for: its loss is looked at again before anything is saved
    struct {
        const int32_t *inputs, *targets;
        dim batch, length;
    } last;
};

// A run in memory of its own, that knows nothing yet.
struct run *run_new(struct run_options *options);
// The options of state.bin, and those given now where they may change. The state stays open.
void run_reopen(struct run *run, struct state *state);
// What the schedule and AdamW are told; batch and context are training_step's.
void run_schedule(struct run *run, dim batch, dim context);
// All memory of the run but what its kind needs: B rows of T tokens at once.
void run_plan(struct run *run, dim B, dim T);
// The saved parameters, moments and counters, of a run with run_plan behind it; closes the state.
void run_load(struct run *run, struct state *state);
// learner_gradients, with a look at the loss while all that made it is still there.
double run_gradients(struct run *run, const int32_t *inputs, const int32_t *targets, dim batch,
                     dim length, float scale);
// prompt [count] for the samples; NULL: there are none.
void run_samples(struct run *run, const int32_t *prompt, dim count);
// Saves, does all steps, samples and saves on the way; returns the exit code.
int run_work(struct run *run);
void run_free(struct run *run);

#endif

// pretrain.h: a training run: its options, its folder, its loop. Given code.
//
// The folder of a run is a model folder (config.json, model.safetensors, tokenizer.json,
// generation_config.json) with four more files:
//   options.txt    every option of the run, a name and a value on a line; --config reads it
//   tokens.bin     the text, tokenised (data.h)
//   state.bin      everything that --resume needs: options, parameters, moments, counters, rng
//   metrics.jsonl  a line for each step
#ifndef CRUMB_PRETRAIN_H
#define CRUMB_PRETRAIN_H

#include "arena.h"
#include "data.h"
#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

enum { PRETRAIN_FILES = 4096, PRETRAIN_OPTIONS = 64 };

struct pretrain_options {
    const char *files[PRETRAIN_FILES], *out, *tokenizer, *cache;
    int file_count;
    dim documents;  // enum data_documents
    dim layers, heads, kv_heads, width, hidden, context, positions;
    double theta;
    bool untied;
    dim batch, accumulate, steps, warmup, seed;
    double rate, floor, decay, beta1, beta2, clip;
    double hold_out;
    dim validate_every, save_every, weights;  // weights: 0 f32, 1 bf16, 2 f16
    dim threads;
    bool resume;
    bool given[PRETRAIN_OPTIONS];  // by the row of the table in options.c
};

// ---- options: one table for flags, --config files, the saved state and the help -------------

void pretrain_defaults(struct pretrain_options *options);
// name without dashes. where ("--", or "FILE:3: ") opens the sentence when something is wrong.
// value is kept, not copied; NULL for a switch means on. false: there is no such option.
bool pretrain_set(struct pretrain_options *options, const char *where, const char *name,
                  const char *value);
bool pretrain_is_option(const char *name);
bool pretrain_is_switch(const char *name);
// Lines "name value", # begins a comment. What was given before stays. Text lives in the arena.
void pretrain_read(struct pretrain_options *options, struct arena *arena, const char *name,
                   const char *text);
// What follows from other options (hidden from width, ...), and what cannot be together.
void pretrain_settle(struct pretrain_options *options);
// The options as pretrain_read takes them, into text [room]; returns their length.
dim pretrain_write(char *text, dim room, const struct pretrain_options *options);
// The options of a resumed run: those saved, and what was given now where that may change.
// Anything else that was given and differs is fail(), with both values.
void pretrain_merge(struct pretrain_options *options, const struct pretrain_options *saved);
void pretrain_help(void);

// ---- the run --------------------------------------------------------------------------------

// Returns the exit code: 0 all steps are done, 128 + signal when a signal ended it (all is saved).
int pretrain_run(struct pretrain_options *options, void (*progress)(double done, double total));

#endif

// pretrain.h: a training run on text: its folder, its loop. Given code.
//
// The folder of a run is a model folder (config.json, model.safetensors, tokenizer.json,
// generation_config.json) with more files:
//   options.txt    every option of the run, a name and a value on a line; --config reads it
//   tokens.bin     the text, tokenised (data.h)
//   state.bin      everything that --resume needs: options, parameters, moments, counters, rng
//   metrics.jsonl  a line for each step
//   samples.jsonl  with --sample-prompt: what the model said to it along the way
#ifndef CRUMB_PRETRAIN_H
#define CRUMB_PRETRAIN_H

#include "options.h"

extern const struct option_table pretrain_table;
// What follows from other options (hidden from width, ...), and what cannot be together.
void pretrain_settle(struct run_options *options);

// Returns the exit code: 0 all steps are done, 128 + signal when a signal ended it (all is saved).
int pretrain_run(struct run_options *options, void (*progress)(double done, double total));

#endif

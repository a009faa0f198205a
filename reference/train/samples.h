// samples.h: what a model says along its training: samples.jsonl, a line for each moment:
//   {"step": 100, "tokens": 51200, "prompt": "...", "text": "..."}
#ifndef CRUMB_SAMPLES_H
#define CRUMB_SAMPLES_H

#include "answer.h"
#include "checkpoint.h"
#include "folder.h"

struct samples {
    bool on;
    struct answer answer;
    const char *words;       // the prompt as the reader gave it
    const int32_t *prompt;   // [count] as the model is given it
    dim count;
    struct generate_options options;
};

enum { SAMPLES_LONGEST = 256 };  // tokens

// All memory; greedy, so that it draws nothing and a run with samples is the run without.
void samples_plan(struct samples *samples, const struct model_config *config,
                  const struct params *params, const struct tokenizer *tokenizer,
                  const struct generation_config *generation, const char *words,
                  const int32_t *prompt, dim count);
void samples_take(struct samples *samples, struct folder *folder, int64_t step, int64_t tokens);
void samples_close(struct samples *samples);

#endif

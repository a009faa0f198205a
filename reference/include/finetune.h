// finetune.h: a training run on conversations: a model that continues text learns to answer
// (Ouyang et al. 2022, the first of their three steps). The loss is taken on the answers alone:
// their words and the token that ends them. The folder of the run is that of pretrain.h, with
// tokenizer_config.json, which holds the template. Given code.
#ifndef CRUMB_FINETUNE_H
#define CRUMB_FINETUNE_H

#include "chat_template.h"
#include "dim.h"
#include "options.h"

extern const struct option_table finetune_table;
// batches: in one reading of all conversations, from which --epochs makes --steps.
void finetune_settle(struct run_options *options, dim batches);

// Returns the exit code, as pretrain_run does. progress: of the text of --mix being tokenised.
int finetune_run(struct run_options *options, void (*progress)(double done, double total));

#endif

// app_eval.h: what crumb eval does besides the mean loss.
#ifndef CRUMB_APP_EVAL_H
#define CRUMB_APP_EVAL_H

#include "checkpoint.h"
#include "dim.h"
#include "training.h"

// --free-running: the loss of the true text after the model's own words, beside that after the true
// ones. A quarter of the context is the true beginning.
void eval_free_running(const struct checkpoint *checkpoint, const struct training_tokens *tokens,
                       dim context, dim windows, dim seed);

#endif

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

// crumb eval --chat, with its own flags; returns the exit code.
int eval_chat(int argc, char **argv);
#define EVAL_CHAT_USAGE \
    "crumb eval --model DIR --chat FILE [--answers FILE] [--judge COMMAND]\n" \
    "  --chat FILE      questions: a line {\"messages\": [...]} each, which ends with the user\n" \
    "  --answers FILE   a line {\"answer\": \"...\"} for each, in their order\n" \
    "  --judge COMMAND  started with --questions FILE --answers FILE; its exit code is taken\n" \
    "  --max-tokens N   the longest answer (400)\n" \
    "  --temperature T  and what else crumb generate draws by, in place of the most likely token"

#endif

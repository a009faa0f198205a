// run_flags.h: the flags of crumb pretrain and crumb finetune: those of a table of options, and
// --config.
#ifndef CRUMB_RUN_FLAGS_H
#define CRUMB_RUN_FLAGS_H

#include "options.h"

// options are those of the defaults before; texts of a --config file live in the arena.
void run_flags(struct run_options *options, struct arena *arena, int argc, char **argv);
// What tokenising says.
void run_progress(double done, double total);

#endif

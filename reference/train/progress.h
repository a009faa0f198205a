// progress.h: what a run says while it works: one line that rewrites itself on a terminal, plain
// lines where there is none.
#ifndef CRUMB_PROGRESS_H
#define CRUMB_PROGRESS_H

#include "dim.h"

#include <stdbool.h>

enum { PROGRESS_BARS = 24 };

struct progress {
    bool terminal, utf8;
    dim steps, first;             // in all; done before this start
    double began, shown;          // seconds
    double seconds_per_step;      // smoothed
    dim tokens_per_step;
    double bars[PROGRESS_BARS];   // mean losses of stretches of the run, each bar_steps long
    dim bar_count, bar_steps, in_bar;
    double validation, per_byte;  // the last ones; NaN: none yet
};

double progress_now(void);  // seconds, from some moment on
void progress_begin(struct progress *progress, dim steps, dim first, dim tokens_per_step);
// After each step. plain: say it also where there is no terminal.
void progress_step(struct progress *progress, dim step, double loss, double seconds, bool plain);
void progress_end(struct progress *progress);  // leaves the line

#endif

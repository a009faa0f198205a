// report.h: runs of training as one page for a browser: what is read, and how it is drawn.
// Everything stands in the page itself. It is HTML that is XML too, so that a test can parse it.
#ifndef CRUMB_REPORT_H
#define CRUMB_REPORT_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>
#include <stdio.h>

struct report_point {
    double tokens, loss, held_out, text, rate;  // NaN: not measured
};

struct report_run {
    const char *folder, *name;    // name: the last part of the folder
    const char *kind;             // "pretrain" or "finetune", by its options
    struct report_point *points;  // [count] a step each
    dim count;
    json_t *samples;              // an array, of all lines of samples.jsonl
    char *options;                // options.txt
};

// metrics.jsonl, samples.jsonl (which may be missing) and options.txt of a run; any failure is
// fail(), with file and line.
void report_read(struct report_run *run, struct arena *arena, const char *folder);

// ---- writing --------------------------------------------------------------------------------

// Text between tags or in an attribute. What XML has no place for becomes U+FFFD.
void report_text(FILE *page, const char *text, size_t n);
// Losses, and the rate, of all runs over their tokens, one run behind the other.
void report_losses(FILE *page, const struct report_run *runs, dim count);
void report_rates(FILE *page, const struct report_run *runs, dim count);
// What the model said at ten moments, and its state at the very beginning.
void report_samples(FILE *page, const struct report_run *run);
// Any JSON of names and numbers as a table: a list of objects, or an object of values or objects.
void report_results(FILE *page, const json_t *results);
// Options, and the digests of what went in and came out.
void report_recipe(FILE *page, const struct report_run *run);
extern const char report_style[];

#endif

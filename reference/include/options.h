// options.h: the options of a training run, in one table for each kind of run: flags, --config
// files, the saved state and the help all read it. Given code.
#ifndef CRUMB_OPTIONS_H
#define CRUMB_OPTIONS_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stddef.h>

enum { OPTIONS_FILES = 4096, OPTIONS_ROWS = 64 };

enum option_kind {
    OPTION_WHOLE,
    OPTION_REAL,
    OPTION_CHOICE,
    OPTION_TEXT,
    OPTION_SWITCH,
    OPTION_FILES
};
// FREE: another value may be given with --resume. UNSAVED: of this start only.
enum option_change { OPTION_FIXED, OPTION_FREE, OPTION_UNSAVED };

struct option {
    const char *name;
    enum option_kind kind;
    enum option_change change;
    size_t at;  // in struct run_options
    double lowest, highest;
    const char *first;    // default; NULL: settled from others
    const char *choices;  // "a|b|c": the value is which
    const char *help;
};

struct option_table {
    const char *command;  // "pretrain": for sentences
    const struct option *rows;
    int count;
};

// The options of both kinds of run; each table names those that it has.
struct run_options {
    const struct option_table *table;
    const char *files[OPTIONS_FILES], *out, *tokenizer, *cache;  // files: texts, or conversations
    int file_count;
    dim documents;  // enum data_documents
    dim layers, heads, kv_heads, width, hidden, context, positions;
    double theta;
    bool untied;
    dim batch, accumulate, steps, warmup, seed;
    double rate, floor, decay, beta1, beta2, clip;
    double hold_out;
    dim validate_every, save_every, weights;  // weights: 0 f32, 1 bf16, 2 f16
    dim sample_every;
    const char *sample_prompt;
    dim threads;
    bool resume;
    const char *model, *mix;  // finetune: the folder to begin from; text for a part of each batch
    dim form;                 // which template
    double epochs, mix_share;
    bool given[OPTIONS_ROWS];  // by the row of the table
};

void options_defaults(struct run_options *options, const struct option_table *table);
// name without dashes. where ("--", or "FILE:3: ") opens the sentence when something is wrong.
// value is kept, not copied; NULL for a switch means on. false: there is no such option.
bool options_set(struct run_options *options, const char *where, const char *name,
                 const char *value);
// The row of a name in the table of these options; NULL: there is none.
const struct option *options_find(const struct run_options *options, const char *name);
bool options_given(const struct run_options *options, const char *name);
// Lines "name value", # begins a comment. What was given before stays. Text lives in the arena.
void options_read(struct run_options *options, struct arena *arena, const char *name,
                  const char *text);
// The options as options_read takes them, into text [room]; returns their length.
dim options_write(char *text, dim room, const struct run_options *options);
// The options of a resumed run: those saved, and what was given now where that may change.
// Anything else that was given and differs is fail(), with both values.
void options_merge(struct run_options *options, const struct run_options *saved);
// What follows from other options in every kind of run (warmup, floor, ...), and what cannot be
// together.
void options_settle(struct run_options *options);
void options_help(const struct option_table *table);

#endif

// options_tables.c: which options the two kinds of run have, and what follows from what in each.
// See options.h.
#include "fail.h"
#include "finetune.h"
#include "pretrain.h"

#include <math.h>
#include <stdio.h>

#define OF(kind, change, field) \
    OPTION_##kind, OPTION_##change, offsetof(struct run_options, field)

// What both have; what differs is given.
#define SHARED(steps_least, steps_first, rate_first, held_out_help, held_out, seed_help) \
    {"accumulate", OF(WHOLE, FIXED, accumulate), 1, 1 << 20, "1", NULL, \
     "batches in a step"}, \
    {"steps", OF(WHOLE, FREE, steps), steps_least, 1e12, steps_first, NULL, \
     "optimiser steps in all"}, \
    {"rate", OF(REAL, FREE, rate), 0, 1e38, rate_first, NULL, "the highest learning rate"}, \
    {"floor", OF(REAL, FREE, floor), -1, 1e38, "-1", NULL, \
     "the last rate (a tenth of the highest)"}, \
    {"warmup", OF(WHOLE, FREE, warmup), -1, 1e12, "-1", NULL, \
     "steps of rising rate (100, at most a tenth)"}, \
    {"decay", OF(REAL, FREE, decay), 0, 1, "0.1", NULL, "weight decay of matrices"}, \
    {"beta1", OF(REAL, FIXED, beta1), 0, 0.999999, "0.9", NULL, "of AdamW"}, \
    {"beta2", OF(REAL, FIXED, beta2), 0, 0.9999999, "0.99", NULL, "of AdamW"}, \
    {"clip", OF(REAL, FREE, clip), 0, 1e38, "1", NULL, "the largest norm of all gradients"}, \
    {"seed", OF(WHOLE, FIXED, seed), 0, 9e15, "1", NULL, seed_help}, \
    {"hold-out", OF(REAL, FIXED, hold_out), 0, 0.9, held_out, NULL, held_out_help}, \
    {"validate-every", OF(WHOLE, FREE, validate_every), 0, 1e12, "0", NULL, \
     "steps (a twentieth of all)"}, \
    {"save-every", OF(WHOLE, FREE, save_every), 0, 1e12, "0", NULL, "steps (a tenth of all)"}, \
    {"sample-prompt", OF(TEXT, FREE, sample_prompt), 0, 0, NULL, NULL, \
     "TEXT  what the model says to it goes into samples.jsonl"}, \
    {"sample-every", OF(WHOLE, FREE, sample_every), 0, 1e12, "0", NULL, \
     "steps (a tenth of all)"}, \
    {"weights", OF(CHOICE, FREE, weights), 0, 0, "0", "f32|bf16|f16", "of model.safetensors"}, \
    {"threads", OF(WHOLE, UNSAVED, threads), 0, 1024, "0", NULL, "all that the machine has"}, \
    {"resume", OF(SWITCH, UNSAVED, resume), 0, 0, "0", NULL, "go on where OUT/state.bin stands"}

// ---- pretrain -------------------------------------------------------------------------------

static const struct option pretrain_rows[] = {
    {"text", OF(FILES, FIXED, files), 0, 0, NULL, NULL,
     "FILE...  what to learn from, any bytes"},
    {"documents", OF(CHOICE, FIXED, documents), 0, 0, "0", "whole|marked|jsonl",
     "each file is one; <|endoftext|> ends one; a line {\"text\": ...} each"},
    {"tokenizer", OF(TEXT, FIXED, tokenizer), 0, 0, "bytes", NULL,
     "DIR with a tokenizer.json, or bytes"},
    {"cache", OF(TEXT, UNSAVED, cache), 0, 0, NULL, NULL,
     "FILE of the tokenised text (OUT/tokens.bin)"},
    {"out", OF(TEXT, UNSAVED, out), 0, 0, NULL, NULL, "DIR  the folder of the run"},
    {"layers", OF(WHOLE, FIXED, layers), 1, 1000, "4", NULL, "blocks"},
    {"heads", OF(WHOLE, FIXED, heads), 1, 1024, "4", NULL, "query heads; they share the width"},
    {"kv-heads", OF(WHOLE, FIXED, kv_heads), 0, 1024, "0", NULL, "key and value heads (as heads)"},
    {"width", OF(WHOLE, FIXED, width), 2, 65536, "128", NULL, "numbers per token in the stream"},
    {"hidden", OF(WHOLE, FIXED, hidden), 0, 262144, "0", NULL,
     "inside the feed-forward part (8/3 of the width)"},
    {"context", OF(WHOLE, FIXED, context), 1, 1048576, "64", NULL, "tokens in a window"},
    {"positions", OF(WHOLE, FIXED, positions), 0, 1048576, "0", NULL,
     "tokens the model says it can take (as context)"},
    {"theta", OF(REAL, FIXED, theta), 1, 1e12, "10000", NULL, "base of the rotary angles"},
    {"untied", OF(SWITCH, FIXED, untied), 0, 0, "0", NULL, "the head is not the embedding table"},
    {"batch", OF(WHOLE, FIXED, batch), 1, 1 << 20, "12", NULL, "windows at once"},
    SHARED(1, "2000", "0.001", "the last part, not learnt from", "0.1",
           "of first weights and windows"),
};
const struct option_table pretrain_table = {"pretrain", pretrain_rows,
                                            sizeof pretrain_rows / sizeof *pretrain_rows};

void pretrain_settle(struct run_options *o)
{
    if (!o->out) fail_usage("pretrain needs --out DIR, the folder of the run");
    if (!o->resume && o->file_count == 0)
        fail_usage("pretrain needs --text FILE, or --resume to go on with the run in --out");
    if (!o->kv_heads) o->kv_heads = o->heads;
    if (!o->hidden) o->hidden = (o->width * 8 / 3 + 7) / 8 * 8;
    if (!o->positions) o->positions = o->context;
    if (o->positions < o->context)
        fail_usage("--context %td is beyond --positions %td; raise --positions", o->context,
                   o->positions);
    options_settle(o);
}

// ---- finetune -------------------------------------------------------------------------------

static const struct option finetune_rows[] = {
    {"model", OF(TEXT, FIXED, model), 0, 0, NULL, NULL, "DIR  the model to begin from"},
    {"chat", OF(FILES, FIXED, files), 0, 0, NULL, NULL,
     "FILE...  conversations: a line {\"messages\": [...]} each"},
    {"out", OF(TEXT, UNSAVED, out), 0, 0, NULL, NULL, "DIR  the folder of the run"},
    {"template", OF(CHOICE, FIXED, form), 0, 0, "0", CHAT_WRITTEN,
     "how turns are told apart"},
    {"context", OF(WHOLE, FIXED, context), 0, 1048576, "0", NULL,
     "tokens of the longest conversation (as the model)"},
    {"batch", OF(WHOLE, FIXED, batch), 1, 1 << 20, "16", NULL, "conversations at once"},
    {"mix", OF(TEXT, FIXED, mix), 0, 0, NULL, NULL,
     "FILE  text that goes on being learnt, so that it is not forgotten"},
    {"documents", OF(CHOICE, FIXED, documents), 0, 0, "0", "whole|marked|jsonl",
     "of --mix, as pretrain has it"},
    {"mix-share", OF(REAL, FIXED, mix_share), 0, 0.9, "0", NULL,
     "of the text in rows of a batch, and in the loss (0.2 with --mix)"},
    {"epochs", OF(REAL, FREE, epochs), 0, 1e6, "3", NULL,
     "times that all conversations are read; --steps wins"},
    SHARED(0, "0", "0.0003", "share of conversations not learnt from", "0.05",
           "of the order of conversations"),
};
const struct option_table finetune_table = {"finetune", finetune_rows,
                                            sizeof finetune_rows / sizeof *finetune_rows};
_Static_assert(sizeof pretrain_rows / sizeof *pretrain_rows <= OPTIONS_ROWS &&
                   sizeof finetune_rows / sizeof *finetune_rows <= OPTIONS_ROWS,
               "struct run_options has a bit for each");

void finetune_settle(struct run_options *o, dim batches)
{
    const bool by_epochs = !o->steps || (options_given(o, "epochs") && !options_given(o, "steps"));
    if (by_epochs) o->steps = (dim)ceil(o->epochs * (double)batches / (double)o->accumulate);
    if (o->steps < 1) o->steps = 1;
    options_settle(o);
}

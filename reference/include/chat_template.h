// chat_template.h: how a conversation becomes one text for a model that was trained on such texts.
// A model's folder says how in tokenizer_config.json (or chat_template.jinja), as a program in
// Jinja. What it says is recognised by its markers; a template that is none of these is refused.
#ifndef CRUMB_CHAT_TEMPLATE_H
#define CRUMB_CHAT_TEMPLATE_H

#include "arena.h"
#include "dim.h"

#include <stddef.h>

// The pieces around the two speakers' words, special tokens written out:
//   opening  [user[0] WORDS user[1] answer[0] WORDS answer[1]] ...
struct chat_template {
    const char *name;     // "baker", "kitchen", "chatml", "llama3", "inst", "zephyr", ...
    const char *markers;  // what tells it from the others
    const char *without;  // and what it does not contain; NULL: it may contain anything
    const char *opening;  // once, in front of all
    const char *user[2], *answer[2];
    const char *stop;     // the token that ends an answer; NULL: those of generation_config.json
    const char *tool[2];  // around a tool's words; NULL: this template has no such turn
    const char *jinja;    // what crumb finetune writes into a folder; NULL: it is only read
};

// No template: a text that goes on, lines of the two in turns.
extern const struct chat_template chat_plain;
// By the text of a Jinja template; NULL when it is none that is known.
const struct chat_template *chat_recognise(const char *jinja);
const char *chat_names(void);  // for sentences
// Those that have jinja, in the order of this list, which is one of options.h.
#define CHAT_WRITTEN "baker|kitchen|chatml"
const struct chat_template *chat_written(dim which);
// By the bytes [n] of tokenizer_config.json. Its bos_token and eos_token stand where inst and
// zephyr have <s> and </s>. Returns NULL, or a sentence; that and *found may lie in the arena.
const char *chat_parse(const struct chat_template **found, struct arena *arena, const char *text,
                       size_t n);
// By the files of a folder; without any chat_plain. Anything else is fail().
const struct chat_template *chat_load(struct arena *arena, const char *folder);

#endif

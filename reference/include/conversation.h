// conversation.h: conversations as lines of JSON, and as the tokens that a model learns or answers.
// Given code.
//   {"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}
// Roles are user, assistant and tool. A user opens; an assistant answers a user or a tool; a user
// speaks after an assistant, and so does a tool. Other fields of a line are left alone.
#ifndef CRUMB_CONVERSATION_H
#define CRUMB_CONVERSATION_H

#include "arena.h"
#include "chat_template.h"
#include "checkpoint.h"
#include "dim.h"
#include "tokenizer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conversation_role { CONVERSATION_USER, CONVERSATION_ASSISTANT, CONVERSATION_TOOL };

struct conversation_turn {
    enum conversation_role role;
    const char *words;
    dim length;  // bytes
};

struct conversation {
    struct conversation_turn *turns;  // [count]
    dim count;
};

// A line without its line end. Returns NULL, or what is wrong; everything lies in the arena.
const char *conversation_parse(struct conversation *found, struct arena *arena, const char *line,
                               size_t n);
// One question of a user.
void conversation_ask(struct conversation *conversation, struct arena *arena, const char *words);
const char *conversation_role_name(enum conversation_role role);

// ---- files ----------------------------------------------------------------------------------

struct conversation_list {
    struct conversation *items;  // [count]
    dim *lines;                  // [count] where each stands in its file
    dim count;
};
// All lines of a file behind those that the list holds; an empty line is none. answered: the last
// turn is an assistant's (true) or waits for one (false). Any failure is fail(), with the line.
void conversation_read(struct conversation_list *list, struct arena *arena, const char *path,
                       bool answered);

// ---- tokens ---------------------------------------------------------------------------------

// A template's pieces as ids, and words as ids: what a speaker typed is never a special token.
struct conversation_encoder {
    const struct chat_template *form;
    const struct tokenizer *tokenizer;
    struct tokenizer plain;  // the same without special tokens
    struct tokenizer_encoder pieces, words;
};

// folder: for the sentence. A special token of the template that the vocabulary has not is fail().
void conversation_encoder_open(struct conversation_encoder *encoder,
                               const struct tokenizer *tokenizer, const struct chat_template *form,
                               const char *folder);
void conversation_encoder_close(struct conversation_encoder *encoder);

// The token that ends an answer, beside those of generation_config.json.
void conversation_add_stop(struct generation_config *generation, const struct tokenizer *tokenizer,
                           const struct chat_template *form);

struct conversation_ids {
    int32_t *ids;    // [count]
    uint8_t *spoken; // [count] 1: said by the assistant: its words, and the token that ends them
    dim *ends;       // [answers] ids up to the end of each answer
    dim count, answers;
};
// where: opens the sentence when words have no ids ("FILE:3"). One that ends with a user or a tool
// is followed by what opens an answer.
void conversation_encode(struct conversation_ids *found, struct arena *arena,
                         struct conversation_encoder *encoder,
                         const struct conversation *conversation, const char *where);

#endif

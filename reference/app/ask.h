// ask.h: a model folder that is asked questions and whose answers are kept: what crumb eval --chat
// and crumb rate share.
#ifndef CRUMB_ASK_H
#define CRUMB_ASK_H

#include "answer.h"
#include "checkpoint.h"
#include "conversation.h"
#include "sampling_flags.h"

struct ask {
    struct arena arena;
    struct checkpoint model;
    struct tokenizer tokenizer;
    const struct chat_template *form;  // may lie in the arena
    struct conversation_encoder encoder;
    struct generate_options options;
    struct answer answer;              // of the last question
};

// Any failure is fail(): what is wrong with the folder, or that it has no template for turns.
void ask_open(struct ask *ask, const char *folder, const struct sampling_flags *sampling);
// where: opens the sentence when the words have no ids.
enum generate_end ask_run(struct ask *ask, const struct conversation *question, const char *where,
                          dim most, struct rng *rng);
void ask_close(struct ask *ask);

#endif

// ask.c: see ask.h.
#include "ask.h"

#include "fail.h"

void ask_open(struct ask *ask, const char *folder, const struct sampling_flags *sampling)
{
    *ask = (struct ask){.form = NULL};
    checkpoint_load(&ask->model, folder, false);
    tokenizer_load(&ask->tokenizer, folder);
    if (ask->tokenizer.bpe.vocab > ask->model.config.vocab)
        fail("%s: the tokenizer has %td tokens and the model %td; they do not belong together",
             folder, ask->tokenizer.bpe.vocab, ask->model.config.vocab);
    ask->form = chat_load(&ask->arena, folder);
    if (ask->form == &chat_plain)
        fail("%s: no tokenizer_config.json with a chat template, so turns cannot be told apart; "
             "crumb finetune makes a model that has one", folder);
    conversation_encoder_open(&ask->encoder, &ask->tokenizer, ask->form, folder);
    conversation_add_stop(&ask->model.generation, &ask->tokenizer, ask->form);
    ask->options = sampling_options(sampling, &ask->model.generation);
    answer_open(&ask->answer, &ask->model.config, &ask->model.params, &ask->tokenizer);
}

enum generate_end ask_run(struct ask *ask, const struct conversation *question, const char *where,
                          dim most, struct rng *rng)
{
    struct arena arena = {0};
    struct conversation_ids prompt;
    conversation_encode(&prompt, &arena, &ask->encoder, question, where);
    const enum generate_end end =
        answer_run(&ask->answer, prompt.ids, prompt.count, most, &ask->options, rng);
    arena_free(&arena);
    return end;
}

void ask_close(struct ask *ask)
{
    answer_close(&ask->answer);
    conversation_encoder_close(&ask->encoder);
    tokenizer_close(&ask->tokenizer);
    checkpoint_close(&ask->model);
    arena_free(&ask->arena);
}

// look.c: a model to look into. See look.h.
#include "look.h"

#include "app.h"
#include "fail.h"
#include "show.h"
#include "trace_forward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool look_flag(struct look_request *request, int argc, char **argv, int *i)
{
    const char *flag = argv[*i];
    if (!strcmp(flag, "--model")) request->model = app_value(argc, argv, i);
    else if (!strcmp(flag, "--prompt-ids")) request->ids = app_value(argc, argv, i);
    else if (!strcmp(flag, "--") && *i + 2 == argc) request->text = argv[++*i];
    else if (flag[0] == '-' && flag[1] == '-') return false;
    else if (request->text) fail_usage("one TEXT is enough; put quotes around all of it");
    else request->text = flag;
    return true;
}

void look_expect(const struct look_request *request)
{
    if (!request->ids == !request->text)
        fail_usage("give either a TEXT or --prompt-ids 1,403,407");
}

struct look_text look_input(struct look *look, const struct look_request *request)
{
    return request->ids ? look_ids(look, request->ids)
                        : look_encode(look, request->text, true, "the text");
}

void look_open(struct look *look, const char *folder)
{
    char path[4096];
    *look = (struct look){0};
    checkpoint_load(&look->model, folder, false);
    snprintf(path, sizeof path, "%s/tokenizer.json", folder);
    look->words = access(path, F_OK) == 0;
    if (!look->words) return;
    tokenizer_load(&look->tokenizer, folder);
    if (look->tokenizer.bpe.vocab > look->model.config.vocab)
        fail("%s: tokenizer.json has %td tokens, config.json %td; they do not belong together, "
             "copy both from the same model", folder, look->tokenizer.bpe.vocab,
             look->model.config.vocab);
}

void look_close(struct look *look)
{
    if (look->words) tokenizer_close(&look->tokenizer);
    checkpoint_close(&look->model);
    arena_free(&look->arena);
}

struct list {
    int32_t *ids;
    dim count, room;
};

static void append(void *context, const int32_t *ids, dim count)
{
    struct list *list = context;
    for (dim i = 0; i < count && list->count < list->room; i++) list->ids[list->count++] = ids[i];
}

static void expect_to_fit(const struct look *look, dim count, const char *what)
{
    if (count > look->model.config.positions && !look->any_length)
        fail("%s: %td tokens, this model has %td positions; give a shorter one", what, count,
             look->model.config.positions);
}

struct look_text look_encode_bytes(struct look *look, const uint8_t *bytes, dim count, bool opened,
                                   bool specials, const char *what)
{
    const int32_t bos = look->model.generation.bos;
    if (!look->words)
        fail("%s: no tokenizer.json, so a text has no ids here; give --prompt-ids 1,403,407",
             look->model.folder);
    struct list list = {.room = count + 1};
    list.ids = arena_array(&look->arena, (size_t)list.room, sizeof *list.ids);
    if (opened && bos >= 0) append(&list, &bos, 1);
    struct tokenizer tokenizer = look->tokenizer;  // a view, which may know no special tokens
    if (!specials) tokenizer.bpe.special_count = 0;
    struct tokenizer_encoder encoder;
    tokenizer_encoder_open(&encoder, &tokenizer);
    if (!tokenizer_encode(&encoder, bytes, count, true, append, &list))
        fail("%s has a word of more than %d bytes; put spaces into it", what, PRETOKEN_LONGEST);
    tokenizer_encoder_close(&encoder);
    expect_to_fit(look, list.count, what);
    return (struct look_text){bytes, count, list.ids, list.count};
}

struct look_text look_encode(struct look *look, const char *text, bool opened, const char *what)
{
    if (!*text) fail("%s is empty; give at least one character", what);
    return look_encode_bytes(look, (const uint8_t *)text, (dim)strlen(text), opened, true, what);
}

struct look_text look_ids(struct look *look, const char *text)
{
    struct list list = {.room = (dim)strlen(text) / 2 + 1};
    list.ids = arena_array(&look->arena, (size_t)list.room, sizeof *list.ids);
    const char *at = text;
    while (*at) {
        char *end;
        const long long id = strtoll(at, &end, 10);
        if (end == at || (*end && *end != ',' && *end != ' '))
            fail_usage("--prompt-ids %s: expected numbers with commas between them, as in "
                       "1,403,407", text);
        if (id < 0 || id >= look->model.config.vocab)
            fail("--prompt-ids: %lld is no token, the vocabulary has 0..%td", id,
                 look->model.config.vocab - 1);
        const int32_t one = (int32_t)id;
        append(&list, &one, 1);
        for (at = end; *at == ',' || *at == ' ';) at++;
    }
    if (list.count == 0) fail_usage("--prompt-ids is empty; give at least one id");
    expect_to_fit(look, list.count, "--prompt-ids");
    return (struct look_text){NULL, 0, list.ids, list.count};
}

float *look_run(struct runner *runner, const struct checkpoint *model, const int32_t *ids,
                dim count)
{
    runner_open(runner, &model->config, &model->params, count, count, true);
    float *logits = arena_array(&runner->arena, (size_t)model->config.vocab, sizeof *logits);
    runner_forward(runner, logits, ids, count, 0);
    return logits;
}

void look_trace(const struct trace_sink *sink, const struct runner *runner)
{
    const struct model_keys keys = {runner->cache.k, runner->cache.v, runner->past,
                                    runner->cache.C};
    trace_forward(sink, &runner->activations, &keys, runner->ids + runner->past,
                  runner->activations.logits, runner->config, 1, runner->count, runner->count);
}

void look_expect_numbers(const struct runner *runner, const struct checkpoint *model)
{
    struct trace_bad bad = {0};
    if (!trace_bad_params(&bad, &model->params))
        look_trace(&(struct trace_sink){trace_first_bad, &bad}, runner);
    if (bad.found)
        fail("%s: %s is %g, the first number of the pass that is none; crumb trace --stats shows "
             "all of them", model->folder, bad.place, bad.value);
}

const uint8_t *look_token(dim *count, const struct tokenizer *tokenizer, int32_t id)
{
    *count = 0;
    if (!tokenizer || id >= tokenizer->bpe.vocab) return (const uint8_t *)"";
    *count = tokenizer->bpe.start[id + 1] - tokenizer->bpe.start[id];
    return tokenizer->bpe.bytes + tokenizer->bpe.start[id];
}

void look_label(const struct tokenizer *tokenizer, int32_t id, int width)
{
    dim count;
    const uint8_t *bytes = look_token(&count, tokenizer, id);
    const int most = width < 0 ? -width : width;
    if (count == 0) {
        printf("#%-*d", width > 1 ? width - 1 : 0, id);
        return;
    }
    putchar('"');
    const int used = width ? show_bytes_within(bytes, count, most - 2)
                           : show_bytes(bytes, count, 0);
    putchar('"');
    for (int i = used; i < width - 2; i++) putchar(' ');
}

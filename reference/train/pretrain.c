// pretrain.c: a training run on text: windows at random places, every token asked for the next. See
// pretrain.h; what it shares with other runs is in run.c.
#include "pretrain.h"

#include "data.h"
#include "evaluate.h"
#include "fail.h"
#include "parallel.h"
#include "run.h"

#include <stdio.h>
#include <string.h>

enum {
    SOME_TOKENS = 1 << 14,  // held-out tokens looked at along the way
    MOST_TOKENS = 1 << 22,  // and at the end
};

struct pretrain {
    struct data data;
    struct evaluate evaluate;
    void (*progress)(double done, double total);
};

// ---- opening --------------------------------------------------------------------------------

static void configure(struct run *run)
{
    const struct run_options *o = run->options;
    run->config = (struct model_config){
        .vocab = run->tokenizer.bpe.vocab, .width = o->width, .layers = o->layers,
        .heads = o->heads, .kv_heads = o->kv_heads, .head = o->width / o->heads,
        .hidden = o->hidden, .positions = o->positions, .eps = 1e-5f, .tied = !o->untied,
        .theta = o->theta, .scaling = ROPE_PLAIN, .scaling_factor = 1.0, .amplitude = 1.0};
    if (o->width % o->heads != 0)
        fail("--width %td cannot be shared by --heads %td; the width has to be a multiple",
             o->width, o->heads);
    const char *wrong = config_problem(&run->config);
    if (wrong) fail("these sizes make no model: %s", wrong);
    const int32_t end = data_special(&run->tokenizer, DATA_END);
    run->generation = (struct generation_config){.bos = -1, .temperature = 1.0f, .top_p = 1.0f,
                                                 .penalty = 1.0f, .do_sample = true};
    if (end >= 0) run->generation.stops[run->generation.stop_count++] = end;
    run_schedule(run, o->batch, o->context);
}

static void plan(struct run *run)
{
    struct pretrain *own = run->own;
    const struct run_options *o = run->options;
    run_plan(run, o->batch, o->context);
    if (own->data.held.count > 1)
        evaluate_plan(&own->evaluate, &run->arena, &run->config, &run->params.model, o->batch,
                      o->context);
    run->tokens = &own->data.train;
    run->tokens_per_step = o->batch * o->context * o->accumulate;
}

static const char *cache(const struct run *run)
{
    return run->options->cache ? run->options->cache : run->folder.tokens;
}

static void open_data(struct run *run)
{
    struct pretrain *own = run->own;
    const struct run_options *o = run->options;
    const struct data_request request = {o->files, o->file_count, (enum data_documents)o->documents,
                                         &run->tokenizer, cache(run), own->progress};
    data_open(&own->data, &request);
    data_split(&own->data, o->hold_out, o->context);
}

static void begin(struct run *run)
{
    struct pretrain *own = run->own;
    const struct run_options *o = run->options;
    struct rng rng;
    if (!strcmp(o->tokenizer, "bytes")) tokenizer_bytes(&run->tokenizer);
    else tokenizer_load(&run->tokenizer, o->tokenizer);
    configure(run);  // before the folder is made: wrong sizes leave nothing behind
    folder_open(&run->folder, o->out, false);
    open_data(run);
    run->checksum = own->data.checksum;
    plan(run);
    rng_seed(&rng, (uint64_t)o->seed, 1);
    params_init(&run->params, &run->config, &rng);
    rng_seed(&run->training.rng, (uint64_t)o->seed, 2);
    folder_metrics_from(&run->folder, 0);
    folder_tokenizer(&run->folder, o->tokenizer);
}

static void resume(struct run *run)
{
    struct pretrain *own = run->own;
    struct state state;
    run_reopen(run, &state);
    pretrain_settle(run->options);
    tokenizer_load(&run->tokenizer, run->options->out);
    configure(run);
    // The cache of the run is enough: the text itself may be gone.
    if (data_reopen(&own->data, cache(run), state.info.vocab, state.info.tokens))
        data_split(&own->data, run->options->hold_out, run->options->context);
    else
        open_data(run);
    run->checksum = own->data.checksum;
    plan(run);
    run_load(run, &state);
}

// ---- what a step asks -----------------------------------------------------------------------

static double gradients(void *context, const int32_t *inputs, const int32_t *targets, dim batch,
                        dim length, float scale)
{
    return run_gradients(context, inputs, targets, batch, length, scale);
}

static void validate(struct run *run, bool last, struct metrics *metrics)
{
    struct pretrain *own = run->own;
    struct evaluate_result result;
    evaluate_run(&result, &own->evaluate, &own->data.held, &run->tokenizer,
                 last ? MOST_TOKENS : SOME_TOKENS);
    metrics->val_loss = result.nats / (double)result.tokens;
    run->progress.per_byte = result.nats / (double)(result.bytes > 0 ? result.bytes : 1);
}

static void measure(const struct run *run, struct metrics *metrics)
{
    metrics->tokens = metrics->step * run->tokens_per_step;
}

// ---- samples --------------------------------------------------------------------------------

struct prompt {
    int32_t *ids;
    dim count;
};

static void put_prompt(void *context, const int32_t *ids, dim count)
{
    struct prompt *prompt = context;
    memcpy(prompt->ids + prompt->count, ids, (size_t)count * sizeof *ids);
    prompt->count += count;
}

// As in the text that is learnt, nothing in a prompt is a special token.
static void sample(struct run *run)
{
    const char *words = run->options->sample_prompt;
    struct tokenizer plain = run->tokenizer;
    struct tokenizer_encoder encoder;
    struct prompt prompt = {0};
    if (!words) return;
    plain.bpe.special_count = 0;
    prompt.ids = arena_array(&run->arena, strlen(words) + 1, sizeof *prompt.ids);
    tokenizer_encoder_open(&encoder, &plain);
    if (!tokenizer_encode(&encoder, (const uint8_t *)words, (dim)strlen(words), true, put_prompt,
                          &prompt))
        fail("--sample-prompt has a word of more than %d bytes; put spaces into it",
             PRETOKEN_LONGEST);
    tokenizer_encoder_close(&encoder);
    run_samples(run, prompt.ids, prompt.count);
}

int pretrain_run(struct run_options *options, void (*progress)(double done, double total))
{
    struct pretrain own = {.progress = progress};
    struct run *run = run_new(options);
    run->own = &own;
    run->gradients = gradients;
    run->measure = measure;
    if (options->resume) {
        if (!options->out) pretrain_settle(options);  // which says so
        resume(run);
    } else {
        pretrain_settle(options);
        begin(run);
    }
    if (own.data.held.count > 1) run->validate = validate;
    sample(run);
    if (options->threads) parallel_limit((int)options->threads);
    printf("%s: %td parameters, %td tokens to learn from, %td held out, from step %lld\n",
           options->out, run->params.count, own.data.train.count, own.data.held.count,
           (long long)run->training.step);
    const int code = run_work(run);
    data_close(&own.data);
    run_free(run);
    return code;
}

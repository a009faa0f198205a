// pretrain.c: a training run from its options to its last checkpoint. See pretrain.h.
#include "pretrain.h"

#include "checkpoint.h"
#include "evaluate.h"
#include "fail.h"
#include "folder.h"
#include "learner.h"
#include "parallel.h"
#include "progress.h"
#include "state.h"
#include "trace_forward.h"

#include <assert.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    SOME_TOKENS = 1 << 14,  // held-out tokens looked at along the way
    MOST_TOKENS = 1 << 22,  // and at the end
    OPTIONS_ROOM = 1 << 20,
};

struct run {
    struct pretrain_options *options;
    struct arena arena;
    struct folder folder;
    struct tokenizer tokenizer;
    struct data data;
    struct model_config config;
    struct generation_config generation;
    struct params params;
    struct training training;
    struct training_plan plan;
    struct learner learner;
    struct evaluate evaluate;
    struct progress progress;
    int32_t *inputs, *targets;  // [batch * context]
    float **pointers;           // [tensor_count]
    dim *counts;                // [tensor_count]
    uint8_t *saved;             // [training_saved_bytes]
    char *text;                 // [OPTIONS_ROOM]
    char first[256];            // the first number that was not finite; empty: all are
};

// ---- signals --------------------------------------------------------------------------------

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
    signalled = number;
}

// The first signal ends the run after its step; a second one of the kind ends it at once, which
// loses no checkpoint either.
static void listen_to_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < 3; i++) {
        struct sigaction before;
        sigaction(numbers[i], NULL, &before);
        if (before.sa_handler != SIG_IGN) sigaction(numbers[i], &action, NULL);  // nohup stays
    }
    signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of fflush, met in the loop
}

// ---- opening --------------------------------------------------------------------------------

static void configure(struct run *run)
{
    const struct pretrain_options *o = run->options;
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
    run->plan = (struct training_plan){
        .batch = o->batch, .context = o->context, .accumulate = o->accumulate,
        .warmup = o->warmup, .total = o->steps, .rate = o->rate, .floor = o->floor,
        .clip = o->clip, .adamw = {o->rate, o->beta1, o->beta2, 1e-8, o->decay}};
}

// All memory of the run: nothing is taken from here on.
static void plan(struct run *run)
{
    const dim rows = run->plan.batch * run->plan.context;
    struct training *t = &run->training;
    params_plan(&run->params, &run->arena, &run->config);
    const size_t count = (size_t)run->params.count, tensors = (size_t)run->params.tensor_count;
    struct training_tensor *list = arena_array(&run->arena, tensors, sizeof *list);
    for (size_t i = 0; i < tensors; i++) {
        const struct params_tensor *from = &run->params.tensors[i];
        list[i] = (struct training_tensor){from->start, from->count, from->decays};
    }
    *t = (struct training){.params = run->params.flat, .count = run->params.count,
                           .tensors = list, .tensor_count = run->params.tensor_count};
    t->grads = arena_array(&run->arena, count, sizeof(float));
    t->m = arena_array(&run->arena, count, sizeof(float));
    t->v = arena_array(&run->arena, count, sizeof(float));
    learner_plan(&run->learner, &run->arena, &run->config, &run->params, t->grads, run->plan.batch,
                 run->plan.context);
    if (run->data.held.count > 1)
        evaluate_plan(&run->evaluate, &run->arena, &run->config, &run->params.model,
                      run->plan.batch, run->plan.context);
    run->inputs = arena_array(&run->arena, (size_t)rows, sizeof(int32_t));
    run->targets = arena_array(&run->arena, (size_t)rows, sizeof(int32_t));
    run->pointers = arena_array(&run->arena, tensors, sizeof(float *));
    run->counts = arena_array(&run->arena, tensors, sizeof(dim));
    run->saved = arena_alloc(&run->arena, (size_t)training_saved_bytes(t));
}

static void open_data(struct run *run, void (*progress)(double, double))
{
    const struct pretrain_options *o = run->options;
    const struct data_request request = {o->files, o->file_count, (enum data_documents)o->documents,
                                         &run->tokenizer, o->cache ? o->cache : run->folder.tokens,
                                         progress};
    data_open(&run->data, &request);
    data_split(&run->data, o->hold_out, o->context);
}

static void begin(struct run *run, void (*progress)(double, double))
{
    const struct pretrain_options *o = run->options;
    struct rng rng;
    if (!strcmp(o->tokenizer, "bytes")) tokenizer_bytes(&run->tokenizer);
    else tokenizer_load(&run->tokenizer, o->tokenizer);
    configure(run);  // before the folder is made: wrong sizes leave nothing behind
    folder_open(&run->folder, o->out, false);
    open_data(run, progress);
    plan(run);
    rng_seed(&rng, (uint64_t)o->seed, 1);
    params_init(&run->params, &run->config, &rng);
    rng_seed(&run->training.rng, (uint64_t)o->seed, 2);
    folder_metrics_from(&run->folder, 0);
    folder_tokenizer(&run->folder, o->tokenizer);
}

static void check_same_tokens(const struct run *run, const struct state *state)
{
    const struct pretrain_options *o = run->options;
    if (run->tokenizer.bpe.vocab != state->info.vocab)
        fail("%s/tokenizer.json: %td tokens, the run was begun with %td; put its own file back",
             o->out, run->tokenizer.bpe.vocab, state->info.vocab);
    if (run->data.checksum != state->info.tokens)
        fail("%s: the text is not what the run was begun with (its tokens differ); put it back, or "
             "begin another run", o->out);
}

static void resume(struct run *run, void (*progress)(double, double))
{
    struct pretrain_options *o = run->options;
    struct state state;
    folder_open(&run->folder, o->out, true);
    state_open(&state, &run->arena, run->folder.state);
    struct pretrain_options *saved = arena_alloc(&run->arena, sizeof *saved);
    pretrain_defaults(saved);
    pretrain_read(saved, &run->arena, run->folder.state, state.info.options);
    pretrain_merge(o, saved);
    pretrain_settle(o);
    tokenizer_load(&run->tokenizer, o->out);
    configure(run);
    // The cache of the run is enough: the text itself may be gone.
    if (data_reopen(&run->data, o->cache ? o->cache : run->folder.tokens, state.info.vocab,
                    state.info.tokens))
        data_split(&run->data, o->hold_out, o->context);
    else
        open_data(run, progress);
    check_same_tokens(run, &state);
    plan(run);
    const char *wrong = training_load(&run->training, state.training, state.training_bytes);
    if (wrong) fail("%s: %s", run->folder.state, wrong);
    if (run->training.step > o->steps)
        fail("%s: --steps %td are done already, the run is at step %lld", o->out, o->steps,
             (long long)run->training.step);
    folder_metrics_from(&run->folder, run->training.step);
    state_close(&state);
}

// ---- saving ---------------------------------------------------------------------------------

static const enum tensor_type types[] = {TENSOR_F32, TENSOR_BF16, TENSOR_F16};

// The state first: it is what --resume reads. The model beside it is made of it and is made again
// when a run goes on, so whatever moment the power fails at, nothing is lost.
static void save(struct run *run)
{
    struct state_info info = {.options = run->text, .tokens = run->data.checksum,
                              .vocab = run->config.vocab};
    info.options_length = pretrain_write(run->text, OPTIONS_ROOM, run->options);
    folder_metrics_sync(&run->folder);
    state_write(run->folder.state, &info, &run->training, run->saved);
    checkpoint_save(run->folder.path, &run->config, &run->generation, &run->params,
                    types[run->options->weights]);
    folder_write(&run->folder, "options.txt", info.options, (size_t)info.options_length);
}

// ---- steps ----------------------------------------------------------------------------------

// Names the first number that is not finite in the pass of the learner that is just over. The loss
// may have overwritten the logits by their gradient, so they are left out.
static void diagnose(struct run *run, const int32_t *inputs, dim batch, dim length)
{
    const struct learner *l = &run->learner;
    if (!trace_diagnose(run->first, sizeof run->first, &run->params, &l->forward, &l->keys, inputs,
                        NULL, &run->config, batch, length, length))
        snprintf(run->first, sizeof run->first, "the logits or the loss");
}

// The learner's gradients, with a look at the loss while all that made it is still there.
static double watched(void *context, const int32_t *inputs, const int32_t *targets, dim batch,
                      dim length, float scale)
{
    struct run *run = context;
    const double loss = learner_gradients(&run->learner, inputs, targets, batch, length, scale);
    if (!isfinite(loss) && !run->first[0]) diagnose(run, inputs, batch, length);
    return loss;
}

static _Noreturn void stop_nonfinite(struct run *run, const char *what)
{
    struct state state;
    int64_t step = -1;
    struct arena arena = {0};
    progress_end(&run->progress);
    state_open(&state, &arena, run->folder.state);
    if (!training_load(&run->training, state.training, state.training_bytes))
        step = run->training.step;
    fail("%s: %s is not a finite number; first seen: %s; the checkpoint of step %lld is kept, "
         "go on from it with --resume and a smaller --rate", run->folder.path, what, run->first,
         (long long)step);
}

static void validate(struct run *run, bool last, struct metrics *metrics)
{
    struct evaluate_result result;
    evaluate_run(&result, &run->evaluate, &run->data.held, &run->tokenizer,
                 last ? MOST_TOKENS : SOME_TOKENS);
    metrics->val_loss = result.nats / (double)result.tokens;
    run->progress.validation = metrics->val_loss;
    run->progress.per_byte = result.nats / (double)(result.bytes > 0 ? result.bytes : 1);
}

static void check_finite(struct run *run, const struct training_report *report)
{
    if (run->first[0]) stop_nonfinite(run, "the loss");
    if (isfinite(report->grad_norm)) return;
    struct trace_bad bad = {0};
    const bool found = trace_bad_params(&bad, &run->learner.grads);
    snprintf(run->first, sizeof run->first, "the gradient of %s",
             found ? bad.place : "everything together");
    stop_nonfinite(run, "a gradient");
}

// What is about to be saved must be worth keeping: with parameters and a loss that are finite.
static void check_worth(struct run *run)
{
    const dim batch = run->plan.batch, context = run->plan.context;
    struct trace_bad bad = {0};
    const double loss = learner_loss(&run->learner, run->inputs, run->targets, batch, context);
    if (isfinite(loss) && !trace_bad_params(&bad, &run->params)) return;
    diagnose(run, run->inputs, batch, context);
    stop_nonfinite(run, isfinite(loss) ? "a parameter" : "the loss");
}

static void step_once(struct run *run)
{
    const struct pretrain_options *o = run->options;
    struct training *t = &run->training;
    struct training_report report;
    const double start = progress_now();
    training_step(&report, t, run->inputs, run->targets, run->pointers, run->counts,
                  &run->data.train, &run->plan, watched, run);
    const double seconds = progress_now() - start;
    check_finite(run, &report);
    const dim per_step = o->batch * o->context * o->accumulate;
    const bool last = t->step == o->steps, look = t->step % o->validate_every == 0 || last;
    struct metrics metrics = {.step = t->step, .tokens = t->step * per_step, .loss = report.loss,
                              .val_loss = NAN, .rate = report.rate, .grad_norm = report.grad_norm,
                              .tokens_per_second = (double)per_step / seconds};
    if (look && run->data.held.count > 1) validate(run, last, &metrics);
    folder_metrics(&run->folder, &metrics);
    progress_step(&run->progress, (dim)t->step, report.loss, seconds,
                  look || t->step == run->progress.first + 1);
}

static int work(struct run *run)
{
    const struct pretrain_options *o = run->options;
    struct training *t = &run->training;
    progress_begin(&run->progress, o->steps, (dim)t->step, o->batch * o->context * o->accumulate);
    bool closed = false, saved = true;
    const size_t planned = run->arena.used;
    while (t->step < o->steps && !signalled && !closed) {
        step_once(run);
        assert(run->arena.used == planned);  // a step takes no memory
        closed = ferror(stdout);
        saved = t->step % o->save_every == 0;
        if (!saved) continue;
        check_worth(run);
        save(run);
    }
    if (!saved) {
        check_worth(run);
        save(run);
    }
    progress_end(&run->progress);
    if (closed)
        fail_environment("standard output: it cannot be written any more; the run is saved at step "
                         "%lld, --resume --out %s goes on", (long long)t->step, o->out);
    printf("%s: saved at step %lld of %td%s\n", o->out, (long long)t->step, o->steps,
           t->step < o->steps ? "; --resume goes on" : "");
    return t->step < o->steps ? 128 + (int)signalled : 0;
}

int pretrain_run(struct pretrain_options *options, void (*progress)(double done, double total))
{
    struct run *run;
    struct arena arena = {0};
    run = arena_alloc(&arena, sizeof *run);
    run->options = options;
    run->text = arena_alloc(&arena, OPTIONS_ROOM);
    if (options->resume) {
        resume(run, progress);
    } else {
        pretrain_settle(options);
        begin(run, progress);
    }
    if (options->threads) parallel_limit((int)options->threads);
    printf("%s: %td parameters, %td tokens to learn from, %td held out, from step %lld\n",
           options->out, run->params.count, run->data.train.count, run->data.held.count,
           (long long)run->training.step);
    listen_to_signals();
    save(run);
    const int code = work(run);
    data_close(&run->data);
    tokenizer_close(&run->tokenizer);
    folder_close(&run->folder);
    arena_free(&run->arena);
    arena_free(&arena);
    return code;
}

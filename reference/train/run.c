// run.c: the life of a training run, whatever it learns from. See run.h.
#include "run.h"

#include "fail.h"
#include "trace_forward.h"

#include <assert.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

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

struct run *run_new(struct run_options *options)
{
    struct arena arena = {0};
    struct run *run = arena_alloc(&arena, sizeof *run);
    char *text = arena_alloc(&arena, RUN_OPTIONS_ROOM);
    *run = (struct run){.arena = arena, .options = options, .text = text};
    return run;
}

void run_reopen(struct run *run, struct state *state)
{
    struct run_options *o = run->options;
    folder_open(&run->folder, o->out, true);
    state_open(state, &run->arena, run->folder.state);
    const char *opens = o->table->rows[0].name;  // each kind of run has its own first option
    if (strncmp(state->info.options, opens, strlen(opens)) != 0)
        fail("%s: this is no run of crumb %s, so it cannot go on as one", o->out,
             o->table->command);
    struct run_options *saved = arena_alloc(&run->arena, sizeof *saved);
    options_defaults(saved, o->table);
    options_read(saved, &run->arena, run->folder.state, state->info.options);
    options_merge(o, saved);
}

void run_schedule(struct run *run, dim batch, dim context)
{
    const struct run_options *o = run->options;
    run->plan = (struct training_plan){
        .batch = batch, .context = context, .accumulate = o->accumulate,
        .warmup = o->warmup, .total = o->steps, .rate = o->rate, .floor = o->floor,
        .clip = o->clip, .adamw = {o->rate, o->beta1, o->beta2, 1e-8, o->decay}};
}

void run_plan(struct run *run, dim B, dim T)
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
    learner_plan(&run->learner, &run->arena, &run->config, &run->params, t->grads, B, T);
    run->inputs = arena_array(&run->arena, (size_t)rows + 1, sizeof(int32_t));
    run->targets = arena_array(&run->arena, (size_t)rows + 1, sizeof(int32_t));
    run->pointers = arena_array(&run->arena, tensors, sizeof(float *));
    run->counts = arena_array(&run->arena, tensors, sizeof(dim));
    run->saved = arena_alloc(&run->arena, (size_t)training_saved_bytes(t));
}

static void check_same(const struct run *run, const struct state *state)
{
    const struct run_options *o = run->options;
    if (run->tokenizer.bpe.vocab != state->info.vocab)
        fail("%s/tokenizer.json: %td tokens, the run was begun with %td; put its own file back",
             o->out, run->tokenizer.bpe.vocab, state->info.vocab);
    if (run->checksum != state->info.tokens)
        fail("%s: the text is not what the run was begun with (its tokens differ); put it back, or "
             "begin another run", o->out);
}

void run_load(struct run *run, struct state *state)
{
    const struct run_options *o = run->options;
    check_same(run, state);
    const char *wrong = training_load(&run->training, state->training, state->training_bytes);
    if (wrong) fail("%s: %s", run->folder.state, wrong);
    if (run->training.step > o->steps)
        fail("%s: --steps %td are done already, the run is at step %lld", o->out, o->steps,
             (long long)run->training.step);
    folder_metrics_from(&run->folder, run->training.step);
    state_close(state);
}

void run_samples(struct run *run, const int32_t *prompt, dim count)
{
    const int64_t step = run->training.step;
    samples_plan(&run->samples, &run->config, &run->params, &run->tokenizer, &run->generation,
                 run->options->sample_prompt, prompt, count);
    folder_samples_from(&run->folder, step > 0 ? step : -1);  // step 0 is going to be taken again
}

// ---- saving ---------------------------------------------------------------------------------

static const enum tensor_type types[] = {TENSOR_F32, TENSOR_BF16, TENSOR_F16};

// The state first: it is what --resume reads. The model beside it is made of it and is made again
// when a run goes on, so whatever moment the power fails at, nothing is lost.
static void save(struct run *run)
{
    struct state_info info = {.options = run->text, .tokens = run->checksum,
                              .vocab = run->tokenizer.bpe.vocab};
    info.options_length = options_write(run->text, RUN_OPTIONS_ROOM, run->options);
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

double run_gradients(struct run *run, const int32_t *inputs, const int32_t *targets, dim batch,
                     dim length, float scale)
{
    const double loss = learner_gradients(&run->learner, inputs, targets, batch, length, scale);
    if (!isfinite(loss) && !run->first[0]) diagnose(run, inputs, batch, length);
    run->last.inputs = inputs;
    run->last.targets = targets;
    run->last.batch = batch;
    run->last.length = length;
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
    struct trace_bad bad = {0};
    const double loss = learner_loss(&run->learner, run->last.inputs, run->last.targets,
                                     run->last.batch, run->last.length);
    if (isfinite(loss) && !trace_bad_params(&bad, &run->params)) return;
    diagnose(run, run->last.inputs, run->last.batch, run->last.length);
    stop_nonfinite(run, isfinite(loss) ? "a parameter" : "the loss");
}

static void step_once(struct run *run)
{
    const struct run_options *o = run->options;
    struct training *t = &run->training;
    struct training_report report;
    const double start = progress_now();
    training_step(&report, t, run->inputs, run->targets, run->pointers, run->counts, run->tokens,
                  &run->plan, run->gradients, run);
    const double seconds = progress_now() - start;
    check_finite(run, &report);
    const bool last = t->step == o->steps, look = t->step % o->validate_every == 0 || last;
    struct metrics metrics = {.step = t->step, .loss = report.loss, .val_loss = NAN,
                              .rate = report.rate, .grad_norm = report.grad_norm,
                              .tokens_per_second = (double)run->tokens_per_step / seconds};
    run->measure(run, &metrics);
    if (look && run->validate) {
        run->validate(run, last, &metrics);
        run->progress.validation = metrics.val_loss;
    }
    folder_metrics(&run->folder, &metrics);
    if (t->step % o->sample_every == 0 || last)
        samples_take(&run->samples, &run->folder, t->step, metrics.tokens);
    progress_step(&run->progress, (dim)t->step, report.loss, seconds,
                  look || t->step == run->progress.first + 1);
}

static void all_steps(struct run *run, bool *closed)
{
    const struct run_options *o = run->options;
    struct training *t = &run->training;
    bool saved = true;
    const size_t planned = run->arena.used;
    while (t->step < o->steps && !signalled && !*closed) {
        step_once(run);
        assert(run->arena.used == planned);  // a step takes no memory
        *closed = ferror(stdout);
        saved = t->step % o->save_every == 0;
        if (!saved) continue;
        check_worth(run);
        save(run);
    }
    if (saved) return;
    check_worth(run);
    save(run);
}

int run_work(struct run *run)
{
    const struct run_options *o = run->options;
    struct training *t = &run->training;
    bool closed = false;
    listen_to_signals();
    save(run);
    if (t->step == 0) samples_take(&run->samples, &run->folder, 0, 0);
    progress_begin(&run->progress, o->steps, (dim)t->step, run->tokens_per_step);
    all_steps(run, &closed);
    progress_end(&run->progress);
    if (closed)
        fail_environment("standard output: it cannot be written any more; the run is saved at step "
                         "%lld, --resume --out %s goes on", (long long)t->step, o->out);
    printf("%s: saved at step %lld of %td%s\n", o->out, (long long)t->step, o->steps,
           t->step < o->steps ? "; --resume goes on" : "");
    return t->step < o->steps ? 128 + (int)signalled : 0;
}

void run_free(struct run *run)
{
    samples_close(&run->samples);
    tokenizer_close(&run->tokenizer);
    folder_close(&run->folder);
    struct arena arena = run->arena;  // the run itself lies in it
    arena_free(&arena);
}

// finetune.c: a training run on conversations. See finetune.h; what it shares with other runs is in
// run.c. A step is training_step: the windows that it draws are those of the text mixed in (none
// without --mix), and beside them the answer to its question for gradients reads conversations.
#include "finetune.h"

#include "batches.h"
#include "data.h"
#include "fail.h"
#include "lessons.h"
#include "parallel.h"
#include "run.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOME_TOKENS = 1 << 14 };

struct finetune {
    const struct chat_template *form;
    struct conversation_encoder encoder;
    struct lessons lessons;
    dim *lengths;               // [learnt_count] for batches
    struct batches batches;
    dim rows, text_rows;        // of a batch: conversations, and windows of the text
    int32_t *inputs, *targets;  // [rows * longest]
    dim micro;                  // batches of this step that are done
    struct data data;           // the text mixed in
    struct training_tokens nothing;
    uint8_t zeros[2];
    double text_loss;           // sum over the batches of a step
    void (*progress)(double done, double total);
};

// ---- opening --------------------------------------------------------------------------------

static bool mixed(const struct run *run)
{
    return run->options->mix && run->options->mix_share > 0.0;
}

// Where config and tokenizer come from: the folder of the run when they are there already.
static const char *source(const struct run *run, bool resumed, const char *name)
{
    const struct run_options *o = run->options;
    return resumed && folder_has(o->out, name) ? o->out : o->model;
}

static void configure(struct run *run, bool resumed)
{
    struct finetune *own = run->own;
    struct run_options *o = run->options;
    config_load(&run->config, source(run, resumed, "config.json"));
    tokenizer_load(&run->tokenizer, source(run, resumed, "tokenizer.json"));
    generation_load(&run->generation, source(run, resumed, "generation_config.json"),
                    run->config.vocab);
    if (run->tokenizer.bpe.vocab > run->config.vocab)
        fail("%s: the tokenizer has %td tokens and the model %td; they do not belong together",
             o->model, run->tokenizer.bpe.vocab, run->config.vocab);
    if (!o->context) o->context = run->config.positions;
    if (o->context > run->config.positions)
        fail("--context %td: this model takes at most %td tokens", o->context,
             run->config.positions);
    own->form = chat_written(o->form);
    conversation_encoder_open(&own->encoder, &run->tokenizer, own->form, o->model);
    conversation_add_stop(&run->generation, &run->tokenizer, own->form);
}

static void open_text(struct run *run)
{
    struct finetune *own = run->own;
    const struct run_options *o = run->options;
    const char *const files[] = {o->mix};
    const struct data_request request = {files, 1, (enum data_documents)o->documents,
                                         &run->tokenizer, run->folder.tokens, own->progress};
    if (!mixed(run)) return;
    data_open(&own->data, &request);
    data_split(&own->data, 0.0, o->context);
}

// training_step wants to draw from something, were it nothing.
static void choose_tokens(struct run *run)
{
    struct finetune *own = run->own;
    own->nothing = (struct training_tokens){own->zeros, 2, 1};
    run->tokens = mixed(run) ? &own->data.train : &own->nothing;
    own->text_rows = mixed(run) ? (dim)lround(run->options->mix_share * (double)run->options->batch)
                                : 0;
    if (mixed(run) && own->text_rows < 1) own->text_rows = 1;
    own->rows = run->options->batch - own->text_rows;
    if (own->rows < 1) own->rows = 1;
}

static void open_lessons(struct run *run)
{
    struct finetune *own = run->own;
    struct lessons *lessons = &own->lessons;
    const struct run_options *o = run->options;
    lessons_read(lessons, &run->arena, &own->encoder, o->files, o->file_count, o->context,
                 o->hold_out, (uint64_t)o->seed);
    own->lengths = arena_array(&run->arena, (size_t)lessons->learnt_count, sizeof(dim));
    for (dim i = 0; i < lessons->learnt_count; i++) own->lengths[i] = lessons->learnt[i].count;
    choose_tokens(run);
    batches_plan(&own->batches, &run->arena, own->lengths, lessons->learnt_count, own->rows,
                 (uint64_t)o->seed);
}

static void plan(struct run *run)
{
    struct finetune *own = run->own;
    const struct run_options *o = run->options;
    const dim T = mixed(run) ? o->context : own->lessons.longest;
    const dim rows = own->rows > own->text_rows ? own->rows : own->text_rows;
    const size_t places = (size_t)(own->rows * own->lessons.longest);
    run_schedule(run, own->text_rows, mixed(run) ? o->context : 1);
    run_plan(run, rows, T);
    own->inputs = arena_array(&run->arena, places, sizeof *own->inputs);
    own->targets = arena_array(&run->arena, places, sizeof *own->targets);
    const dim epoch = own->lessons.tokens / own->batches.per_epoch;
    run->tokens_per_step = o->accumulate * (epoch + own->text_rows * run->plan.context);
    run->checksum = own->lessons.checksum ^ (mixed(run) ? own->data.checksum : 0);
}

static void check_given(struct run_options *o)
{
    if (!o->out) fail_usage("finetune needs --out DIR, the folder of the run");
    if (o->resume) return;
    if (!o->model) fail_usage("finetune needs --model DIR, the model to begin from");
    if (o->file_count == 0)
        fail_usage("finetune needs --chat FILE with conversations, or --resume to go on with the "
                   "run in --out");
    if (o->mix && !options_given(o, "mix-share")) o->mix_share = 0.2;
    if (o->mix_share > 0.0 && !o->mix)
        fail_usage("--mix-share %g: of which text? give --mix FILE too", o->mix_share);
    if (o->mix && o->batch < 2)
        fail_usage("--batch 1 has no room for conversations and for --mix; raise --batch");
}

// tokenizer_config.json: the template, so that crumb chat and others know it.
static void write_template(struct run *run)
{
    const struct finetune *own = run->own;
    json_t *root = json_pack("{s:s, s:b, s:s, s:I, s:s}", "chat_template", own->form->jinja,
                             "clean_up_tokenization_spaces", 0, "eos_token", own->form->stop,
                             "model_max_length", (json_int_t)run->config.positions,
                             "tokenizer_class", "PreTrainedTokenizerFast");
    char *text = json_dumps(root, JSON_INDENT(2));
    if (!text) fail_environment("no memory for tokenizer_config.json");
    const size_t length = strlen(text);
    text[length] = '\n';  // in place of the NUL
    folder_write(&run->folder, "tokenizer_config.json", text, length + 1);
    free(text);
    json_decref(root);
}

static void load_weights(struct run *run)
{
    struct checkpoint model = {0};
    checkpoint_load(&model, run->options->model, true);
    memcpy(run->params.flat, model.params.flat, (size_t)run->params.count * sizeof(float));
    checkpoint_close(&model);
}

static void begin(struct run *run)
{
    struct run_options *o = run->options;
    struct finetune *own = run->own;
    check_given(o);
    configure(run, false);
    open_lessons(run);  // before the folder is made: what is wrong in a file leaves nothing behind
    finetune_settle(run->options, own->batches.per_epoch);
    folder_open(&run->folder, o->out, false);
    open_text(run);
    plan(run);
    load_weights(run);
    rng_seed(&run->training.rng, (uint64_t)o->seed, 2);
    folder_metrics_from(&run->folder, 0);
    folder_tokenizer(&run->folder, o->model);
    write_template(run);
}

static void resume(struct run *run)
{
    struct finetune *own = run->own;
    struct state state;
    check_given(run->options);
    run_reopen(run, &state);
    configure(run, true);
    open_lessons(run);
    finetune_settle(run->options, own->batches.per_epoch);
    // The cache of the run is enough: the text mixed in may be gone.
    if (mixed(run) && data_reopen(&own->data, run->folder.tokens, state.info.vocab,
                                  state.info.tokens ^ own->lessons.checksum))
        data_split(&own->data, 0.0, run->options->context);
    else
        open_text(run);
    plan(run);
    run_load(run, &state);
    write_template(run);
}

// ---- what a step asks -----------------------------------------------------------------------

// The rows of one batch, padded to the longest; returns how long that is.
static dim fill(struct finetune *own, const struct lesson *lessons, const dim *rows, dim count)
{
    dim longest = 0;
    for (dim i = 0; i < count; i++)
        if (lessons[rows[i]].count > longest) longest = lessons[rows[i]].count;
    for (dim i = 0; i < count; i++)
        lessons_row(own->inputs + i * longest, own->targets + i * longest, &lessons[rows[i]],
                    longest);
    return longest;
}

// inputs, targets [batch, length] are windows of the text mixed in.
static double gradients(void *context, const int32_t *inputs, const int32_t *targets, dim batch,
                        dim length, float scale)
{
    struct run *run = context;
    struct finetune *own = run->own;
    const float share = batch > 0 ? (float)run->options->mix_share : 0.0f;
    const dim accumulate = run->options->accumulate;
    const dim n = (dim)run->training.step * accumulate + own->micro;
    const dim *rows;
    if (own->micro == 0) own->text_loss = 0.0;
    if (batch > 0)
        own->text_loss += run_gradients(run, inputs, targets, batch, length, scale * share) /
                          (double)accumulate;
    const dim count = batches_at(&own->batches, &rows, n);
    const dim longest = fill(own, own->lessons.learnt, rows, count);
    own->micro = (own->micro + 1) % accumulate;
    return run_gradients(run, own->inputs, own->targets, count, longest, scale * (1.0f - share));
}

// Bytes of text that the targets which count stand for.
static dim bytes_of(const struct lesson *lesson, const struct tokenizer *tokenizer)
{
    const struct bpe *bpe = &tokenizer->bpe;
    dim bytes = 0;
    for (dim t = 1; t <= lesson->count; t++) {
        const int32_t id = lesson->ids[t];
        bool special = false;
        for (dim s = 0; s < bpe->special_count; s++) special |= bpe->specials[s] == id;
        if (lesson->spoken[t] && !special) bytes += bpe->start[id + 1] - bpe->start[id];
    }
    return bytes;
}

// Along the way about SOME_TOKENS of those held out, spread evenly; at the end all.
static void validate(struct run *run, bool last, struct metrics *metrics)
{
    struct finetune *own = run->own;
    const struct lessons *lessons = &own->lessons;
    const dim every = last ? 1 : 1 + lessons->held_tokens / SOME_TOKENS;
    double nats = 0.0;
    dim counted = 0, bytes = 0, length = 0;
    for (dim i = 0; i < lessons->held_count; i += every) {
        const struct lesson *lesson = &lessons->held[i];
        length = fill(own, lessons->held, &i, 1);
        nats += (double)lesson->answers *
                learner_loss(&run->learner, own->inputs, own->targets, 1, length);
        counted += lesson->answers;
        bytes += bytes_of(lesson, &run->tokenizer);
    }
    metrics->val_loss = nats / (double)counted;
    run->progress.per_byte = nats / (double)(bytes > 0 ? bytes : 1);
    run->last.batch = 1;  // what was learnt from is overwritten: this is what there is to look at
    run->last.length = length;
}

// Places that were no padding, of all steps so far: they follow from the number of batches.
static void measure(const struct run *run, struct metrics *metrics)
{
    const struct finetune *own = run->own;
    const dim done = (dim)metrics->step * run->options->accumulate;
    const dim per_epoch = own->batches.per_epoch, into = (done - 1) % per_epoch + 1;
    dim tokens = (done - 1) / per_epoch * own->lessons.tokens;
    for (dim i = 0; i < into; i++) {  // order is that of the epoch of the last batch
        const dim first = own->batches.sequence[i] * own->batches.batch;
        for (dim r = first; r < own->batches.count && r < first + own->batches.batch; r++)
            tokens += own->lengths[own->batches.order[r]];
    }
    metrics->tokens = tokens + done * own->text_rows * run->plan.context;
    metrics->mixed = own->text_rows > 0;
    metrics->text_loss = own->text_loss;
}

// ---- the run --------------------------------------------------------------------------------

static void sample(struct run *run)
{
    struct finetune *own = run->own;
    struct conversation question;
    struct conversation_ids prompt;
    if (!run->options->sample_prompt) return;
    conversation_ask(&question, &run->arena, run->options->sample_prompt);
    conversation_encode(&prompt, &run->arena, &own->encoder, &question, "--sample-prompt");
    run_samples(run, prompt.ids, prompt.count);
}

static void introduce(const struct run *run)
{
    struct finetune *own = run->own;
    const struct lessons *lessons = &own->lessons;
    printf("%s: %td parameters, %td conversations to learn from (%td cut, %td left out), %td held "
           "out, from step %lld\n", run->options->out, run->params.count, lessons->learnt_count,
           lessons->cut, lessons->left_out, lessons->held_count, (long long)run->training.step);
    printf("%td tokens an epoch, %td of them answers; padding %.1f %% of all places, %.1f %% if "
           "rows were not sorted by length\n", lessons->tokens, lessons->answers,
           100.0 * batches_padding(&own->batches, true),
           100.0 * batches_padding(&own->batches, false));
}

int finetune_run(struct run_options *options, void (*progress)(double done, double total))
{
    struct finetune own = {.progress = progress};
    struct run *run = run_new(options);
    run->own = &own;
    run->gradients = gradients;
    run->measure = measure;
    if (options->resume) resume(run);
    else begin(run);
    if (own.lessons.held_count > 0) run->validate = validate;
    sample(run);
    if (options->threads) parallel_limit((int)options->threads);
    introduce(run);
    const int code = run_work(run);
    conversation_encoder_close(&own.encoder);
    if (mixed(run)) data_close(&own.data);
    run_free(run);
    return code;
}

// explain.c: computes what crumb explain shows. See explain.h.
#include "explain.h"

#include "linear.h"
#include "norm.h"
#include "sampling.h"
#include "sampling_flags.h"
#include "show.h"
#include "softmax.h"

#include <math.h>
#include <string.h>

const char *const explain_steps[EXPLAIN_STEPS] = {
    "User types text",     "Unicode encoding",    "BPE tokenization",   "Token IDs",
    "Embedding lookup",    "Positional encoding", "Transformer block 1", "Transformer block 2",
    "Transformer block N", "LM head projection",  "Softmax",            "Sampling",
    "Selected token",      "Append and loop",     "Detokenization",     "Display response"};

static float *floats(struct explain *explain, dim count)
{
    return arena_array(&explain->arena, (size_t)count, sizeof(float));
}

static dim above_zero(const float *probabilities, dim vocab)
{
    dim left = 0;
    for (dim c = 0; c < vocab; c++) left += probabilities[c] > 0.0f;
    return left;
}

// A further stage of the sampler, which starts from what the one before left.
static float *cut(struct explain *explain, const char *name, double value)
{
    const dim V = explain->in.model->config.vocab;
    struct explain_cut *cut = &explain->cuts[explain->cut_count++];
    *cut = (struct explain_cut){name, value, floats(explain, V), 0};
    if (explain->cut_count > 1)
        memcpy(cut->probabilities, cut[-1].probabilities, (size_t)V * sizeof(float));
    return cut->probabilities;
}

// The choice of generate.c, one stage at a time. tests/explain_test.sh holds the two together.
static void sample(struct explain *explain, struct rng rng)
{
    const struct generate_options *o = &explain->in.options;
    const struct look_text *text = &explain->in.text;
    const dim V = explain->in.model->config.vocab;
    const dim span = o->penalty_span < text->count ? o->penalty_span : text->count;
    float *logits = floats(explain, V);
    int32_t *order = arena_array(&explain->arena, (size_t)V, sizeof *order);
    memcpy(logits, explain->logits, (size_t)V * sizeof *logits);
    if (o->penalty > 1.0f)
        sampling_repetition(logits, text->ids + text->count - span, span, V, o->penalty);
    explain->chosen = sampling_greedy(logits, V);
    if (o->temperature == 0.0f) return;
    sampling_temperature(cut(explain, "temperature", (double)o->temperature), logits, V,
                         o->temperature);
    sampling_order(order, explain->cuts[0].probabilities, V);
    if (o->top_k > 0) sampling_top_k(cut(explain, "top-k", (double)o->top_k), order, V, o->top_k);
    if (o->top_p < 1.0f)
        sampling_top_p(cut(explain, "top-p", (double)o->top_p), order, V, o->top_p);
    if (o->min_p > 0.0f)
        sampling_min_p(cut(explain, "min-p", (double)o->min_p), order, V, o->min_p);
    for (int i = 0; i < explain->cut_count; i++)
        explain->cuts[i].left = above_zero(explain->cuts[i].probabilities, V);
    explain->u = rng_uniform(&rng);
    explain->chosen =
        sampling_draw(explain->cuts[explain->cut_count - 1].probabilities, V, explain->u);
}

struct loop {
    struct explain *explain;
    const struct runner *runner;
};

static bool note(void *context, int32_t id)
{
    const struct loop *loop = context;
    struct explain *explain = loop->explain;
    explain->computed[explain->answered] = loop->runner->computed;
    explain->answer[explain->answered++] = id;
    return true;
}

// The real loop, with a cache of its own, so that the kept pass stays readable.
static void answer(struct explain *explain, struct rng rng)
{
    const struct explain_input *in = &explain->in;
    const dim count = in->text.count, V = in->model->config.vocab;
    const dim room = in->model->config.positions - count;
    const dim most = in->most < room ? in->most : room;  // the loop stops at the last position
    struct runner runner;
    struct loop loop = {explain, &runner};
    int32_t *ids = arena_array(&explain->arena, (size_t)(count + most + 1), sizeof *ids);
    memcpy(ids, in->text.ids, (size_t)count * sizeof *ids);
    explain->answer = arena_array(&explain->arena, (size_t)most + 1, sizeof *explain->answer);
    explain->computed = arena_array(&explain->arena, (size_t)most + 1, sizeof(dim));
    runner_open(&runner, &in->model->config, &in->model->params, count + most, count, false);
    const struct generate_model model = {runner_forward, &runner, V, in->model->config.positions,
                                         runner.chunk};
    int32_t *order = arena_array(&explain->arena, (size_t)V, sizeof *order);
    generate_run(ids, &explain->end, floats(explain, V), floats(explain, V), order, count, 0,
                 in->most, &model, &in->options, &rng, note, &loop);
    runner_close(&runner);
}

static uint8_t *decoded(struct explain *explain, dim *bytes, const int32_t *ids, dim count)
{
    const struct bpe *bpe = &explain->in.tokenizer->bpe;
    int32_t *known = arena_array(&explain->arena, (size_t)count + 1, sizeof *known);
    dim n = 0;  // the head may have more rows than the tokenizer has tokens
    for (dim i = 0; i < count; i++)
        if (ids[i] < bpe->vocab) known[n++] = ids[i];
    uint8_t *text = arena_alloc(&explain->arena, (size_t)(n * bpe->longest) + 1);
    *bytes = bpe_decode(text, known, n, bpe);
    return text;
}

void explain_open(struct explain *explain, const struct explain_input *input)
{
    const dim V = input->model->config.vocab;
    struct rng rng;
    *explain = (struct explain){.in = *input};
    rng_seed(&rng, input->seed, SAMPLING_RNG_STREAM);
    explain->logits = look_run(&explain->runner, input->model, input->text.ids, input->text.count);
    look_expect_numbers(&explain->runner, input->model);
    explain->probabilities = floats(explain, V);
    explain->order = arena_array(&explain->arena, (size_t)V, sizeof *explain->order);
    softmax_forward(explain->probabilities, explain->logits, NULL, 1, V);
    sampling_order(explain->order, explain->probabilities, V);
    sample(explain, rng);
    answer(explain, rng);
    if (!input->tokenizer) return;
    explain->said = decoded(explain, &explain->said_count, explain->answer, explain->answered);
    struct look_text *text = &explain->in.text;
    if (!text->bytes) text->bytes = decoded(explain, &text->byte_count, text->ids, text->count);
}

void explain_close(struct explain *explain)
{
    runner_close(&explain->runner);
    arena_free(&explain->arena);
}

void explain_show(const struct checkpoint *model, const struct tokenizer *tokenizer,
                  const int32_t *ids, dim count, const struct generate_options *options,
                  uint64_t seed)
{
    struct explain explain;
    const struct explain_input input = {model, tokenizer, {NULL, 0, ids, count},
                                        *options, seed, 32};
    explain_open(&explain, &input);
    explain_text(&explain);
    explain_close(&explain);
}

// ---- numbers --------------------------------------------------------------------------------

double explain_length(const float *x, dim count)
{
    double squares = 0.0;
    for (dim i = 0; i < count; i++) squares += (double)x[i] * (double)x[i];
    return sqrt(squares);
}

const float *explain_weights(const struct explain *explain, dim layer, dim head)
{
    const dim T = explain->in.text.count;
    return explain->runner.activations.state.blocks[layer].weights + head * T * T;
}

dim explain_middle(const struct explain *explain)
{
    return (explain->in.text.count - 1) / 2;
}

void explain_scores(float *scores, const struct explain *explain, dim layer, dim head, dim t)
{
    const struct model_config *c = &explain->in.model->config;
    const struct runner *runner = &explain->runner;
    const dim T = explain->in.text.count, d = c->head, group = head / (c->heads / c->kv_heads);
    struct arena arena = {0};
    float *keys = arena_array(&arena, (size_t)(T * d), sizeof *keys);  // of one head, together
    for (dim s = 0; s < T; s++)
        memcpy(keys + s * d, runner->cache.k[layer] + (s * c->kv_heads + group) * d,
               (size_t)d * sizeof *keys);
    linear_forward(scores,
                   runner->activations.state.blocks[layer].q + (t * c->heads + head) * d, keys,
                   NULL, 1, d, T);
    arena_free(&arena);
}

double explain_angle(const struct explain *explain, dim position, dim pair)
{
    const struct block_rope *rope = &explain->runner.activations.rope;
    const dim at = position * (explain->in.model->config.head / 2) + pair;
    const double degrees = atan2((double)rope->sines[at], (double)rope->cosines[at]) * 180.0 / M_PI;
    return degrees < 0.0 ? degrees + 360.0 : degrees;
}

dim explain_rank(const struct explain *explain, int32_t id)
{
    dim rank = 0;
    while (explain->order[rank] != id) rank++;
    return rank + 1;
}

void explain_lens(float *probabilities, const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const struct model_params *params = &explain->in.model->params.model;
    const dim last = explain->in.text.count - 1;
    struct arena arena = {0};
    float *normed = arena_array(&arena, (size_t)c->width, sizeof *normed), rstd;
    for (dim i = 0; i <= c->layers; i++) {
        float *row = probabilities + i * c->vocab;
        norm_forward(normed, &rstd, explain->runner.activations.state.stream[i] + last * c->width,
                     params->norm, 1, c->width, c->eps);
        linear_forward(row, normed, params->head, NULL, 1, c->width, c->vocab);
        softmax_forward(row, row, NULL, 1, c->vocab);
    }
    arena_free(&arena);
}

void explain_top(int32_t *ids, const float *probabilities, dim vocab, dim k)
{
    struct arena arena = {0};
    int32_t *order = arena_array(&arena, (size_t)vocab, sizeof *order);
    sampling_order(order, probabilities, vocab);
    memcpy(ids, order, (size_t)k * sizeof *ids);
    arena_free(&arena);
}

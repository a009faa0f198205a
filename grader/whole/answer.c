// answer.c: the question in pieces through the cache, then an answer, an id at a time.
#include "pass.h"

#include "bpe.h"
#include "generate.h"
#include "sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 16, GREEDY_MOST = 64, DRAWN_MOST = 12, TRACED = 8, ORDER_SHOWN = 20 };

struct answer {
    struct pass *pass;
    struct runner *runner;
    struct bpe_stream stream;
    uint8_t *text;            // [room] what was said so far
    uint8_t *piece;           // [BPE_STREAM_ROOM]
    dim said, room, count, calls, last;  // last: ids after which it is told to stop
    bool greedy;
};

static bool all_finite(const float *values, dim count)
{
    for (dim i = 0; i < count; i++)
        if (!isfinite(values[i])) return false;
    return true;
}

// generate_model's forward, which tells what it was asked and what came of it.
static void forward(void *context, float *logits, const int32_t *ids, dim count, dim past)
{
    struct answer *answer = context;
    struct runner *runner = answer->runner;
    const dim V = runner->config->vocab;
    if (answer->count == 0) emit_stage("the question in pieces: %td ids behind %td", count, past);
    else emit_stage("token %td of the answer: %td id behind %td", answer->count + 1, count, past);
    emit_whole("generate.past", "generate", past);
    emit_ids("generate.ids", "generate", ids, count);
    const bool traced = answer->greedy && answer->count <= TRACED;
    if (traced) emit_begin(runner, ids, count, past);
    runner_forward(runner, logits, ids, count, past);
    emit_over();
    emit_whole("cache.length", "cache", runner->cache.length);
    if (traced) emit_pass(runner);
    else emit_floats("logits", "model", logits, V);
    if (!all_finite(logits, V)) return;
    const int32_t largest = sampling_greedy(logits, V);
    emit_ids("sampling_greedy", "sampling", &largest, 1);
}

static bool show(void *context, int32_t id)
{
    struct answer *answer = context;
    const struct bpe *bpe = &answer->pass->tokenizer.bpe;
    answer->count++;
    emit_stage("token %td of the answer", answer->count);
    emit_ids("generate.shown", "generate", &id, 1);
    if (id >= 0 && id < bpe->vocab) {
        const dim n = bpe_stream_push(answer->piece, &answer->stream, id, bpe);
        if (n >= 0 && n <= BPE_STREAM_ROOM(bpe->longest) && answer->said + n <= answer->room) {
            memcpy(answer->text + answer->said, answer->piece, (size_t)n);
            answer->said += n;
        }
        emit_bytes("answer.text", "bpe", answer->text, answer->said);
    }
    return answer->count != answer->last;
}

static void open_answer(struct answer *answer, struct pass *pass, struct runner *runner, dim most)
{
    const dim room = BPE_STREAM_ROOM(pass->tokenizer.bpe.longest);
    *answer = (struct answer){.pass = pass, .runner = runner, .last = most + 1};
    answer->piece = arena_alloc(&pass->arena, (size_t)room + 9);
    answer->room = room * (most + 1);
    answer->text = arena_alloc(&pass->arena, (size_t)answer->room);
}

// ids [room] holds the question; what generate_run made of it is told.
static void run(struct answer *answer, const struct generate_options *options, int32_t *ids,
                dim past, dim most, struct rng *rng)
{
    struct pass *pass = answer->pass;
    const dim V = pass->model.config.vocab;
    const struct generate_model model = {forward, answer, V, answer->runner->cache.C, CHUNK};
    float *logits = arena_array(&pass->arena, (size_t)V, sizeof *logits);
    float *probabilities = arena_array(&pass->arena, (size_t)V, sizeof *probabilities);
    int32_t *order = arena_array(&pass->arena, (size_t)V, sizeof *order);
    enum generate_end end = GENERATE_FULL;
    const dim made = generate_run(ids, &end, logits, probabilities, order, pass->count, past, most,
                                  &model, options, rng, show, answer);
    emit_stage("the end of the answer");
    emit_whole("generate.count", "generate", made);
    emit_whole("generate.end", "generate", end);
    emit_ids("generate.all", "generate", ids, pass->count + answer->count);
}

static int32_t *ids_with_room(struct pass *pass, dim most)
{
    int32_t *ids = arena_array(&pass->arena, (size_t)(pass->count + most + 1), sizeof *ids);
    return memcpy(ids, pass->ids, (size_t)pass->count * sizeof *ids);
}

void pass_answer(struct pass *pass)
{
    const struct generation_config *own = &pass->model.generation;
    const struct generate_options options = {
        .top_p = 1.0f, .penalty = 1.0f, .stops = own->stops, .stop_count = own->stop_count};
    struct runner runner;
    struct answer answer;
    struct rng rng;
    rng_seed(&rng, 1, 1);
    emit_stage("the cache");
    runner_open(&runner, &pass->model.config, &pass->model.params, pass->count + GREEDY_MOST,
                CHUNK, true);
    open_answer(&answer, pass, &runner, GREEDY_MOST);
    answer.greedy = true;
    run(&answer, &options, ids_with_room(pass, GREEDY_MOST), 0, GREEDY_MOST, &rng);
    runner_close(&runner);
}

// ---- chance ---------------------------------------------------------------------------------

// The first of two equal ones wins, also when all are below zero.
static void greedy_below_zero(struct pass *pass, float *logits, dim V)
{
    float largest = pass->logits[0];
    for (dim i = 1; i < V; i++) largest = fmaxf(largest, pass->logits[i]);
    for (dim i = 0; i < V; i++) logits[i] = pass->logits[i] - largest - 1.0f;
    logits[V - 1] = -1.0f;
    const int32_t id = sampling_greedy(logits, V);
    emit_ids("sampling_greedy", "sampling", &id, 1);
}

// Each filter on the logits behind the question, and what draws would choose.
static void filters(struct pass *pass)
{
    const dim V = pass->model.config.vocab;
    float *logits = arena_array(&pass->arena, (size_t)V, sizeof *logits);
    float *probabilities = arena_array(&pass->arena, (size_t)V, sizeof *probabilities);
    int32_t *order = arena_array(&pass->arena, (size_t)V, sizeof *order);
    emit_stage("choosing the first token of the answer");
    greedy_below_zero(pass, logits, V);
    memcpy(logits, pass->logits, (size_t)V * sizeof *logits);
    sampling_repetition(logits, pass->ids, pass->count, V, 1.3f);
    emit_floats("sampling_repetition", "sampling", logits, V);
    sampling_temperature(probabilities, pass->logits, V, 1.7f);
    emit_floats("sampling_temperature", "sampling", probabilities, V);
    sampling_order(order, probabilities, V);
    emit_ids("sampling_order", "sampling", order, V < ORDER_SHOWN ? V : ORDER_SHOWN);
    emit_whole("sampling_top_k.left", "sampling", sampling_top_k(probabilities, order, V, 30));
    emit_floats("sampling_top_k", "sampling", probabilities, V);
    emit_whole("sampling_top_p.left", "sampling", sampling_top_p(probabilities, order, V, 0.97f));
    emit_floats("sampling_top_p", "sampling", probabilities, V);
    emit_whole("sampling_min_p.left", "sampling", sampling_min_p(probabilities, order, V, 0.02f));
    emit_floats("sampling_min_p", "sampling", probabilities, V);
    const float us[] = {0.05f, 0.35f, 0.65f, 0.95f};
    int32_t drawn[sizeof us / sizeof *us];
    for (size_t i = 0; i < sizeof us / sizeof *us; i++)
        drawn[i] = sampling_draw(probabilities, V, us[i]);
    emit_ids("sampling_draw", "sampling", drawn, (dim)(sizeof us / sizeof *us));
}

// Twice on one cache: the second time all but the last id of the question is there already.
void pass_sampled(struct pass *pass)
{
    const struct generation_config *own = &pass->model.generation;
    const struct generate_options options = {.temperature = 0.8f, .top_k = 40, .top_p = 0.95f,
                                             .min_p = 0.01f, .penalty = 1.1f, .penalty_span = 24,
                                             .stops = own->stops, .stop_count = own->stop_count};
    struct runner runner;
    filters(pass);
    runner_open(&runner, &pass->model.config, &pass->model.params, pass->count + DRAWN_MOST,
                CHUNK, false);
    for (int time = 0; time < 2; time++) {
        struct answer answer;
        struct rng rng;
        rng_seed(&rng, (uint64_t)(1 + time), 1);
        open_answer(&answer, pass, &runner, DRAWN_MOST);
        if (time == 1) answer.last = DRAWN_MOST / 2;
        emit_stage("the question again: what the cache holds of it");
        const dim past = runner_reuse(&runner, pass->ids, pass->count);
        emit_whole("cache_reuse", "cache", past);
        run(&answer, &options, ids_with_room(pass, DRAWN_MOST), past, DRAWN_MOST, &rng);
    }
    runner_close(&runner);
}

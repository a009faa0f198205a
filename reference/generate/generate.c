// generate.c: the autoregressive loop. See generate.h.
// As in the solution: the time goes into the model's forward and into sampling.c.
#include "generate.h"

#include "sampling.h"

#include <assert.h>

// The next id out of logits; ids [count] is what stands before it.
static int32_t choose(float *logits, float *probabilities, int32_t *order, const int32_t *ids,
                      dim count, dim vocab, const struct generate_options *options, struct rng *rng)
{
    const dim span = options->penalty_span < count ? options->penalty_span : count;
    if (options->penalty > 1.0f)
        sampling_repetition(logits, ids + count - span, span, vocab, options->penalty);
    if (options->temperature == 0.0f) return sampling_greedy(logits, vocab);
    sampling_temperature(probabilities, logits, vocab, options->temperature);
    if (options->top_k > 0 || options->top_p < 1.0f || options->min_p > 0.0f)
        sampling_order(order, probabilities, vocab);
    if (options->top_k > 0) sampling_top_k(probabilities, order, vocab, options->top_k);
    if (options->top_p < 1.0f) sampling_top_p(probabilities, order, vocab, options->top_p);
    if (options->min_p > 0.0f) sampling_min_p(probabilities, order, vocab, options->min_p);
    return sampling_draw(probabilities, vocab, rng_uniform(rng));
}

static bool is_stop(int32_t id, const struct generate_options *options)
{
    for (dim i = 0; i < options->stop_count; i++)
        if (options->stops[i] == id) return true;
    return false;
}

// Hands ids past .. prompt - 1 to the model, chunk by chunk; logits are those after the last.
static void prefill(float *logits, const int32_t *ids, dim past, dim prompt,
                    const struct generate_model *model)
{
    for (dim piece; past < prompt; past += piece) {
        piece = prompt - past < model->chunk ? prompt - past : model->chunk;
        model->forward(model->context, logits, ids + past, piece, past);
    }
}

dim generate_run(int32_t *ids, enum generate_end *end, float *logits, float *probabilities,
                 int32_t *order, dim prompt, dim past, dim most,
                 const struct generate_model *model, const struct generate_options *options,
                 struct rng *rng, generate_show *show, void *context)
{
    assert(past >= 0 && past < prompt && prompt <= model->positions && model->chunk >= 1);
    dim count = prompt;
    prefill(logits, ids, past, prompt, model);
    for (;;) {
        *end = GENERATE_LENGTH;
        if (count == prompt + most) break;
        *end = GENERATE_FULL;
        if (count == model->positions) break;
        if (count > prompt) model->forward(model->context, logits, &ids[count - 1], 1, count - 1);
        const int32_t id =
            choose(logits, probabilities, order, ids, count, model->vocab, options, rng);
        *end = GENERATE_STOP;
        if (is_stop(id, options)) break;
        ids[count++] = id;
        *end = GENERATE_ENDED;
        if (!show(context, id)) break;
    }
    return count - prompt;
}

// answer.c: see answer.h.
#include "answer.h"

#include <string.h>

void answer_open(struct answer *answer, const struct model_config *config,
                 const struct params *params, const struct tokenizer *tokenizer)
{
    const dim C = config->positions < ANSWER_POSITIONS ? config->positions : ANSWER_POSITIONS;
    const size_t V = (size_t)config->vocab, positions = (size_t)C;
    *answer = (struct answer){.tokenizer = tokenizer};
    runner_open(&answer->runner, config, params, C, 64, false);
    struct arena *arena = &answer->runner.arena;
    answer->logits = arena_array(arena, V, sizeof *answer->logits);
    answer->probabilities = arena_array(arena, V, sizeof *answer->probabilities);
    answer->order = arena_array(arena, V, sizeof *answer->order);
    answer->ids = arena_array(arena, positions + 1, sizeof *answer->ids);
    // Each byte may become a U+FFFD of three.
    answer->text = arena_alloc(arena, 3 * positions * (size_t)tokenizer->bpe.longest +
                                          (size_t)BPE_STREAM_ROOM(tokenizer->bpe.longest) + 10);
}

static bool collect(void *context, int32_t id)
{
    struct answer *answer = context;
    answer->tokens++;
    if (id < answer->tokenizer->bpe.vocab)
        answer->length += bpe_stream_push((uint8_t *)answer->text + answer->length,
                                          &answer->stream, id, &answer->tokenizer->bpe);
    return true;
}

enum generate_end answer_run(struct answer *answer, const int32_t *ids, dim count, dim most,
                             const struct generate_options *options, struct rng *rng)
{
    struct runner *runner = &answer->runner;
    const struct generate_model model = {runner_forward, runner, runner->config->vocab,
                                         runner->cache.C, runner->chunk};
    enum generate_end end = GENERATE_FULL;
    answer->length = answer->tokens = 0;
    answer->text[0] = '\0';
    answer->stream = (struct bpe_stream){0};
    if (count >= runner->cache.C) return end;
    memcpy(answer->ids, ids, (size_t)count * sizeof *ids);
    const dim past = runner_reuse(runner, answer->ids, count), room = runner->cache.C - count;
    // one more than fits, so that a full house is told from an answer that is long enough
    generate_run(answer->ids, &end, answer->logits, answer->probabilities, answer->order, count,
                 past, most <= room ? most : room + 1, &model, options, rng, collect, answer);
    answer->length += bpe_stream_end((uint8_t *)answer->text + answer->length, &answer->stream);
    answer->text[answer->length] = '\0';
    return end;
}

void answer_forget(struct answer *answer)
{
    cache_rewind(&answer->runner.cache, 0);
}

void answer_close(struct answer *answer)
{
    runner_close(&answer->runner);
}

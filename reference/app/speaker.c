// speaker.c: a model that continues ids. See speaker.h.
#include "speaker.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void speaker_open(struct speaker *speaker, dim positions, dim chunk)
{
    const struct model_config *config = &speaker->look.model.config;
    if (positions == 0)
        positions = config->positions < SPEAKER_POSITIONS ? config->positions : SPEAKER_POSITIONS;
    if (positions > config->positions)
        fail("%s: %td positions are wanted, this model has %td; ask for fewer",
             speaker->look.model.folder, positions, config->positions);
    runner_open(&speaker->runner, config, &speaker->look.model.params, positions, chunk, false);
    struct arena *arena = &speaker->runner.arena;
    const size_t V = (size_t)config->vocab;
    speaker->logits = arena_array(arena, V, sizeof *speaker->logits);
    speaker->probabilities = arena_array(arena, V, sizeof *speaker->probabilities);
    speaker->order = arena_array(arena, V, sizeof *speaker->order);
    speaker->ids = arena_array(arena, (size_t)positions + 1, sizeof *speaker->ids);
    if (speaker->look.words)
        speaker->text = arena_alloc(
            arena, (size_t)BPE_STREAM_ROOM(speaker->look.tokenizer.bpe.longest) + 9);
}

// One id as text: what of it is certain to be whole characters.
static bool show(void *context, int32_t id)
{
    struct speaker *speaker = context;
    if (speaker->stats.answer++ == 0) speaker->first = now();
    if (speaker->print_ids) {
        printf("%s%d", speaker->stats.answer > 1 ? "," : "", id);
    } else if (id < speaker->look.tokenizer.bpe.vocab) {
        const dim n = bpe_stream_push(speaker->text, &speaker->stream, id,
                                      &speaker->look.tokenizer.bpe);
        fwrite(speaker->text, 1, (size_t)n, stdout);
    }
    // whoever reads is gone, or the disk is full: main says so
    if (fflush(stdout) != 0) return false;
    return !(speaker->stop && *speaker->stop);
}

static void show_end(struct speaker *speaker)
{
    if (speaker->print_ids || !speaker->look.words) return;
    fwrite(speaker->text, 1, (size_t)bpe_stream_end(speaker->text, &speaker->stream), stdout);
    fflush(stdout);
}

// Keeps the first id when it opens every text, and the newest half of what fits. False: nothing can
// be dropped, in a context of one or two ids.
static bool drop_oldest(struct speaker *speaker)
{
    const int32_t bos = speaker->look.model.generation.bos;
    const dim front = speaker->count > 0 && speaker->ids[0] == bos ? 1 : 0;
    const dim keep = (speaker->runner.cache.C - front + 1) / 2;
    if (speaker->count - front <= keep) return false;
    memmove(speaker->ids + front, speaker->ids + speaker->count - keep,
            (size_t)keep * sizeof *speaker->ids);
    speaker->count = front + keep;
    speaker->stats.slides++;
    return true;
}

enum generate_end speaker_answer(struct speaker *speaker, dim most)
{
    struct runner *runner = &speaker->runner;
    const struct generate_model model = {runner_forward, runner, runner->config->vocab,
                                         runner->cache.C, runner->chunk};
    const double start = now();
    enum generate_end end = GENERATE_LENGTH;
    speaker->stats = (struct speaker_stats){.prompt = speaker->count};
    speaker->stream = (struct bpe_stream){0};
    for (bool first = true;; first = false) {
        const dim past = runner_reuse(runner, speaker->ids, speaker->count);
        if (first) speaker->stats.reused = past;
        const dim left = most - speaker->stats.answer, room = runner->cache.C - speaker->count;
        // one more than fits, so that a full house is told from an answer that is long enough
        speaker->count += generate_run(speaker->ids, &end, speaker->logits,
                                       speaker->probabilities, speaker->order, speaker->count,
                                       past, left <= room ? left : room + 1, &model,
                                       &speaker->options, &speaker->rng, show, speaker);
        if (end != GENERATE_FULL || !speaker->slide || !drop_oldest(speaker)) break;
    }
    show_end(speaker);
    const double done = now(), split = speaker->stats.answer ? speaker->first : done;
    speaker->stats.prefill = split - start;
    speaker->stats.decode = done - split;
    return end;
}

void speaker_print_stats(const struct speaker *speaker, enum generate_end end)
{
    static const char *const ends[] = {[GENERATE_STOP] = "a stop token",
                                       [GENERATE_LENGTH] = "the length asked for",
                                       [GENERATE_FULL] = "full positions",
                                       [GENERATE_ENDED] = "an interruption"};
    const struct speaker_stats *s = &speaker->stats;
    const dim computed = s->prompt - s->reused;
    fprintf(stderr, "prompt: %td tokens, %td from the cache, %td computed in %.3f s (%.0f/s)\n",
            s->prompt, s->reused, computed, s->prefill, (double)computed / (s->prefill + 1e-9));
    fprintf(stderr, "answer: %td tokens, ended by %s", s->answer, ends[end]);
    if (s->answer > 1)
        fprintf(stderr, ", %.3f s (%.0f/s)", s->decode,
                (double)(s->answer - 1) / (s->decode + 1e-9));
    if (s->slides) fprintf(stderr, ", the oldest dropped %td times", s->slides);
    fputc('\n', stderr);
}

void speaker_close(struct speaker *speaker)
{
    runner_close(&speaker->runner);
    look_close(&speaker->look);
}

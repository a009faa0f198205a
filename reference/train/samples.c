// samples.c: see samples.h.
#include "samples.h"

#include "fail.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void samples_plan(struct samples *samples, const struct model_config *config,
                  const struct params *params, const struct tokenizer *tokenizer,
                  const struct generation_config *generation, const char *words,
                  const int32_t *prompt, dim count)
{
    const dim room = config->positions < ANSWER_POSITIONS ? config->positions : ANSWER_POSITIONS;
    if (count < 1) fail_usage("--sample-prompt is empty; give at least one character");
    if (count >= room)
        fail("--sample-prompt: %td tokens, this model has %td positions; give a shorter one", count,
             room);
    *samples = (struct samples){.on = true, .words = words, .prompt = prompt, .count = count};
    samples->options = (struct generate_options){.top_p = 1.0f, .penalty = 1.0f,
                                                 .stops = generation->stops,
                                                 .stop_count = generation->stop_count};
    answer_open(&samples->answer, config, params, tokenizer);
}

void samples_take(struct samples *samples, struct folder *folder, int64_t step, int64_t tokens)
{
    struct answer *answer = &samples->answer;
    struct rng rng = {0};
    if (!samples->on) return;
    answer_forget(answer);
    answer_run(answer, samples->prompt, samples->count, SAMPLES_LONGEST, &samples->options, &rng);
    // a prompt may be any bytes, and JSON has no place for what is no UTF-8
    json_t *words = json_string(samples->words);
    json_t *line = json_pack("{s:I, s:I, s:o, s:o}", "step", (json_int_t)step, "tokens",
                             (json_int_t)tokens, "prompt", words ? words : json_null(), "text",
                             json_stringn(answer->text, (size_t)answer->length));
    char *text = json_dumps(line, 0);
    if (!text) fail_environment("no memory for a sample of the model");
    folder_sample(folder, text);
    free(text);
    json_decref(line);
}

void samples_close(struct samples *samples)
{
    if (samples->on) answer_close(&samples->answer);
}

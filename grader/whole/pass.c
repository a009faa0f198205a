// pass.c: a whole model on a student's objects, from the bytes of a question to an answer; every
// tensor on the way goes to descriptor 4. Arguments: the model's folder, the question, seconds.
#include "pass.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where the cache lays keys and values, in floats from the start of its memory.
static void tell_cache(struct pass *pass, const struct runner *runner)
{
    const struct cache *cache = &runner->cache;
    const dim layers = pass->model.config.layers;
    int32_t *starts = arena_array(&pass->arena, (size_t)(2 * layers), sizeof *starts);
    for (dim i = 0; i < layers; i++) {
        starts[2 * i] = (int32_t)(cache->k[i] - cache->memory);
        starts[2 * i + 1] = (int32_t)(cache->v[i] - cache->memory);
    }
    emit_whole("cache.bytes", "cache", cache_bytes(&pass->model.config, 1, cache->C));
    emit_ids("cache.starts", "cache", starts, 2 * layers);
    emit_whole("cache.length", "cache", cache->length);
}

void pass_full(struct pass *pass)
{
    struct runner runner;
    emit_stage("the pass over the whole question");
    runner_open(&runner, &pass->model.config, &pass->model.params, pass->count, pass->count, true);
    tell_cache(pass, &runner);
    emit_begin(&runner, pass->ids, pass->count, 0);
    runner_forward(&runner, pass->logits, pass->ids, pass->count, 0);
    emit_over();
    emit_pass(&runner);
    emit_whole("cache.length", "cache", runner.cache.length);
    runner_close(&runner);
}

int main(int argc, char **argv)
{
    struct pass pass = {0};
    fail_program("model");
    setvbuf(stdout, NULL, _IONBF, 0);  // what was printed before a crash is kept
    if (argc != 4) fail_usage("wanted the model's folder, the question and seconds");
    pass.question = argv[2];
    checkpoint_load(&pass.model, argv[1], false);
    pass.logits = arena_array(&pass.arena, (size_t)pass.model.config.vocab, sizeof *pass.logits);
    emit_guard(atoi(argv[3]));
    tokenizer_load(&pass.tokenizer, argv[1]);
    pass.form = chat_load(&pass.arena, argv[1]);
    pass_words(&pass);
    pass_full(&pass);
    pass_variant(&pass);
    pass_answer(&pass);
    pass_sampled(&pass);
    emit_end();
    return 0;
}

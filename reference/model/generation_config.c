// generation_config.c: generation_config.json, what the makers of a model found best. A folder may
// lack it; then bos and stops come from config.json, where older models keep them.
#include "checkpoint.h"

#include "config_json.h"
#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *read_id(int32_t *id, const json_t *value, const struct config_reader *reader,
                           const char *key, dim vocab)
{
    const json_int_t number = json_integer_value(value);
    if (!json_is_integer(value))
        return arena_print(reader->arena, "\"%s\" is not a whole number", key);
    if (number < 0 || number >= (json_int_t)vocab)
        return arena_print(reader->arena,
                           "\"%s\" is %lld, wanted 0 to %td, the vocabulary of "
                           "config.json",
                           key, (long long)number, vocab - 1);
    *id = (int32_t)number;
    return NULL;
}

static const char *read_stops(struct generation_config *generation,
                              const struct config_reader *reader, dim vocab)
{
    const json_t *value = json_object_get(reader->root, "eos_token_id");
    if (!value || json_is_null(value)) return NULL;
    const size_t count = json_is_array(value) ? json_array_size(value) : 1;
    if (count > CHECKPOINT_STOPS)
        return arena_print(reader->arena, "\"eos_token_id\" has %zu ids, wanted at most %d", count,
                           CHECKPOINT_STOPS);
    generation->stop_count = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        const char *wrong = read_id(&generation->stops[i], one, reader, "eos_token_id", vocab);
        if (wrong) return wrong;
        generation->stop_count++;
    }
    return NULL;
}

static float option(const struct config_reader *reader, const char *key, float fallback,
                    double least, double most, const char **wrong)
{
    const double number = config_number(reader, reader->root, key, (double)fallback, wrong);
    if (!*wrong && !(number >= least && number <= most))
        *wrong =
            arena_print(reader->arena, "\"%s\" is %g, wanted %g to %g", key, number, least, most);
    return (float)number;
}

const char *generation_parse(struct generation_config *generation, struct arena *arena,
                             const char *text, size_t n, dim vocab)
{
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    const struct config_reader reader = {arena, root};
    if (!root) return arena_print(arena, "line %d: %s", error.line, error.text);
    const char *wrong = json_is_object(root) ? NULL : "it is not a JSON object";
    const json_t *bos = json_object_get(root, "bos_token_id");
    if (!wrong && bos && !json_is_null(bos))
        wrong = read_id(&generation->bos, bos, &reader, "bos_token_id", vocab);
    if (!wrong) wrong = read_stops(generation, &reader, vocab);
    generation->temperature = option(&reader, "temperature", 1.0f, 0.0, 1e6, &wrong);
    generation->top_k = (dim)option(&reader, "top_k", 0.0f, 0.0, 1e9, &wrong);
    generation->top_p = option(&reader, "top_p", 1.0f, 0.0, 1.0, &wrong);
    generation->min_p = option(&reader, "min_p", 0.0f, 0.0, 1.0, &wrong);
    generation->penalty = option(&reader, "repetition_penalty", 1.0f, 1.0, 1e6, &wrong);
    generation->do_sample = json_is_true(json_object_get(root, "do_sample"));
    if (wrong) wrong = arena_print(arena, "%s", wrong);
    json_decref(root);
    return wrong;
}

void generation_load(struct generation_config *generation, const char *folder, dim vocab)
{
    static const char *const names[] = {"config.json", "generation_config.json"};
    struct arena arena = {0};
    *generation = (struct generation_config){.bos = -1};
    for (int i = 0; i < 2; i++) {
        char path[4096];
        size_t count;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (i == 1 && access(path, F_OK) != 0) break;
        const char *text = file_text(&arena, path, 1 << 24, &count);
        const char *wrong = generation_parse(generation, &arena, text, count, vocab);
        if (wrong) fail("%s: %s", path, wrong);
    }
    arena_free(&arena);
}

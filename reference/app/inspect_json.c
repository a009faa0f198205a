// inspect_json.c: crumb inspect --json: the same numbers for programs. See inspect.h.
#include "costs.h"
#include "fail.h"
#include "inspect.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

// What jansson cannot build is a caller's bug or no memory; either way there is nothing to print.
static json_t *made(json_t *value)
{
    if (!value) fail_environment("inspect: out of memory while building the JSON");
    return value;
}

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, made(value)) != 0)
        fail_environment("inspect: out of memory while building the JSON");
}

// Whole when it is one and a double holds it exactly.
static json_t *amount(double value)
{
    if (value < 0x1p53 && value == (double)(json_int_t)value)
        return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *config(const struct model_config *c)
{
    static const char *const scalings[] = {"none", "linear", "llama3", "yarn"};
    return json_pack("{s:I s:I s:I s:I s:I s:I s:I s:I s:f s:b s:b s:b s:f s:s s:f}",
                     "vocab", (json_int_t)c->vocab, "width", (json_int_t)c->width,
                     "layers", (json_int_t)c->layers, "heads", (json_int_t)c->heads,
                     "kv_heads", (json_int_t)c->kv_heads, "head", (json_int_t)c->head,
                     "hidden", (json_int_t)c->hidden, "positions", (json_int_t)c->positions,
                     "eps", (double)c->eps, "tied", c->tied, "qkv_bias", c->qkv_bias,
                     "qk_norm", c->qk_norm, "theta", c->theta, "scaling", scalings[c->scaling],
                     "scaling_factor", c->scaling == ROPE_PLAIN ? 1.0 : c->scaling_factor);
}

static json_t *tensors(const struct inspection *in)
{
    json_t *list = made(json_array());
    for (dim i = 0; i < in->params.tensor_count; i++) {
        const struct params_tensor *tensor = &in->params.tensors[i];
        const char *type;
        const dim bytes = inspect_stored(&type, in, i) * tensor->count;
        json_t *shape = made(json_array());
        for (int axis = 0; axis < 2 && tensor->shape[axis]; axis++)
            json_array_append_new(shape, made(json_integer(tensor->shape[axis])));
        json_array_append_new(list, made(json_pack("{s:s s:o s:s s:I}", "name", tensor->name,
                                                   "shape", shape, "type", type, "bytes",
                                                   (json_int_t)bytes)));
    }
    return list;
}

static json_t *memory(const struct inspection *in)
{
    const struct inspect_memory m = inspect_memory(in);
    json_t *object = made(json_object());
    put(object, "type", json_string(inspect_type_names[in->type]));
    put(object, "batch", json_integer(in->batch));
    put(object, "context", json_integer(in->context));
    put(object, "stored", amount(m.stored));
    put(object, "weights", amount(m.weights));
    put(object, "cache", amount(m.cache));
    put(object, "token_activations", amount(m.token));
    put(object, "chunk_activations", amount(m.chunk));
    put(object, "chunk", json_integer(m.chunk_rows));
    put(object, "training_state", amount(m.learned));
    put(object, "training_activations", amount(m.learner));
    return object;
}

static json_t *operations(const struct inspection *in)
{
    const double total = costs_training(in->config) * in->tokens;
    json_t *object = made(json_object());
    put(object, "inference_weights", amount(costs_weights(in->config)));
    put(object, "inference_attention", amount(costs_attention(in->config, in->context)));
    put(object, "training", amount(costs_training(in->config)));
    if (in->tokens > 0.0) {
        put(object, "tokens", amount(in->tokens));
        put(object, "training_total", amount(total));
    }
    if (in->tokens > 0.0 && in->devices > 0.0 && in->rate > 0.0)
        put(object, "training_days",
            amount(costs_seconds(in->config, in->tokens, in->devices, in->rate) / 86400.0));
    if (in->tokens > 0.0 && in->devices > 0.0 && in->days > 0.0)
        put(object, "rate_for_days", amount(total / (in->days * 86400.0 * in->devices)));
    return object;
}

static json_t *tokenizer(const struct inspection *in)
{
    struct arena arena = {0};
    const struct inspect_tokenizer found = inspect_tokenizer(&arena, in->checkpoint->folder);
    json_t *object = found.problem
        ? json_pack("{s:s}", "problem", found.problem)
        : json_pack("{s:I s:I s:b}", "vocab", (json_int_t)found.vocab, "specials",
                    (json_int_t)found.specials, "fits", found.vocab <= in->config->vocab);
    arena_free(&arena);
    return object;
}

void inspect_print_json(const struct inspection *in)
{
    json_t *root = made(json_object());
    put(root, "name", json_string(in->name));
    if (in->preset) put(root, "source", json_string(in->preset->source));
    put(root, "config", config(in->config));
    put(root, "parameters", json_integer(in->params.count));
    put(root, "tensors", tensors(in));
    put(root, "memory", memory(in));
    put(root, "operations", operations(in));
    if (in->checkpoint) put(root, "tokenizer", tokenizer(in));
    char *text = json_dumps(root, JSON_INDENT(1));
    if (!text) fail("%s: this name is not valid UTF-8, and JSON cannot hold it", in->name);
    puts(text);
    free(text);
    json_decref(root);
}

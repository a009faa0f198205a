// explain_json.c: the numbers of explain.h as JSON; docs/look-inside.md lists the fields. A float
// is written with 9 digits, which give back the same float; one that is no number is null.
#include "explain.h"

#include "show.h"
#include "unicode.h"

#include <math.h>

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *numbers(const float *values, dim count)
{
    json_t *array = json_array();
    for (dim i = 0; i < count; i++) json_array_append_new(array, number((double)values[i]));
    return array;
}

static json_t *matrix(const float *values, dim rows, dim cols)
{
    json_t *array = json_array();
    for (dim r = 0; r < rows; r++) json_array_append_new(array, numbers(values + r * cols, cols));
    return array;
}

static json_t *lengths(const float *rows, dim count, dim width)
{
    json_t *array = json_array();
    for (dim t = 0; t < count; t++)
        json_array_append_new(array, number(explain_length(rows + t * width, width)));
    return array;
}

// JSON is UTF-8: what is ill-formed becomes U+FFFD, and the bytes stand beside it.
static json_t *string(const uint8_t *bytes, dim count)
{
    struct arena arena = {0};
    int32_t *points = arena_array(&arena, (size_t)count + 1, sizeof *points);
    const dim n = unicode_decode(points, bytes, count);
    uint8_t *text = arena_alloc(&arena, 4 * (size_t)n + 1);
    json_t *value = json_stringn((const char *)text, (size_t)unicode_encode(text, points, n));
    arena_free(&arena);
    return value ? value : json_null();
}

static json_t *byte_list(const uint8_t *bytes, dim count)
{
    json_t *array = json_array();
    for (dim i = 0; i < count; i++) json_array_append_new(array, json_integer(bytes[i]));
    return array;
}

static json_t *token(const struct tokenizer *tokenizer, int32_t id)
{
    dim count;
    const uint8_t *bytes = look_token(&count, tokenizer, id);
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(id));
    if (tokenizer) {
        json_object_set_new(object, "text", string(bytes, count));
        json_object_set_new(object, "bytes", byte_list(bytes, count));
    }
    return object;
}

static json_t *tokens(const struct explain *explain, const int32_t *ids, dim count)
{
    json_t *array = json_array();
    for (dim i = 0; i < count; i++)
        json_array_append_new(array, token(explain->in.tokenizer, ids[i]));
    return array;
}

static json_t *code_points(const struct look_text *text)
{
    json_t *array = json_array();
    for (dim at = 0, taken; text->bytes && at < text->byte_count; at += taken) {
        int32_t point;
        taken = show_step(&point, text->bytes + at, text->byte_count - at);
        json_t *object = json_object();
        json_object_set_new(object, "code_point", json_integer(point));
        json_object_set_new(object, "bytes", byte_list(text->bytes + at, taken));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *model(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    json_t *object = json_object();
    json_object_set_new(object, "folder", json_string(explain->in.model->folder));
    json_object_set_new(object, "vocab", json_integer(c->vocab));
    json_object_set_new(object, "width", json_integer(c->width));
    json_object_set_new(object, "layers", json_integer(c->layers));
    json_object_set_new(object, "heads", json_integer(c->heads));
    json_object_set_new(object, "kv_heads", json_integer(c->kv_heads));
    json_object_set_new(object, "head", json_integer(c->head));
    json_object_set_new(object, "hidden", json_integer(c->hidden));
    return object;
}

static json_t *angles(const struct explain *explain)
{
    json_t *array = json_array();
    for (dim t = 0; t < explain->in.text.count; t++) {
        json_t *row = json_array();
        for (dim i = 0; i < explain->in.model->config.head / 2; i++)
            json_array_append_new(row, number(explain_angle(explain, t, i)));
        json_array_append_new(array, row);
    }
    return array;
}

static json_t *layers(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const struct model_state *state = &explain->runner.activations.state;
    const dim T = explain->in.text.count;
    json_t *array = json_array();
    for (dim layer = 0; layer < c->layers; layer++) {
        const struct block_state *block = &state->blocks[layer];
        json_t *object = json_object(), *heads = json_array();
        for (dim h = 0; h < c->heads; h++)
            json_array_append_new(heads, matrix(explain_weights(explain, layer, h), T, T));
        json_object_set_new(object, "attention", heads);
        json_object_set_new(object, "attention_adds", lengths(block->projected, T, c->width));
        json_object_set_new(object, "ffn_adds", lengths(block->ffn_out, T, c->width));
        json_object_set_new(object, "length", lengths(state->stream[layer + 1], T, c->width));
        json_array_append_new(array, object);
    }
    return array;
}

// q . k, not scaled, of position t with every key, later ones included.
static json_t *scores(const struct explain *explain, dim layer, dim head, dim t)
{
    const dim T = explain->in.text.count;
    struct arena arena = {0};
    float *row = arena_array(&arena, (size_t)T, sizeof *row);
    explain_scores(row, explain, layer, head, t);
    json_t *array = numbers(row, T);
    arena_free(&arena);
    return array;
}

static json_t *five_steps(const struct explain *explain)
{
    json_t *object = json_object();
    const dim t = explain_middle(explain);
    json_object_set_new(object, "layer", json_integer(0));
    json_object_set_new(object, "head", json_integer(0));
    json_object_set_new(object, "position", json_integer(t));
    json_object_set_new(object, "scores", scores(explain, 0, 0, t));
    return object;
}

static json_t *cuts(const struct explain *explain)
{
    json_t *array = json_array();
    for (int i = 0; i < explain->cut_count; i++) {
        const struct explain_cut *cut = &explain->cuts[i];
        json_t *object = json_object();
        json_object_set_new(object, "name", json_string(cut->name));
        json_object_set_new(object, "value", number(cut->value));
        json_object_set_new(object, "left", json_integer(cut->left));
        json_object_set_new(object, "probabilities",
                            numbers(cut->probabilities, explain->in.model->config.vocab));
        json_array_append_new(array, object);
    }
    return array;
}

// The ten most likely, as steps 10 to 12 show them.
static json_t *top(const struct explain *explain)
{
    const dim V = explain->in.model->config.vocab, k = V < EXPLAIN_TOP ? V : EXPLAIN_TOP;
    json_t *array = json_array();
    for (dim i = 0; i < k; i++)
        json_array_append_new(array, explain_json_token(explain, explain->order[i]));
    return array;
}

static json_t *answer(const struct explain *explain)
{
    static const char *const ends[] = {[GENERATE_STOP] = "stop", [GENERATE_LENGTH] = "length",
                                       [GENERATE_FULL] = "full", [GENERATE_ENDED] = "ended"};
    json_t *object = json_object(), *computed = json_array();
    for (dim i = 0; i < explain->answered; i++)
        json_array_append_new(computed, json_integer(explain->computed[i]));
    json_object_set_new(object, "tokens", tokens(explain, explain->answer, explain->answered));
    json_object_set_new(object, "rows_computed", computed);
    json_object_set_new(object, "end", json_string(ends[explain->end]));
    if (explain->said)
        json_object_set_new(object, "text", string(explain->said, explain->said_count));
    return object;
}

json_t *explain_json(const struct explain *explain)
{
    const struct look_text *text = &explain->in.text;
    const struct model_config *c = &explain->in.model->config;
    json_t *root = json_object(), *draw = token(explain->in.tokenizer, explain->chosen);
    json_object_set_new(root, "schema", json_string(EXPLAIN_SCHEMA));
    json_object_set_new(root, "model", model(explain));
    if (text->bytes)
        json_object_set_new(root, "text", string(text->bytes, text->byte_count));
    json_object_set_new(root, "code_points", code_points(text));
    json_object_set_new(root, "tokens", tokens(explain, text->ids, text->count));
    json_object_set_new(root, "embedding", matrix(explain->runner.activations.state.stream[0],
                                                  text->count, c->width));
    json_object_set_new(root, "angles", angles(explain));
    json_object_set_new(root, "layers", layers(explain));
    json_object_set_new(root, "five_steps", five_steps(explain));
    json_object_set_new(root, "logits", numbers(explain->logits, c->vocab));
    json_object_set_new(root, "probabilities", numbers(explain->probabilities, c->vocab));
    json_object_set_new(root, "top", top(explain));
    json_object_set_new(root, "cuts", cuts(explain));
    if (explain->cut_count) {
        json_object_set_new(draw, "u", number((double)explain->u));
        json_object_set_new(draw, "seed", json_integer((json_int_t)explain->in.seed));
    }
    json_object_set_new(root, "draw", draw);
    json_object_set_new(root, "answer", answer(explain));
    return root;
}

json_t *explain_json_attention(const struct explain *explain, dim layer, dim head)
{
    json_t *object = json_object(), *rows = json_array();
    const dim T = explain->in.text.count;
    for (dim t = 0; t < T; t++) json_array_append_new(rows, scores(explain, layer, head, t));
    json_object_set_new(object, "scores", rows);
    json_object_set_new(object, "layer", json_integer(layer));
    json_object_set_new(object, "head", json_integer(head));
    json_object_set_new(object, "weights", matrix(explain_weights(explain, layer, head), T, T));
    return object;
}

json_t *explain_json_lens(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    struct arena arena = {0};
    float *rows = arena_array(&arena, (size_t)((c->layers + 1) * c->vocab), sizeof *rows);
    json_t *array = json_array();
    explain_lens(rows, explain);
    for (dim i = 0; i <= c->layers; i++) {
        int32_t id;
        explain_top(&id, rows + i * c->vocab, c->vocab, 1);
        json_t *object = token(explain->in.tokenizer, id);
        json_object_set_new(object, "probability", number((double)rows[i * c->vocab + id]));
        json_object_set_new(object, "probabilities", numbers(rows + i * c->vocab, c->vocab));
        json_array_append_new(array, object);
    }
    arena_free(&arena);
    return array;
}

json_t *explain_json_token(const struct explain *explain, int32_t id)
{
    json_t *object = token(explain->in.tokenizer, id), *after = json_object();
    json_object_set_new(object, "logit", number((double)explain->logits[id]));
    json_object_set_new(object, "probability", number((double)explain->probabilities[id]));
    json_object_set_new(object, "rank", json_integer(explain_rank(explain, id)));
    for (int i = 0; i < explain->cut_count; i++)
        json_object_set_new(after, explain->cuts[i].name,
                            number((double)explain->cuts[i].probabilities[id]));
    json_object_set_new(object, "after", after);
    return object;
}

json_t *explain_json_compare(const struct explain_pair *pair, const struct tokenizer *tokenizer)
{
    json_t *object = token(tokenizer, pair->id), *positions = json_array(), *texts = json_array();
    json_t *cosines = json_array();
    for (int i = 0; i < 2; i++) {
        const uint8_t *name = (const uint8_t *)pair->names[i];
        dim count = 0;
        while (name[count]) count++;
        json_array_append_new(positions, json_integer(pair->at[i]));
        json_array_append_new(texts, string(name, count));
    }
    for (dim i = 0; i <= pair->layers; i++)
        json_array_append_new(cosines, number(pair->cosines[i]));
    json_object_set_new(object, "texts", texts);
    json_object_set_new(object, "positions", positions);
    json_object_set_new(object, "cosines", cosines);
    return object;
}

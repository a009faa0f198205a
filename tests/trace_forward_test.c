// trace_forward_test.c: the laws of a traced pass: its order, its names, and the first number in it
// that is none.
#include "trace_forward.h"

#include "attention.h"
#include "embedding.h"
#include "linear.h"
#include "norm.h"
#include "rope.h"
#include "runner.h"
#include "swiglu.h"

#include "arrays.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

enum { B = 1, T = 3, V = 7, D = 4, H = 2, HKV = 1, HEAD = 2, HIDDEN = 5, LAYERS = 2 };

struct fixture {
    struct model_config config;
    struct activations activations;
    struct block_state blocks[LAYERS];
    float *stream[LAYERS + 1], *k[LAYERS], *v[LAYERS];
    float *embedding;
    struct params_tensor tensor;
    struct params params;
};

static void fill(struct fixture *f)
{
    f->config = (struct model_config){.vocab = V, .width = D, .layers = LAYERS, .heads = H,
                                      .kv_heads = HKV, .head = HEAD, .hidden = HIDDEN};
    for (int i = 0; i <= LAYERS; i++) f->stream[i] = normal(B * T * D, 1.0f);
    for (int i = 0; i < LAYERS; i++) {
        struct block_state *s = &f->blocks[i];
        f->k[i] = normal(B * T * HKV * HEAD, 1.0f);
        f->v[i] = normal(B * T * HKV * HEAD, 1.0f);
        s->normed = normal(B * T * D, 1.0f), s->rstd = normal(B * T, 1.0f);
        s->q = normal(B * T * H * HEAD, 1.0f), s->weights = normal(B * H * T * T, 1.0f);
        s->attended = normal(B * T * H * HEAD, 1.0f), s->projected = normal(B * T * D, 1.0f);
        s->middle = normal(B * T * D, 1.0f), s->ffn_normed = normal(B * T * D, 1.0f);
        s->ffn_rstd = normal(B * T, 1.0f), s->ffn.gate = normal(B * T * HIDDEN, 1.0f);
        s->ffn.up = normal(B * T * HIDDEN, 1.0f), s->ffn.hidden = normal(B * T * HIDDEN, 1.0f);
        s->ffn_out = normal(B * T * D, 1.0f);
    }
    f->activations.state = (struct model_state){f->stream, f->blocks, normal(B * T * D, 1.0f),
                                                normal(B * T, 1.0f)};
    f->activations.rope.cosines = normal(T * HEAD / 2, 1.0f);
    f->activations.rope.sines = normal(T * HEAD / 2, 1.0f);
    f->activations.logits = normal(B * T * V, 1.0f);
    f->embedding = normal(V * D, 1.0f);
    f->tensor = (struct params_tensor){.name = "model.embed_tokens.weight", .shape = {V, D},
                                       .count = V * D, .where = &f->embedding};
    f->params = (struct params){.tensors = &f->tensor, .tensor_count = 1};
}

static void run(struct fixture *f, const struct trace_sink *sink)
{
    static const int32_t ids[T] = {3, 1, 6};
    const struct model_keys keys = {f->k, f->v, 0, T};
    trace_forward(sink, &f->activations, &keys, ids, f->activations.logits, &f->config, B, T, T);
}

static void events_come_in_the_order_of_the_table_layer_by_layer(void **state)
{
    (void)state;
    struct fixture f = {0};
    struct trace_copy copy = {0};
    fill(&f);
    run(&f, &(struct trace_sink){trace_keep, &copy});
    dim layer = 0;
    for (dim i = 1; i < copy.count; i++) {
        const struct trace_item *before = &copy.items[i - 1], *now = &copy.items[i];
        if (now->event == TRACE_RSTD && before->event == TRACE_STREAM) layer++;
        else assert_true(now->event > before->event);
        if (strncmp(now->tensor.name, "layers.", 7) == 0) assert_int_equal(now->layer, layer);
    }
    assert_int_equal(layer, LAYERS - 1);
    // 4 before the layers, 16 in each without q/k norm, 3 behind
    assert_int_equal(copy.count, 4 + 16 * LAYERS + 3);
    const struct tensor *weights = trace_find(&copy, "layers.1.attention.weights");
    assert_memory_equal(weights->data, f.blocks[1].weights, B * H * T * T * sizeof(float));
    assert_true(weights->shape[1] == H && weights->shape[2] == T && weights->shape[3] == T);
    assert_memory_equal(trace_find(&copy, "layers.0.stream")->data, f.stream[1],
                        B * T * D * sizeof(float));
    assert_memory_equal(trace_find(&copy, "logits")->data, f.activations.logits,
                        B * T * V * sizeof(float));
    trace_drop(&copy);
}

static bool diagnose(struct fixture *f, char *text, size_t room)
{
    static const int32_t ids[T] = {3, 1, 6};
    const struct model_keys keys = {f->k, f->v, 0, T};
    return trace_diagnose(text, room, &f->params, &f->activations, &keys, ids,
                          f->activations.logits, &f->config, B, T, T);
}

static void a_diverged_step_is_named_by_what_comes_first(void **state)
{
    (void)state;
    struct fixture f = {0};
    char text[256] = "x";
    fill(&f);
    assert_false(diagnose(&f, text, sizeof text));
    assert_string_equal(text, "");
    f.activations.logits[2] = NAN;
    f.stream[1][5] = NAN;
    f.blocks[0].ffn.gate[7] = -INFINITY;
    assert_true(diagnose(&f, text, sizeof text));
    assert_string_equal(text, "layers.0.ffn.gate[0,1,2] is -inf, the first of 1 of 15 values");
    f.embedding[4 * D + 1] = NAN;
    assert_true(diagnose(&f, text, sizeof text));
    assert_string_equal(text,
                        "model.embed_tokens.weight[4,1] is nan, the first of 1 of 28 values");
}

// ---- a real pass ------------------------------------------------------------------------------

static struct trace_copy real;

static const float *of(dim layer, const char *rest)
{
    char name[TRACE_NAME_MAX];
    if (layer < 0) snprintf(name, sizeof name, "%s", rest);
    else snprintf(name, sizeof name, "layers.%td.%s", layer, rest);
    const struct tensor *found = trace_find(&real, name);
    if (!found) print_error("%s is not in the trace\n", name);
    assert_non_null(found);
    return found->data;
}

// What the trace holds under a name is what the topic makes of what it holds under others.
static void expect_there(dim layer, const char *rest, const float *wanted, dim count)
{
    double *exact = exactly(count);
    for (dim i = 0; i < count; i++) exact[i] = (double)wanted[i];
    expect_close(rest, of(layer, rest), exact, count, 1e-5);
}

static float *sum_of(const float *a, const float *b, dim count)
{
    float *sum = copy_of(a, count);
    for (dim i = 0; i < count; i++) sum[i] += b[i];
    return sum;
}

static float *turned(const float *plain, const float *gain, const struct model_config *c, dim heads)
{
    static const dim where[5] = {0, 1, 2, 3, 4};
    float *x = unwritten(5 * heads * c->head), *rstd = unwritten(5 * heads);
    norm_forward(x, rstd, plain, gain, 5 * heads, c->head, c->eps);
    rope_forward(x, of(-1, "rope.cosines"), of(-1, "rope.sines"), where, 5, heads, c->head, 5);
    return x;
}

static void expect_attention(const struct model_config *c, const struct block_params *p, dim layer,
                             const float *before)
{
    const dim n = 5, width = c->width, q = c->heads * c->head, kv = c->kv_heads * c->head;
    float *normed = unwritten(n * width), *rstd = unwritten(n), *wide = unwritten(n * q);
    float *weights = unwritten(c->heads * n * n), *out = unwritten(n * width);
    norm_forward(normed, rstd, before, p->attention_norm, n, width, c->eps);
    expect_there(layer, "attention.rstd", rstd, n);
    expect_there(layer, "attention.normed", normed, n * width);
    linear_forward(wide, normed, p->v, p->v_bias, n, width, kv);
    expect_there(layer, "attention.v", wide, n * kv);
    linear_forward(wide, normed, p->k, p->k_bias, n, width, kv);
    expect_there(layer, "attention.k_plain", wide, n * kv);
    expect_there(layer, "attention.k", turned(wide, p->k_norm, c, c->kv_heads), n * kv);
    linear_forward(wide, normed, p->q, p->q_bias, n, width, q);
    expect_there(layer, "attention.q_plain", wide, n * q);
    expect_there(layer, "attention.q", turned(wide, p->q_norm, c, c->heads), n * q);
    attention_forward(wide, weights, of(layer, "attention.q"), of(layer, "attention.k"),
                      of(layer, "attention.v"), 1, n, n, n, c->heads, c->kv_heads, c->head);
    expect_there(layer, "attention.weights", weights, c->heads * n * n);
    expect_there(layer, "attention.attended", wide, n * q);
    linear_forward(out, wide, p->o, NULL, n, q, width);
    expect_there(layer, "attention.out", out, n * width);
    expect_there(layer, "middle", sum_of(before, out, n * width), n * width);
}

static void expect_ffn(const struct model_config *c, const struct block_params *p, dim layer)
{
    const dim n = 5, width = c->width, F = c->hidden;
    float *normed = unwritten(n * width), *rstd = unwritten(n), *out = unwritten(n * width);
    const struct swiglu_state state = {unwritten(n * F), unwritten(n * F), unwritten(n * F)};
    const float *middle = of(layer, "middle");
    norm_forward(normed, rstd, middle, p->ffn_norm, n, width, c->eps);
    expect_there(layer, "ffn.rstd", rstd, n);
    expect_there(layer, "ffn.normed", normed, n * width);
    swiglu_forward(out, &state, normed, &p->ffn, n, width, F);
    expect_there(layer, "ffn.gate", state.gate, n * F);
    expect_there(layer, "ffn.up", state.up, n * F);
    expect_there(layer, "ffn.hidden", state.hidden, n * F);
    expect_there(layer, "ffn.out", out, n * width);
    expect_there(layer, "stream", sum_of(middle, out, n * width), n * width);
}

// Every axis is as long as its letter says.
static void expect_shape(const struct trace_item *item, const struct model_config *c, dim tokens)
{
    const struct {
        const char *letter;
        dim size;
    } axes[] = {{"B", 1}, {"T", tokens}, {"t", tokens}, {"K", tokens}, {"D", c->width},
                {"H", c->heads}, {"Hkv", c->kv_heads}, {"d", c->head}, {"d/2", c->head / 2},
                {"hidden", c->hidden}, {"V", c->vocab}};
    int known = 0;
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        const int axis = trace_axis(item->event, axes[i].letter);
        if (axis < 0) continue;
        assert_int_equal(item->tensor.shape[axis], axes[i].size);
        known++;
    }
    assert_int_equal(known, item->tensor.rank);
}

static void every_name_holds_what_it_says(void **state)
{
    (void)state;
    const struct model_config config = {
        .vocab = 11, .width = 12, .layers = 3, .heads = 6, .kv_heads = 2, .head = 4, .hidden = 10,
        .positions = 9, .eps = 1e-5f, .qkv_bias = true, .qk_norm = true, .theta = 100.0};
    const int32_t ids[5] = {4, 10, 0, 4, 7};
    struct params params;
    struct runner runner;
    params_plan(&params, &arrays, &config);
    for (dim i = 0; i < params.count; i++) params.flat[i] = rng_normal(&draws);
    runner_open(&runner, &config, &params, 7, 5, true);
    float *row = unwritten(config.vocab), *table = unwritten(5 * 12), *logits = unwritten(5 * 11);
    runner_forward(&runner, row, ids, 5, 0);
    const struct model_keys keys = {runner.cache.k, runner.cache.v, 0, 7};
    trace_forward(&(struct trace_sink){trace_keep, &real}, &runner.activations, &keys, ids,
                  runner.activations.logits, &config, 1, 5, 5);
    assert_memory_equal(trace_find(&real, "ids")->data, ids, sizeof ids);
    embedding_forward(table, ids, params.model.embedding, 5, 11, 12);
    expect_there(-1, "embedding", table, 5 * 12);
    for (dim layer = 0; layer < config.layers; layer++) {
        expect_attention(&config, &params.model.blocks[layer], layer,
                         layer ? of(layer - 1, "stream") : table);
        expect_ffn(&config, &params.model.blocks[layer], layer);
    }
    for (dim i = 0; i < real.count; i++) expect_shape(&real.items[i], &config, 5);
    float *rstd = unwritten(5);
    norm_forward(table, rstd, of(2, "stream"), params.model.norm, 5, 12, config.eps);
    expect_there(-1, "norm.rstd", rstd, 5);
    expect_there(-1, "norm.normed", table, 5 * 12);
    linear_forward(logits, table, params.model.head, NULL, 5, 12, 11);
    expect_there(-1, "logits", logits, 5 * 11);
    trace_drop(&real);
    runner_close(&runner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(events_come_in_the_order_of_the_table_layer_by_layer),
        law(a_diverged_step_is_named_by_what_comes_first),
        law(every_name_holds_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

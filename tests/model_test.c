// model_test.c: the laws of the whole transformer, and of its gradients.
#include "model.h"

#include "check.h"
#include "stack.h"

enum { LAYERS = 3 };  // at most

struct made {
    struct model_config config;
    struct block_params blocks[LAYERS];
    struct model_params params;  // its blocks are these
    struct block_rope rope;
    int32_t *ids;  // [B, T]
    dim B, T, C;
};

// What one pass reads and writes: of count rows from position `from` on.
struct pass {
    struct block_state blocks[LAYERS];
    float *stream[LAYERS + 1];
    float *k[LAYERS], *v[LAYERS];
    struct model_state state;
    struct model_keys keys;
    float *logits;
};

static dim key_count(const struct made *m)
{
    return m->B * m->C * m->config.kv_heads * m->config.head;
}

static void make(struct made *m, struct model_config config, dim B, dim T, dim C)
{
    *m = (struct made){.config = config, .B = B, .T = T, .C = C};
    for (dim i = 0; i < config.layers; i++) m->blocks[i] = stack_params(&config);
    m->params = (struct model_params){normal(config.vocab * config.width, 1.0f), m->blocks,
                                      normal(config.width, 1.0f), NULL};
    m->params.head =
        config.tied ? m->params.embedding : normal(config.vocab * config.width, 0.5f);
    m->rope = stack_rope(&config, B, T, 0, NULL);
    m->ids = arena_array(&arrays, (size_t)(B * T), sizeof *m->ids);
    for (dim r = 0; r < B * T; r++)
        m->ids[r] = (int32_t)rng_below(&draws, (uint32_t)config.vocab);
}

static void plan(struct pass *p, const struct made *m, dim rows, dim keys, dim tail)
{
    const dim D = m->config.width;
    for (dim i = 0; i <= m->config.layers; i++) p->stream[i] = unwritten(rows * D);
    for (dim i = 0; i < m->config.layers; i++) {
        p->blocks[i] = stack_state(&m->config, rows, keys);
        p->k[i] = unwritten(key_count(m));
        p->v[i] = unwritten(key_count(m));
    }
    p->state = (struct model_state){p->stream, p->blocks, unwritten(rows * D), unwritten(rows)};
    p->keys = (struct model_keys){p->k, p->v, 0, m->C};
    p->logits = unwritten(m->B * tail * m->config.vocab);
}

static void forward(struct pass *p, const struct made *m, dim tail)
{
    plan(p, m, m->B * m->T, m->T, tail);
    model_forward(p->logits, &p->state, &p->keys, m->ids, &m->params, &m->rope, &m->config, m->B,
                  m->T, tail);
}

static double bound_of(const struct made *m)
{
    return MODEL_BOUND(m->config.layers * stack_length(&m->config, m->T));
}

// ---- float64 ----------------------------------------------------------------------------------

struct exact_model {
    const struct made *m;
    struct exact_block blocks[LAYERS];
    double *embedding, *norm, *head;  // head: the same memory as embedding when tied
    double *k, *v;                    // scratch
};

static void widen(struct exact_model *e, const struct made *m)
{
    const dim D = m->config.width, V = m->config.vocab;
    *e = (struct exact_model){.m = m, .embedding = widened(m->params.embedding, V * D),
                              .norm = widened(m->params.norm, D)};
    e->head = m->config.tied ? e->embedding : widened(m->params.head, V * D);
    for (dim i = 0; i < m->config.layers; i++)
        e->blocks[i] = exact_params(&m->config, m->blocks[i]);
    e->k = exactly(m->config.layers * key_count(m));
    e->v = exactly(m->config.layers * key_count(m));
}

static void exact_forward(double *logits, const struct exact_model *e)
{
    const struct made *m = e->m;
    const dim D = m->config.width, V = m->config.vocab;
    for (dim r = 0; r < m->B * m->T; r++) {
        double x[MOST], y[MOST];
        for (dim i = 0; i < D; i++) x[i] = e->embedding[m->ids[r] * D + i];
        for (dim layer = 0; layer < m->config.layers; layer++) {
            const dim at = layer * key_count(m) + r / m->T * (key_count(m) / m->B);
            exact_token(y, e->k + at, e->v + at, x, &e->blocks[layer], &m->rope, &m->config, r,
                        r % m->T);
            for (dim i = 0; i < D; i++) x[i] = y[i];
        }
        exact_norm(y, x, e->norm, D, (double)m->config.eps);
        exact_linear(logits + r * V, y, e->head, NULL, D, V, false);
    }
}

static void check_forward(struct model_config config, dim B, dim T)
{
    static struct made m;
    static struct pass p;
    static struct exact_model e;
    make(&m, config, B, T, T + 1);
    widen(&e, &m);
    double *logits = exactly(B * T * config.vocab);
    exact_forward(logits, &e);
    forward(&p, &m, T);
    expect_close("logits", p.logits, logits, B * T * config.vocab, bound_of(&m));
}

static struct model_config with(struct model_config config, bool bias, bool norm, bool tied)
{
    config.qkv_bias = bias;
    config.qk_norm = norm;
    config.tied = tied;
    return config;
}

static void logits_are_those_of_the_stack_in_float64(void **state)
{
    (void)state;
    check_forward(stack_config(1, 5, 1, 1, 4, 7), 1, 3);
    check_forward(stack_config(3, 9, 6, 2, 4, 13), 2, 7);
    check_forward(with(stack_config(2, 7, 4, 2, 6, 5), false, false, true), 3, 4);
    check_forward(with(stack_config(3, 8, 3, 3, 4, 11), true, true, true), 2, 5);
}

// ---- laws -------------------------------------------------------------------------------------

static void a_tail_is_the_end_of_all_logits(void **state)
{
    enum { B = 3, T = 6 };
    static struct made m;
    static struct pass all, end;
    (void)state;
    make(&m, with(stack_config(2, 7, 4, 2, 4, 9), false, false, true), B, T, T);
    const dim V = m.config.vocab;
    forward(&all, &m, T);
    for (dim tail = 1; tail <= T; tail++) {
        forward(&end, &m, tail);
        for (dim b = 0; b < B; b++)
            expect_close("tail", end.logits + b * tail * V,
                         widened(all.logits + (b * T + T - tail) * V, tail * V), tail * V,
                         2 * bound_of(&m));
    }
}

static void changing_a_later_token_does_not_move_earlier_logits(void **state)
{
    enum { T = 8 };
    static struct made m;
    static struct pass p;
    (void)state;
    make(&m, with(stack_config(3, 9, 4, 2, 4, 7), true, true, false), 1, T, T);
    const dim V = m.config.vocab;
    forward(&p, &m, T);
    for (dim later = 1; later < T; later++) {
        const float *before = p.logits;
        m.ids[later] = (int32_t)((m.ids[later] + 1) % V);
        forward(&p, &m, T);
        assert_memory_equal(p.logits, before, (size_t)(later * V) * sizeof *before);
        assert_true(memcmp(p.logits + (T - 1) * V, before + (T - 1) * V,
                           (size_t)V * sizeof *before) != 0);
    }
}

// Rows from .. from + count - 1 of batch row b, behind what p's keys hold; logits of the last one.
// All layers share one block's state, as in decoding.
static void piece(float *logits, struct pass *p, const struct made *m, dim b, dim from, dim count)
{
    static struct pass part;
    static struct made row;
    row = *m;
    row.B = 1;
    plan(&part, &row, count, from + count, 1);
    for (dim i = 0; i < m->config.layers; i++) {
        part.blocks[i] = part.blocks[0];
        part.k[i] = p->k[i] + b * (key_count(m) / m->B);
        part.v[i] = p->v[i] + b * (key_count(m) / m->B);
    }
    part.keys.past = from;
    const struct block_rope rope = stack_rope(&m->config, 1, count, from, &m->rope);
    model_forward(logits, &part.state, &part.keys, m->ids + b * m->T + from, &m->params, &rope,
                  &m->config, 1, count, 1);
}

static void cached_equals_uncached_at_every_cut(void **state)
{
    enum { B = 2, T = 7 };
    static struct made m;
    static struct pass all, cached;
    (void)state;
    make(&m, with(stack_config(3, 9, 6, 3, 4, 5), true, true, true), B, T, T + 3);
    const dim V = m.config.vocab;
    forward(&all, &m, T);
    for (dim cut = 1; cut < T; cut++) {
        plan(&cached, &m, B * T, T, T);
        for (dim b = 0; b < B; b++) {
            float *first = unwritten(V), *second = unwritten(V);
            piece(first, &cached, &m, b, 0, cut);
            piece(second, &cached, &m, b, cut, T - cut);
            expect_close("cut", first, widened(all.logits + (b * T + cut - 1) * V, V), V,
                         2 * bound_of(&m));
            expect_close("cut", second, widened(all.logits + (b * T + T - 1) * V, V), V,
                         2 * bound_of(&m));
        }
    }
}

static void one_token_at_a_time_equals_all_at_once(void **state)
{
    enum { T = 9 };
    static struct made m;
    static struct pass all, cached;
    (void)state;
    make(&m, stack_config(2, 7, 4, 1, 6, 11), 1, T, T + 2);
    const dim V = m.config.vocab;
    forward(&all, &m, T);
    plan(&cached, &m, T, T, T);
    for (dim t = 0; t < T; t++) {
        float *logits = unwritten(V);
        piece(logits, &cached, &m, 0, t, 1);
        expect_close("by_token", logits, widened(all.logits + t * V, V), V, 2 * bound_of(&m));
    }
}

static void a_batch_equals_its_rows_one_by_one(void **state)
{
    enum { B = 3, T = 5 };
    static struct made m;
    static struct pass all, cached;
    (void)state;
    make(&m, with(stack_config(2, 8, 2, 2, 4, 9), true, false, false), B, T, T);
    const dim V = m.config.vocab;
    forward(&all, &m, 1);
    plan(&cached, &m, B * T, T, 1);
    for (dim b = 0; b < B; b++) {
        float *logits = unwritten(V);
        piece(logits, &cached, &m, b, 0, T);
        expect_close("by_row", logits, widened(all.logits + b * V, V), V, 2 * bound_of(&m));
    }
}

// ---- gradients --------------------------------------------------------------------------------

static double objective(const struct exact_model *e, const float *dlogits, double *logits)
{
    double sum = 0.0;
    exact_forward(logits, e);
    for (dim i = 0; i < e->m->B * e->m->T * e->m->config.vocab; i++)
        sum += (double)dlogits[i] * logits[i];
    return sum;
}

// grad [count] is before [count] plus the slope of the objective at value [count].
static void check_slopes(const char *name, const float *grad, const float *before, double *value,
                         dim count, const struct exact_model *e, const float *dlogits)
{
    const struct model_config *c = &e->m->config;
    double *exact = exactly(count), *logits = exactly(e->m->B * e->m->T * c->vocab);
    for (dim i = 0; i < count; i++) {
        exact_slope(exact[i], &value[i], objective(e, dlogits, logits));
        exact[i] += (double)before[i];
    }
    expect_close(name, grad, exact, count,
                 MODEL_BACKWARD_BOUND(c->layers * stack_length(c, e->m->T)));
}

// Gradients of m, all of them filled with random numbers that must stay inside.
static void gradients_of(struct made *grads, const struct made *m)
{
    make(grads, m->config, m->B, m->T, m->C);
}

static struct made copy_of_params(const struct made *from, struct block_params *blocks)
{
    const struct model_config *c = &from->config;
    struct made to = *from;
    to.params.embedding = copy_of(from->params.embedding, c->vocab * c->width);
    to.params.norm = copy_of(from->params.norm, c->width);
    to.params.head = copy_of(from->params.head, c->vocab * c->width);
    for (dim i = 0; i < c->layers; i++)
        for (int t = 0; t < TENSORS; t++) {
            struct block_params old = from->blocks[i];
            *stack_tensor(&blocks[i], t) =
                stack_count(c, t) ? copy_of(*stack_tensor(&old, t), stack_count(c, t)) : NULL;
        }
    return to;
}

static void backward(struct made *grads, const struct made *m, const float *dlogits)
{
    static struct pass p, d;
    const dim rows = m->B * m->T;
    forward(&p, m, m->T);
    plan(&d, m, rows, m->T, 1);
    for (dim i = 0; i < m->config.layers; i++)
        d.blocks[i] = stack_dstate(&m->config, rows, m->T);
    d.state.rstd = NULL;
    model_backward(&grads->params, &d.state, &d.keys, unwritten(rows * m->config.width), dlogits,
                   &p.state, &p.keys, m->ids, &m->params, &m->rope, &m->config, m->B, m->T);
}

static void check_backward(struct model_config config, dim B, dim T)
{
    static struct made m, grads;
    static struct exact_model e;
    static struct block_params blocks_before[LAYERS];
    const dim D = config.width, V = config.vocab;
    make(&m, config, B, T, T);
    gradients_of(&grads, &m);
    const struct made before = copy_of_params(&grads, blocks_before);
    const float *dlogits = normal(B * T * V, 1.0f);
    backward(&grads, &m, dlogits);
    widen(&e, &m);
    check_slopes("embedding", grads.params.embedding, before.params.embedding, e.embedding, V * D,
                 &e, dlogits);
    check_slopes("norm", grads.params.norm, before.params.norm, e.norm, D, &e, dlogits);
    if (!config.tied)
        check_slopes("head", grads.params.head, before.params.head, e.head, V * D, &e, dlogits);
    for (dim i = 0; i < config.layers; i++)
        for (int t = 0; t < TENSORS; t++)
            if (stack_count(&config, t))
                check_slopes(stack_names[t], *stack_tensor(&grads.blocks[i], t),
                             *stack_tensor(&blocks_before[i], t), e.blocks[i].w[t],
                             stack_count(&config, t), &e, dlogits);
}

static void backward_is_the_slope_of_every_weight(void **state)
{
    (void)state;
    check_backward(stack_config(1, 5, 1, 1, 4, 7), 1, 3);
    check_backward(stack_config(3, 7, 4, 2, 4, 5), 2, 4);
    check_backward(with(stack_config(2, 5, 3, 3, 4, 6), true, true, true), 2, 3);
}

static void a_tied_table_gets_the_gradients_of_both_its_uses(void **state)
{
    (void)state;
    check_backward(with(stack_config(1, 7, 2, 1, 4, 5), false, false, true), 2, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(logits_are_those_of_the_stack_in_float64),
        law(a_tail_is_the_end_of_all_logits),
        law(changing_a_later_token_does_not_move_earlier_logits),
        law(cached_equals_uncached_at_every_cut),
        law(one_token_at_a_time_equals_all_at_once),
        law(a_batch_equals_its_rows_one_by_one),
        law(backward_is_the_slope_of_every_weight),
        law(a_tied_table_gets_the_gradients_of_both_its_uses),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}

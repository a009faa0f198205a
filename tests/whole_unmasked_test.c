// whole_unmasked_test.c: what tells a transformer the order of its tokens is the mask and the
// positions, and nothing else: without both, permuting the tokens permutes the outputs. This
// program is linked without the attention of the model; the one below has no mask unless told.
#include "whole.h"

#include "activations.h"
#include "attention.h"
#include "swiglu.h"

#include <assert.h>

static bool masked;

void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    assert(B == 1 && C >= Tk);
    for (dim h = 0; h < H; h++)
        for (dim t = 0; t < Tq; t++) {
            const dim seen = masked ? Tk - Tq + t + 1 : Tk, shared = h / (H / Hkv);
            const float *query = q + (t * H + h) * d;
            float *to = out + (t * H + h) * d, *row = weights + (h * Tq + t) * Tk;
            double sum = 0.0, values;
            for (dim s = 0; s < Tk; s++) {
                double score = 0.0;
                for (dim i = 0; i < d; i++)
                    score += (double)query[i] * (double)k[(s * Hkv + shared) * d + i];
                row[s] = s < seen ? (float)exp(score / sqrt((double)d)) : 0.0f;
                sum += (double)row[s];
            }
            for (dim i = 0; i < d; i++) {
                values = 0.0;
                for (dim s = 0; s < Tk; s++)
                    values += (double)row[s] / sum * (double)v[(s * Hkv + shared) * d + i];
                to[i] = (float)values;
            }
        }
}

void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    (void)dq, (void)dk, (void)dv, (void)dscores, (void)dout, (void)weights, (void)q, (void)k;
    (void)v, (void)B, (void)Tq, (void)Tk, (void)C, (void)H, (void)Hkv, (void)d;
    fail_msg("nobody learns here");
}

// logits [T, V] of ids; without positions every token stands at the same one.
static void logits_of(float *logits, struct whole *whole, const int32_t *ids, bool positions)
{
    const struct model_config *config = &whole->config;
    const dim T = whole->T;
    struct activations activations;
    struct arena arena = {0};
    const size_t layers = (size_t)config->layers;
    const size_t kv = (size_t)(T * config->kv_heads * config->head);
    float **k = arena_array(&arena, layers, sizeof *k);
    float **v = arena_array(&arena, layers, sizeof *v);
    for (size_t i = 0; i < layers; i++) {
        k[i] = arena_array(&arena, kv, sizeof(float));
        v[i] = arena_array(&arena, kv, sizeof(float));
    }
    const struct model_keys keys = {k, v, 0, T};
    activations_plan(&activations, &arena, config, 1, T, T, T, ACTIVATIONS_LEAN);
    activations_at(&activations, 1, T, 0);
    for (dim t = 0; t < T && !positions; t++) activations.where[t] = 3;
    model_forward(logits, &activations.state, &keys, ids, &whole->params.model, &activations.rope,
                  config, 1, T, T);
    arena_free(&arena);
}

// How far the outputs of permuted tokens are from the permuted outputs, as a part of their norm.
static double distance(const char *name, bool mask, bool positions)
{
    struct whole whole;
    whole_open(&whole, name);
    const dim T = whole.T, V = whole.config.vocab;
    float *plain = arena_array(&whole.arena, (size_t)(T * V), sizeof *plain);
    float *permuted = arena_array(&whole.arena, (size_t)(T * V), sizeof *permuted);
    int32_t *ids = arena_array(&whole.arena, (size_t)T, sizeof *ids);
    const dim turn = T % 3 ? 3 : 2;  // t -> turn * t mod T: its inverse is not itself
    for (dim t = 0; t < T; t++) ids[t] = whole.ids[turn * t % T];
    masked = mask;
    logits_of(plain, &whole, whole.ids, positions);
    logits_of(permuted, &whole, ids, positions);
    double off = 0.0, size = 0.0;
    for (dim t = 0; t < T; t++)
        for (dim c = 0; c < V; c++) {
            const double exact = (double)plain[turn * t % T * V + c];
            const double apart = (double)permuted[t * V + c] - exact;
            off += apart * apart;
            size += exact * exact;
        }
    whole_close(&whole);
    return sqrt(off / size);
}

static void without_mask_and_positions_permuted_tokens_permute_the_outputs(void **state)
{
    (void)state;
    static const char *const models[] = {"grouped", "tied", "qwen2", "qwen3"};
    for (int i = 0; i < 4; i++) {
        const double off = distance(models[i], false, false);
        if (!(off <= WHOLE_BOUND)) fail_msg("%s: off by %.3g of the norm", models[i], off);
    }
}

static void a_mask_or_positions_alone_tell_the_order(void **state)
{
    (void)state;
    assert_true(distance("grouped", true, false) > 0.01);
    assert_true(distance("grouped", false, true) > 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_mask_and_positions_permuted_tokens_permute_the_outputs),
        cmocka_unit_test(a_mask_or_positions_alone_tell_the_order),
    };
    return cmocka_run_group_tests_name("whole unmasked", tests, NULL, NULL);
}

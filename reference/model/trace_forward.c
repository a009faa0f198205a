// trace_forward.c: the tensors of a pass, handed on in forward order. See trace_forward.h.
#include "trace_forward.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

// The sizes of one pass, and where its events go.
struct pass {
    const struct trace_sink *sink;
    const struct model_config *config;
    dim B, T, K;
};

static void emit(const struct pass *pass, enum trace_event event, dim layer, const float *values,
                 dim a, dim b, dim c, dim d)
{
    const dim shape[4] = {a, b, c, d};
    if (values) trace_emit(pass->sink, event, layer, TENSOR_F32, values, shape);
}

static void emit_attention(const struct pass *p, dim layer, const struct block_state *state,
                           const float *k, const float *v)
{
    const struct model_config *c = p->config;
    const dim B = p->B, T = p->T, K = p->K;
    emit(p, TRACE_RSTD, layer, state->rstd, B, T, 0, 0);
    emit(p, TRACE_NORMED, layer, state->normed, B, T, c->width, 0);
    emit(p, TRACE_V, layer, v, B, K, c->kv_heads, c->head);
    emit(p, TRACE_Q_PLAIN, layer, state->q_plain, B, T, c->heads, c->head);
    emit(p, TRACE_K_PLAIN, layer, state->k_plain, B, T, c->kv_heads, c->head);
    emit(p, TRACE_Q, layer, state->q, B, T, c->heads, c->head);
    emit(p, TRACE_K, layer, k, B, K, c->kv_heads, c->head);
    emit(p, TRACE_WEIGHTS, layer, state->weights, B, c->heads, T, K);
    emit(p, TRACE_ATTENDED, layer, state->attended, B, T, c->heads, c->head);
    emit(p, TRACE_PROJECTED, layer, state->projected, B, T, c->width, 0);
    emit(p, TRACE_MIDDLE, layer, state->middle, B, T, c->width, 0);
}

static void emit_ffn(const struct pass *p, dim layer, const struct block_state *state)
{
    const dim B = p->B, T = p->T, width = p->config->width, hidden = p->config->hidden;
    emit(p, TRACE_FFN_RSTD, layer, state->ffn_rstd, B, T, 0, 0);
    emit(p, TRACE_FFN_NORMED, layer, state->ffn_normed, B, T, width, 0);
    emit(p, TRACE_GATE, layer, state->ffn.gate, B, T, hidden, 0);
    emit(p, TRACE_UP, layer, state->ffn.up, B, T, hidden, 0);
    emit(p, TRACE_HIDDEN, layer, state->ffn.hidden, B, T, hidden, 0);
    emit(p, TRACE_FFN_OUT, layer, state->ffn_out, B, T, width, 0);
}

void trace_forward(const struct trace_sink *sink, const struct activations *activations,
                   const struct model_keys *keys, const int32_t *ids, const float *logits,
                   const struct model_config *config, dim B, dim T, dim tail)
{
    const struct model_state *state = &activations->state;
    const struct block_rope *rope = &activations->rope;
    const dim half = config->head / 2, past = keys->past, two[2] = {B, T};
    const struct pass pass = {sink, config, B, T, past + T};
    // With one row of tokens the first past + T keys lie together; with more only when C is T.
    assert(B == 1 || (past == 0 && keys->C == T));
    assert(config->layers < 2 || state->blocks[0].normed != state->blocks[1].normed);
    trace_emit(sink, TRACE_IDS, 0, TENSOR_I32, ids, two);
    emit(&pass, TRACE_EMBEDDED, 0, state->stream[0], B, T, config->width, 0);
    emit(&pass, TRACE_COSINES, 0, rope->cosines + past * half, T, half, 0, 0);
    emit(&pass, TRACE_SINES, 0, rope->sines + past * half, T, half, 0, 0);
    for (dim layer = 0; layer < config->layers; layer++) {
        emit_attention(&pass, layer, &state->blocks[layer], keys->k[layer], keys->v[layer]);
        emit_ffn(&pass, layer, &state->blocks[layer]);
        emit(&pass, TRACE_STREAM, layer, state->stream[layer + 1], B, T, config->width, 0);
    }
    emit(&pass, TRACE_LAST_RSTD, 0, state->rstd, B, tail, 0, 0);
    emit(&pass, TRACE_LAST, 0, state->normed, B, tail, config->width, 0);
    emit(&pass, TRACE_LOGITS, 0, logits, B, tail, config->vocab, 0);
}

bool trace_bad_params(struct trace_bad *bad, const struct params *params)
{
    *bad = (struct trace_bad){0};
    for (dim i = 0; i < params->tensor_count; i++) {
        const struct params_tensor *tensor = &params->tensors[i];
        const struct trace_item item = {
            TRACE_EVENT_COUNT, 0,
            {.name = tensor->name, .type = TENSOR_F32, .rank = tensor->shape[1] ? 2 : 1,
             .shape = {tensor->shape[0], tensor->shape[1]}, .data = *tensor->where}};
        trace_first_bad(bad, &item);
    }
    return bad->found;
}

bool trace_diagnose(char *text, size_t room, const struct params *params,
                    const struct activations *activations, const struct model_keys *keys,
                    const int32_t *ids, const float *logits, const struct model_config *config,
                    dim B, dim T, dim tail)
{
    struct trace_bad bad;
    const struct trace_sink sink = {trace_first_bad, &bad};
    if (!trace_bad_params(&bad, params))
        trace_forward(&sink, activations, keys, ids, logits, config, B, T, tail);
    if (room) *text = '\0';
    if (bad.found)
        snprintf(text, room, "%s is %s, the first of %td of %td values", bad.place,
                 isnan(bad.value) ? "nan" : bad.value > 0.0 ? "inf" : "-inf", bad.bad, bad.count);
    return bad.found;
}

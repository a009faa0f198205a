// model.c: calls the contract of model.h with the tensors of a request. Those of the blocks are
// stacked: their first axis is the layer.
#include "model.h"

#include "blocks.h"

static void *room_for(dim count, size_t size)
{
    return arena_array(probe_arena(), (size_t)count, size);
}

static struct model_params params_of(struct blocks *a, const char *prefix)
{
    const dim V = a->config.vocab, D = a->config.width, L = a->config.layers;
    struct block_params *blocks = room_for(L, sizeof *blocks);
    for (a->layer = 0; a->layer < L; a->layer++) blocks[a->layer] = blocks_params(a, prefix);
    a->layer = 0;
    float *embedding = blocks_part(a, prefix, "embedding", V * D);
    return (struct model_params){
        .embedding = embedding, .blocks = blocks, .norm = blocks_part(a, prefix, "norm", D),
        .head = a->config.tied ? embedding : blocks_part(a, prefix, "head_weight", V * D)};
}

static struct model_state state_of(struct blocks *a, const char *prefix, dim tail, bool gradients)
{
    const dim L = a->config.layers, D = a->config.width;
    struct block_state *blocks = room_for(L, sizeof *blocks);
    float **stream = room_for(L + 1, sizeof *stream);
    for (a->layer = 0; a->layer < L; a->layer++)
        blocks[a->layer] = gradients ? blocks_dstate(a) : blocks_state(a, prefix);
    a->layer = 0;
    float *streams = blocks_part(a, prefix, "stream", a->rows * D);
    for (dim i = 0; i <= L; i++) stream[i] = streams + i * a->rows * D;
    return (struct model_state){
        .stream = stream, .blocks = blocks,
        .normed = blocks_room(a, prefix, "last_normed", a->B * tail * D),
        .rstd = gradients ? NULL : blocks_room(a, prefix, "last_rstd", a->B * tail)};
}

static struct model_keys keys_of(struct blocks *a, const char *k_name, const char *v_name)
{
    float **k = room_for(a->config.layers, sizeof *k), **v = room_for(a->config.layers, sizeof *v);
    for (a->layer = 0; a->layer < a->config.layers; a->layer++) {
        k[a->layer] = blocks_keys(a, k_name);
        v[a->layer] = blocks_keys(a, v_name);
    }
    a->layer = 0;
    return (struct model_keys){k, v, a->past, a->C};
}

void probe_run(void)
{
    struct blocks a = blocks_read();
    const dim tail = blocks_size_or("tail", a.T);
    const struct model_params params = params_of(&a, "");
    const struct model_state state = state_of(&a, "", tail, false);
    const struct model_keys keys = keys_of(&a, "k", "v");
    const int32_t *ids = probe_i32("ids");
    if (probe_is("model_forward"))
        model_forward(probe_f32("logits"), &state, &keys, ids, &params, &a.rope, &a.config, a.B,
                      a.T, tail);
    if (probe_is("model_backward")) {
        const struct model_params dparams = params_of(&a, "d");
        const struct model_state dstate = state_of(&a, "d", tail, true);
        const struct model_keys dkeys = keys_of(&a, "dk", "dv");
        float *sum = blocks_room(&a, "", "sum", a.rows * a.config.width);
        model_backward(&dparams, &dstate, &dkeys, sum, probe_f32("dlogits"), &state, &keys, ids,
                       &params, &a.rope, &a.config, a.B, a.T);
    }
}

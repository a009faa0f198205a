// blocks.h: the structs of block.h, filled with the tensors of a request, for the probes of block
// and model. A model's tensors hold all its layers, one behind the other: layer i is one part.
#ifndef CRUMB_BLOCKS_H
#define CRUMB_BLOCKS_H

#include "block.h"
#include "probe.h"

#include <math.h>
#include <stdio.h>

// What a request says of sizes and choices.
struct blocks {
    struct model_config config;
    struct block_rope rope;
    dim B, T, past, C, keys, rows, layer;  // layer: the one that is asked for
};

static inline dim blocks_size_or(const char *name, dim otherwise)
{
    return probe_has(name) ? probe_size(name) : otherwise;
}

static inline struct blocks blocks_read(void)
{
    struct blocks a = {.B = probe_size("B"), .T = probe_size("T")};
    a.past = blocks_size_or("past", 0);
    a.C = blocks_size_or("C", a.T);
    a.keys = a.past + a.T;
    a.rows = a.B * a.T;
    a.config = (struct model_config){.vocab = blocks_size_or("vocab", 1),
                                     .width = probe_size("width"),
                                     .layers = blocks_size_or("layers", 1),
                                     .heads = probe_size("heads"),
                                     .kv_heads = probe_size("kv_heads"),
                                     .head = probe_size("head"),
                                     .hidden = probe_size("hidden"),
                                     .positions = probe_count("cosines"),
                                     .eps = (float)probe_scalar("eps"),
                                     .tied = !probe_has("head_weight"),
                                     .qkv_bias = probe_has("q_bias"),
                                     .qk_norm = probe_has("q_norm"),
                                     .theta = 10000.0};
    a.rope = (struct block_rope){probe_f32("cosines"), probe_f32("sines"), probe_dims("where"),
                                 a.config.positions};
    return a;
}

// The layer's part of tensor prefix + name; NULL when the request has none.
static inline float *blocks_part(const struct blocks *a, const char *prefix, const char *name,
                                 dim size)
{
    char whole[32];
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    return probe_has(whole) ? probe_f32(whole) + a->layer * size : NULL;
}

// The same; where the request has none, memory that nobody looks at.
static inline float *blocks_room(const struct blocks *a, const char *prefix, const char *name,
                                 dim size)
{
    float *there = blocks_part(a, prefix, name, size);
    if (there) return there;
    float *room = arena_array(probe_arena(), (size_t)size, sizeof *room);
    for (dim i = 0; i < size; i++) room[i] = NAN;
    return room;
}

static inline struct block_params blocks_params(const struct blocks *a, const char *prefix)
{
    const dim D = a->config.width, d = a->config.head, hidden = a->config.hidden;
    const dim q = a->config.heads * d, kv = a->config.kv_heads * d;
    return (struct block_params){.attention_norm = blocks_part(a, prefix, "attention_norm", D),
                                 .q = blocks_part(a, prefix, "q_weight", q * D),
                                 .k = blocks_part(a, prefix, "k_weight", kv * D),
                                 .v = blocks_part(a, prefix, "v_weight", kv * D),
                                 .q_bias = blocks_part(a, prefix, "q_bias", q),
                                 .k_bias = blocks_part(a, prefix, "k_bias", kv),
                                 .v_bias = blocks_part(a, prefix, "v_bias", kv),
                                 .q_norm = blocks_part(a, prefix, "q_norm", d),
                                 .k_norm = blocks_part(a, prefix, "k_norm", d),
                                 .o = blocks_part(a, prefix, "o_weight", D * q),
                                 .ffn_norm = blocks_part(a, prefix, "ffn_norm", D),
                                 .ffn = {blocks_part(a, prefix, "gate_weight", hidden * D),
                                         blocks_part(a, prefix, "up_weight", hidden * D),
                                         blocks_part(a, prefix, "down_weight", D * hidden)}};
}

static inline struct block_state blocks_state(const struct blocks *a, const char *prefix)
{
    const dim D = a->config.width, H = a->config.heads, G = a->config.kv_heads;
    const dim rows = a->rows, d = a->config.head, hidden = rows * a->config.hidden;
    const bool norm = a->config.qk_norm;
    return (struct block_state){
        .normed = blocks_room(a, prefix, "normed", rows * D),
        .rstd = blocks_room(a, prefix, "rstd", rows),
        .q_plain = norm ? blocks_room(a, prefix, "q_plain", rows * H * d) : NULL,
        .k_plain = norm ? blocks_room(a, prefix, "k_plain", rows * G * d) : NULL,
        .q_rstd = norm ? blocks_room(a, prefix, "q_rstd", rows * H) : NULL,
        .k_rstd = norm ? blocks_room(a, prefix, "k_rstd", rows * G) : NULL,
        .q = blocks_room(a, prefix, "q", rows * H * d),
        .weights = blocks_room(a, prefix, "weights", rows * H * a->keys),
        .attended = blocks_room(a, prefix, "attended", rows * H * d),
        .projected = blocks_room(a, prefix, "projected", rows * D),
        .middle = blocks_room(a, prefix, "middle", rows * D),
        .ffn_normed = blocks_room(a, prefix, "ffn_normed", rows * D),
        .ffn_rstd = blocks_room(a, prefix, "ffn_rstd", rows),
        .ffn = {blocks_room(a, prefix, "gate", hidden), blocks_room(a, prefix, "up", hidden),
                blocks_room(a, prefix, "hidden_units", hidden)},
        .ffn_out = blocks_room(a, prefix, "ffn_out", rows * D)};
}

// The state that holds gradients: without what backward does not use, which may be NULL.
static inline struct block_state blocks_dstate(const struct blocks *a)
{
    struct block_state state = blocks_state(a, "d");
    state.rstd = state.ffn_rstd = state.q_rstd = state.k_rstd = NULL;
    state.projected = state.ffn_out = NULL;
    return state;
}

static inline float *blocks_keys(const struct blocks *a, const char *name)
{
    return blocks_room(a, "", name, a->B * a->C * a->config.kv_heads * a->config.head);
}

#endif

// activations.c: the memory of a pass, planned once. See activations.h.
// The same walk counts what is needed and hands it out: a plan cannot disagree with its size.
#include "activations.h"

#include "rope_scaling.h"

#include <assert.h>
#include <stddef.h>

enum { ROUND = ARENA_ALIGN / (int)sizeof(float) };

struct carver {
    float *memory;  // NULL: only count
    dim used;       // floats
};

static float *carve(struct carver *carver, dim count)
{
    float *piece = carver->memory ? carver->memory + carver->used : NULL;
    carver->used += (count + ROUND - 1) / ROUND * ROUND;
    return piece;
}

static void carve_block(struct block_state *state, struct carver *carver,
                        const struct model_config *config, dim B, dim T, dim keys,
                        enum activations_kind kind)
{
    const dim rows = B * T, D = config->width, F = config->hidden;
    const dim q = config->heads * config->head, kv = config->kv_heads * config->head;
    const bool forward = kind != ACTIVATIONS_GRADIENTS, norm = config->qk_norm;
    *state = (struct block_state){
        .normed = carve(carver, rows * D),
        .rstd = forward ? carve(carver, rows) : NULL,
        .q_plain = norm ? carve(carver, rows * q) : NULL,
        .k_plain = norm ? carve(carver, rows * kv) : NULL,
        .q_rstd = norm && forward ? carve(carver, rows * config->heads) : NULL,
        .k_rstd = norm && forward ? carve(carver, rows * config->kv_heads) : NULL,
        .q = carve(carver, rows * q),
        .weights = carve(carver, B * config->heads * T * keys),
        .attended = carve(carver, rows * q),
        .projected = forward ? carve(carver, rows * D) : NULL,
        .middle = carve(carver, rows * D),
        .ffn_normed = carve(carver, rows * D),
        .ffn_rstd = forward ? carve(carver, rows) : NULL,
        .ffn = {carve(carver, rows * F), carve(carver, rows * F), carve(carver, rows * F)},
        .ffn_out = forward ? carve(carver, rows * D) : NULL};
}

static void carve_all(struct activations *activations, struct carver *carver,
                      const struct model_config *config, enum activations_kind kind)
{
    const struct activations *a = activations;
    const bool kept = kind == ACTIVATIONS_KEPT;
    const dim L = config->layers, D = config->width, stream = a->B * a->T * D;
    struct model_state *state = &activations->state;
    for (dim i = 0; i <= L; i++)  // not kept: two that take turns
        state->stream[i] = kept || i < 2 ? carve(carver, stream) : state->stream[i - 2];
    for (dim i = 0; i < L; i++) {
        if (kept || i == 0)
            carve_block(&state->blocks[i], carver, config, a->B, a->T, a->keys, kind);
        else
            state->blocks[i] = state->blocks[0];
    }
    state->normed = carve(carver, a->B * a->tail * D);
    if (kind == ACTIVATIONS_GRADIENTS) return;
    state->rstd = carve(carver, a->B * a->tail);
    activations->logits = carve(carver, a->B * a->tail * config->vocab);
    activations->rope.positions = a->keys;
    activations->rope.cosines = carve(carver, a->keys * config->head / 2);
    activations->rope.sines = carve(carver, a->keys * config->head / 2);
}

// Pointers and sizes; the tables of pointers come from the arena.
static void prepare(struct activations *activations, struct arena *arena,
                    const struct model_config *config, dim B, dim T, dim keys, dim tail)
{
    const size_t layers = (size_t)config->layers;
    assert(B >= 1 && T >= 1 && keys >= T && tail >= 1 && tail <= T);
    *activations = (struct activations){.B = B, .T = T, .keys = keys, .tail = tail};
    activations->state.stream = arena_array(arena, layers + 1, sizeof(float *));
    activations->state.blocks = arena_array(arena, layers, sizeof(struct block_state));
}

void activations_plan(struct activations *activations, struct arena *arena,
                      const struct model_config *config, dim B, dim T, dim keys, dim tail,
                      enum activations_kind kind)
{
    const dim count = activations_count(config, B, T, keys, tail, kind);
    struct carver carver = {.memory = arena_array(arena, (size_t)count, sizeof(float))};
    prepare(activations, arena, config, B, T, keys, tail);
    carve_all(activations, &carver, config, kind);
    assert(carver.used == count);
    if (kind == ACTIVATIONS_GRADIENTS) return;
    activations->where = arena_array(arena, (size_t)(B * T), sizeof *activations->where);
    activations->rope.where = activations->where;
    double *scratch = arena_array(arena, (size_t)config->head / 2, sizeof *scratch);
    rope_scaled_table((float *)activations->rope.cosines, (float *)activations->rope.sines,
                      scratch, config, keys);
}

void activations_at(struct activations *activations, dim B, dim T, dim past)
{
    assert(B <= activations->B && T <= activations->T && past + T <= activations->keys);
    for (dim b = 0; b < B; b++)
        for (dim t = 0; t < T; t++) activations->where[b * T + t] = past + t;
}

dim activations_count(const struct model_config *config, dim B, dim T, dim keys, dim tail,
                      enum activations_kind kind)
{
    struct activations counted;
    struct arena arena = {0};
    struct carver carver = {0};
    prepare(&counted, &arena, config, B, T, keys, tail);
    carve_all(&counted, &carver, config, kind);
    arena_free(&arena);
    return carver.used;
}

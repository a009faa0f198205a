// activations.h: the memory of one forward (and backward) pass, planned once. Given code.
//   kept       every layer has its own: backward reads it, and so do trace and lens
//   lean       all layers share one block's worth: decoding
//   gradients  what backward overwrites: lean, without logits (they turn into their gradient)
#ifndef CRUMB_ACTIVATIONS_H
#define CRUMB_ACTIVATIONS_H

#include "arena.h"
#include "config.h"
#include "model.h"

#include <stddef.h>

enum activations_kind { ACTIVATIONS_LEAN, ACTIVATIONS_KEPT, ACTIVATIONS_GRADIENTS };

struct activations {
    struct model_state state;
    struct block_rope rope;  // its tables; where is set by activations_at
    dim *where;              // [B * T]
    float *logits;           // [B, tail, V]
    dim B, T, keys, tail;    // at most
};

// Room for B rows of T new positions that attend over at most `keys`; logits of the last `tail`.
void activations_plan(struct activations *activations, struct arena *arena,
                      const struct model_config *config, dim B, dim T, dim keys, dim tail,
                      enum activations_kind kind);
// The rows of the next pass stand at past .. past + T - 1 of each of B batch rows.
void activations_at(struct activations *activations, dim B, dim T, dim past);
// floats that activations_plan takes, without taking them
dim activations_count(const struct model_config *config, dim B, dim T, dim keys, dim tail,
                      enum activations_kind kind);

#endif

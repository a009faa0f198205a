// params.h: all parameters of a model in one flat array, with a table that names each tensor as
// Hugging Face's LlamaForCausalLM does. The same table lies over gradients and moments. Given code.
#ifndef CRUMB_PARAMS_H
#define CRUMB_PARAMS_H

#include "arena.h"
#include "config.h"
#include "dim.h"
#include "model.h"
#include "rng.h"

#include <stdbool.h>

enum { PARAMS_NAME_MAX = 80 };

struct params_tensor {
    char name[PARAMS_NAME_MAX];  // "model.layers.3.self_attn.q_proj.weight"
    dim shape[2];                // vectors: shape[1] is 0
    dim start, count;            // floats, in the flat array
    bool decays;                 // weight decay is for matrices only
    float **where;               // the pointer of `model` that this tensor is
};

struct params {
    struct model_params model;      // pointers, into flat or into a mapped file
    float *flat;                    // [count]; NULL when the tensors are mapped
    dim count;                      // floats in all; a tied head is counted once
    struct params_tensor *tensors;  // [tensor_count], in the order of the forward pass
    dim tensor_count;
};

// Table and pointers, all NULL; no memory for the numbers yet.
void params_table(struct params *params, struct arena *arena, const struct model_config *config);
// Points every tensor into flat [count].
void params_point(struct params *params, float *flat);
// Both, with zeroed memory from the arena: for training, and for gradients of the same shape.
void params_plan(struct params *params, struct arena *arena, const struct model_config *config);
// Normal numbers of deviation 0.02, those that add to the stream (o, down) divided by
// sqrt(2 layers) (Radford et al. 2019); gains 1, biases 0.
void params_init(struct params *params, const struct model_config *config, struct rng *rng);
const struct params_tensor *params_find(const struct params *params, const char *name);  // or NULL
// How many floats without planning anything: for `crumb inspect --preset`.
dim params_count(const struct model_config *config);

#endif

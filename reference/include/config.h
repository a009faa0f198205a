// config.h: the sizes and choices of one model, in the words of Hugging Face's config.json.
#ifndef CRUMB_CONFIG_H
#define CRUMB_CONFIG_H

#include "dim.h"

#include <stdbool.h>

enum rope_scaling { ROPE_PLAIN, ROPE_LINEAR, ROPE_LLAMA3, ROPE_YARN };

struct model_config {
    dim vocab;      // V, tokens
    dim width;      // D, hidden_size
    dim layers;     // L, num_hidden_layers
    dim heads;      // H, num_attention_heads
    dim kv_heads;   // Hkv, num_key_value_heads; divides heads
    dim head;       // d, width of one head; even
    dim hidden;     // intermediate_size
    dim positions;  // max_position_embeddings
    float eps;      // rms_norm_eps
    bool tied;      // the LM head is the embedding table
    bool qkv_bias;  // q, k and v projections have a bias (Qwen2)
    bool qk_norm;   // each head of q and k is normalised before it turns (Qwen3)
    double theta;   // rope_theta
    enum rope_scaling scaling;
    double scaling_factor, low_frequency, high_frequency;  // linear, llama3, yarn
    double beta_fast, beta_slow, amplitude;                // yarn; amplitude 1 when not given
    dim original_positions;                                // llama3, yarn
};

#endif

// costs.h: what a model costs in operations and bytes, by the formulas of the field. Given code.
// N is the number of parameters, all of them. A multiplication and an addition are 2 FLOP.
#ifndef CRUMB_COSTS_H
#define CRUMB_COSTS_H

#include "config.h"
#include "dim.h"

// A forward pass over one token that stands behind `keys - 1` others: 2 N, and for attention
// 4 * layers * heads * d_head * keys (q k^T and weights v).
// Kaplan et al. 2020 (Scaling Laws for Neural Language Models), table 1.
double costs_weights(const struct model_config *config);
double costs_attention(const struct model_config *config, dim keys);
// A token in training: 6 N, since backward is twice the forward pass (Kaplan et al. 2020; Hoffmann
// et al. 2022, Chinchilla, where compute is 6 N D); attention, three times the above, comes on top.
double costs_training(const struct model_config *config);
// Seconds to train on that many tokens with 6 N each.
double costs_seconds(const struct model_config *config, double tokens, double devices,
                     double rate);
// 2 * layers * kv_heads * positions * d_head * bytes, for each sequence of a batch.
double costs_cache(const struct model_config *config, dim positions, double bytes);

#endif

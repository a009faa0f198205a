// trace_forward.h: reads a forward pass that is over from its activations, and hands its tensors to
// a sink in the order in which they were computed (trace.h). Given code.
#ifndef CRUMB_TRACE_FORWARD_H
#define CRUMB_TRACE_FORWARD_H

#include "activations.h"
#include "config.h"
#include "model.h"
#include "params.h"
#include "trace.h"

#include <stdbool.h>
#include <stdint.h>

// The pass must have kept its activations: training, or a runner with `keep`. keys as that pass had
// them: keys->past rows before its own. B is 1, or past is 0 and C is T. logits NULL: none are
// left (loss_backward may have written over them).
void trace_forward(const struct trace_sink *sink, const struct activations *activations,
                   const struct model_keys *keys, const int32_t *ids, const float *logits,
                   const struct model_config *config, dim B, dim T, dim tail);

// Names the first tensor of a set of parameters (or gradients: the same table) that holds a value
// which is not finite: "model.layers.0.mlp.up_proj.weight[3,1]". True when there is one.
bool trace_bad_params(struct trace_bad *bad, const struct params *params);

// Where a pass went wrong, for a training step whose loss is no number: the parameters first, then
// the events in order. text: "layers.3.ffn.gate[0,5,17] is inf, the first of 12 of 4096 values", or
// "" when everything is finite. Returns whether something was found.
bool trace_diagnose(char *text, size_t room, const struct params *params,
                    const struct activations *activations, const struct model_keys *keys,
                    const int32_t *ids, const float *logits, const struct model_config *config,
                    dim B, dim T, dim tail);

#endif

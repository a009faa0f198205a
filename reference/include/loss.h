// loss.h: cross-entropy of the next token, by log-sum-exp.
//   losses[r] = lse[r] - logits[r, target[r]]      lse[r] = log of sum over c of exp(logits[r,c])
#ifndef CRUMB_LOSS_H
#define CRUMB_LOSS_H

#include "dim.h"

#include <float.h>
#include <stdint.h>

#define LOSS_BOUND(vocab) (((double)(vocab) / 4 + 32) * FLT_EPSILON)

enum { LOSS_IGNORED = -1 };  // a target that takes no part

// losses [rows] out, 0 for an ignored row; lse [rows] out, for every row; logits [rows, vocab];
// targets [rows], each in 0..vocab-1 or LOSS_IGNORED. *counted out: rows that take part.
// Returns the mean over those, in nats; 0 when there are none.
double loss_forward(float *restrict losses, float *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab);

// dlogits [rows, vocab] is overwritten: scale * (softmax of the row - 1 at its target), 0 for an
// ignored row. May be logits itself. For the mean, scale is 1 / counted.
void loss_backward(float *dlogits, const float *logits, const float *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale);

double loss_perplexity(double nats);  // exp(nats)
// nats / ln 2 * tokens / bytes
double loss_bits_per_byte(double nats_per_token, dim tokens, dim bytes);

#endif

// loss.h: cross-entropy of the next token, by log-sum-exp (Goodfellow, Bengio and Courville 2016,
// sections 3.13 and 4.1).
//   lse[r] = log of sum over c of exp(logits[r,c])      losses[r] = lse[r] - logits[r, target[r]]
#ifndef CRUMB_LOSS_H
#define CRUMB_LOSS_H

#include "dim.h"

#include <float.h>
#include <stdint.h>

// |got - exact| <= BOUND(vocab) * max|exact| over the tensor, for logits within +-1e4. lse is in
// double and sums are in double, so that the bound is free of vocab, and a loss near 0 keeps its
// digits.
#define LOSS_BOUND(vocab) (32 * FLT_EPSILON)

enum { LOSS_IGNORED = -1 };  // a target that takes no part

// a. losses [rows] out, 0 for an ignored row
//    lse [rows]    out, for every row; kept for backward
//    *counted      out: rows that take part
//    logits [rows, vocab] in: -inf is a token that cannot come; as a target it costs +inf. A row
//                  with NaN or +inf in it, or with nothing but -inf, has an lse of NaN.
//    targets [rows] in, each in 0..vocab-1 or LOSS_IGNORED
// Returns the mean over the rows that take part, in nats; 0 when there are none. Wrong sizes and
// targets are caller bugs and assert.
double loss_forward(float *restrict losses, double *restrict lse, dim *counted,
                    const float *restrict logits, const int32_t *restrict targets, dim rows,
                    dim vocab);

// b. dlogits [rows, vocab] is overwritten: scale * (softmax of the row - 1 at its target), 0 for an
// ignored row. May be logits itself. For the gradient of the mean, scale is 1 / counted.
void loss_backward(float *dlogits, const float *logits, const double *lse, const int32_t *targets,
                   dim rows, dim vocab, float scale);

// a. How many equally likely tokens would be as surprising: exp(nats).
double loss_perplexity(double nats);
// a. The same loss per byte of text, in bits: comparable between tokenizers. bytes > 0.
//   nats_per_token / ln 2 * tokens / bytes
double loss_bits_per_byte(double nats_per_token, dim tokens, dim bytes);

#endif

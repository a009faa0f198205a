// sampling.h: from logits to the next token. Order of use: repetition penalty, temperature, top-k,
// top-p (Holtzman et al. 2020), min-p (Nguyen et al. 2024), draw. Every filter sees the mass that
// the one before left, renormalised. Equal values: the lower id comes first.
#ifndef CRUMB_SAMPLING_H
#define CRUMB_SAMPLING_H

#include "dim.h"

#include <float.h>
#include <stdint.h>

// |got - exact| <= BOUND(vocab) * max|exact| over the tensor. Ids and counts are exact where no
// comparison is closer than that.
#define SAMPLING_BOUND(vocab) (((double)(vocab) / 4 + 32) * FLT_EPSILON)

// Everywhere vocab >= 1. logits [vocab]: -inf is an id that is never drawn; one at least is finite;
// NaN and +inf are caller bugs. probabilities [vocab]: >= 0, together 1, one at least above 0.

// a: the id of the largest logit.
int32_t sampling_greedy(const float *logits, dim vocab);

// a: probabilities [vocab] out = softmax of logits / temperature. temperature > 0, however small:
// (logit - largest) / temperature cannot overflow upwards, logit / temperature can.
void sampling_temperature(float *probabilities, const float *logits, dim vocab, float temperature);

// a: the id where the running sum of probabilities, in the order of ids, first exceeds u. u in
// [0, 1). An id of probability 0 is never drawn; when rounding leaves the sum at or below u, the
// last id above 0 is drawn.
int32_t sampling_draw(const float *probabilities, dim vocab, float u);

// b: logits in place: of each id in recent [count] (an id counts once), divided by penalty where
// positive, multiplied where negative (Keskar et al. 2019). penalty >= 1.
void sampling_repetition(float *logits, const int32_t *recent, dim count, dim vocab, float penalty);

// b: order [vocab] out: ids by falling probability, equal ones by rising id. The filters take it;
// it is made once, before the first of them, and none of them changes it. A vocabulary is large:
// the work must grow more slowly than its square.
void sampling_order(int32_t *order, const float *probabilities, dim vocab);

// b: each sets what it drops to 0, renormalises what is left, and returns how many are left: the
// ids of probability above 0, at least one.
//   top-k: the first k of order; k > vocab keeps all, k < 1 keeps one
//   top-p: the shortest prefix of order whose sum reaches p, the token that reaches it included;
//          p >= 1 keeps all, p <= 0 keeps one
//   min-p: those with at least min_p times the largest probability; min_p > 1 keeps one
dim sampling_top_k(float *probabilities, const int32_t *order, dim vocab, dim k);
dim sampling_top_p(float *probabilities, const int32_t *order, dim vocab, float p);
dim sampling_min_p(float *probabilities, const int32_t *order, dim vocab, float min_p);

#endif

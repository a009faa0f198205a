// induction.h: what an attention head does with a text that repeats itself. A previous-token head
// looks at the token before; an induction head looks at the token behind the last place where the
// token of now stood, which is the one that will come again (Elhage et al. 2021, "A Mathematical
// Framework for Transformer Circuits"; Olsson et al. 2022, "In-context Learning and Induction
// Heads"). Random tokens, so that nothing but the repetition tells what comes.
#ifndef CRUMB_INDUCTION_H
#define CRUMB_INDUCTION_H

#include "dim.h"
#include "rng.h"

#include <stdint.h>

// ids [T] out: drawn from choice [choices] at random, and ids[t] = ids[t - period] for t >= period.
// No two neighbours of a period are equal, nor its last and first. 2 <= period <= T, choices >= 2.
void induction_draw(int32_t *restrict ids, dim T, dim period, const int32_t *restrict choice,
                    dim choices, struct rng *rng);

// Means over weights [H, T, keys] of one row of a text (keys >= T), each [H] out, in 0..1:
//   previous[h]   of weight t -> t - 1, over t = 1 .. T - 1
//   induction[h]  of weight t -> t - period + 1, over t = period .. T - 1
// 2 <= period < T.
void induction_scores(double *restrict previous, double *restrict induction,
                      const float *restrict weights, dim H, dim T, dim keys, dim period);

// The mean of losses [T - 1] (each of the token that comes behind 0 .. T - 2) in the first period,
// and where it is a repetition. 2 <= period < T.
void induction_losses(double *first, double *again, const float *losses, dim T, dim period);

#endif

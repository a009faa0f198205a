// rope_scaling.h: the tables of rope.h for positions beyond those of the first training: a model's
// config says how its frequencies were stretched. Given code.
#ifndef CRUMB_ROPE_SCALING_H
#define CRUMB_ROPE_SCALING_H

#include "config.h"
#include "dim.h"

// frequencies [head / 2] out, in radians per position, stretched as config->scaling says:
//   linear  all divided by the factor (Chen et al. 2023)
//   llama3  long waves divided, short ones kept, between them a blend (Llama 3, 2024)
//   yarn    the same by the number of turns in the original context (Peng et al. 2023)
void rope_scaled_frequencies(double *frequencies, const struct model_config *config);

// cosines, sines [positions, head / 2] out, from position 0; yarn multiplies them by its amplitude.
// scratch [head / 2].
void rope_scaled_table(float *cosines, float *sines, double *scratch,
                       const struct model_config *config, dim positions);

#endif

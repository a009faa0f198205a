// draw.h: fills a tensor with random values of a kind that a recipe names (the list is in live.h).
#ifndef CRUMB_DRAW_H
#define CRUMB_DRAW_H

#include "dim.h"
#include "rng.h"
#include "safetensors.h"

#include <stdbool.h>

struct draw {
    double low, high;  // normal: low is the scale; value: low is the value; grid: places, limit
    dim limit;         // below, ascending, size
};

// data has room for the tensor's shape. False when there is no such kind, or not for this tensor.
bool draw_tensor(void *data, const struct tensor *tensor, const char *kind, const struct draw *how,
                 struct rng *rng);

#endif

// free_running.h: what becomes of the loss when a model no longer reads the true text but what it
// wrote itself. In training every token is predicted from true ones (teacher forcing, Williams and
// Zipser 1989); in generation each mistake becomes part of what the next is predicted from. Given
// code.
#ifndef CRUMB_FREE_RUNNING_H
#define CRUMB_FREE_RUNNING_H

#include "arena.h"
#include "dim.h"
#include "rng.h"
#include "runner.h"
#include "training.h"

// Means over all windows, in nats, at each of `count` positions behind the true prefix.
struct free_running {
    dim prefix, count, windows;
    double *forced;  // [count] of the true token, behind the true text
    double *free;    // [count] of the true token, behind the prefix and the model's own tokens
    double *own;     // [count] of the model's own token there
    double *still;   // [count] share of windows whose own tokens are all the true ones before it
};

// prefix + count <= runner->cache.C; tokens->count >= prefix + count. The windows stand evenly in
// the tokens; own tokens are drawn at temperature 1.
void free_running(struct free_running *result, struct arena *arena, struct runner *runner,
                  const struct training_tokens *tokens, dim prefix, dim count, dim windows,
                  struct rng *rng);

#endif

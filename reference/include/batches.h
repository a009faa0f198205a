// batches.h: which rows of different lengths stand together in a batch. A row is padded to the
// longest of its batch, so rows of like length should meet; yet each epoch should mix them anew.
//   1. the order of an epoch is a shuffle by the seed and the number of the epoch
//   2. it is cut into pools of BATCHES_POOL batches, and each pool is sorted by length
//   3. pools are cut into batches, and the batches of the epoch are shuffled
// Batch n follows from n alone, so a run that goes on needs no memory of it.
#ifndef CRUMB_BATCHES_H
#define CRUMB_BATCHES_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

enum { BATCHES_POOL = 32 };

struct batches {
    const dim *lengths;      // [count]
    dim count, batch;
    uint64_t seed;
    dim *order, *work;       // [count] rows of the current epoch, batch by batch
    dim *sequence;           // [per_epoch] which of those batches comes when
    dim per_epoch, epoch;    // epoch: that of order; -1: none yet
};

// count >= 1, batch >= 1.
void batches_plan(struct batches *batches, struct arena *arena, const dim *lengths, dim count,
                  dim batch, uint64_t seed);
// Batch n = 0, 1, ... on through the epochs: *rows [returned], valid until the next call.
dim batches_at(struct batches *batches, const dim **rows, dim n);
// Which part of all places of an epoch is padding; sorted: as above, or as the shuffle alone would
// have it.
double batches_padding(struct batches *batches, bool sorted);

#endif

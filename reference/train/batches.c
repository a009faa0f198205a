// batches.c: see batches.h.
#include "batches.h"

#include "rng.h"

#include <assert.h>
#include <string.h>

enum { STREAM = 5 };  // of the shuffles; pretrain.c has 1 and 2

void batches_plan(struct batches *batches, struct arena *arena, const dim *lengths, dim count,
                  dim batch, uint64_t seed)
{
    assert(count >= 1 && batch >= 1);
    *batches = (struct batches){.lengths = lengths, .count = count, .batch = batch, .seed = seed,
                                .per_epoch = (count + batch - 1) / batch, .epoch = -1};
    batches->order = arena_array(arena, (size_t)count, sizeof(dim));
    batches->work = arena_array(arena, (size_t)count, sizeof(dim));
    batches->sequence = arena_array(arena, (size_t)batches->per_epoch, sizeof(dim));
}

static void shuffle(dim *items, dim count, struct rng *rng)
{
    for (dim i = 0; i < count; i++) items[i] = i;
    for (dim i = count - 1; i > 0; i--) {
        const dim j = rng_below(rng, (uint32_t)(i + 1)), other = items[j];
        items[j] = items[i];
        items[i] = other;
    }
}

// Merges two sorted halves; equal lengths stay in their order.
static void sort(dim *rows, dim *work, dim count, const dim *lengths)
{
    if (count < 2) return;
    const dim half = count / 2;
    sort(rows, work, half, lengths);
    sort(rows + half, work, count - half, lengths);
    memcpy(work, rows, (size_t)half * sizeof *rows);
    for (dim left = 0, right = half, to = 0; left < half; to++) {
        const bool first = right == count || lengths[work[left]] <= lengths[rows[right]];
        rows[to] = first ? work[left++] : rows[right++];
    }
}

static void begin_epoch(struct batches *b, dim epoch)
{
    struct rng rng;
    const dim pool = BATCHES_POOL * b->batch;
    rng_seed(&rng, b->seed * 0x9E3779B97F4A7C15u + (uint64_t)epoch, STREAM);
    shuffle(b->order, b->count, &rng);
    for (dim at = 0; at < b->count; at += pool)
        sort(b->order + at, b->work, b->count - at < pool ? b->count - at : pool, b->lengths);
    shuffle(b->sequence, b->per_epoch, &rng);
    b->epoch = epoch;
}

dim batches_at(struct batches *b, const dim **rows, dim n)
{
    if (b->epoch != n / b->per_epoch) begin_epoch(b, n / b->per_epoch);
    const dim first = b->sequence[n % b->per_epoch] * b->batch;
    *rows = b->order + first;
    return b->count - first < b->batch ? b->count - first : b->batch;
}

double batches_padding(struct batches *b, bool sorted)
{
    double places = 0.0, used = 0.0;
    begin_epoch(b, 0);
    if (!sorted) {
        struct rng rng;
        rng_seed(&rng, b->seed, STREAM);
        shuffle(b->order, b->count, &rng);
    }
    for (dim at = 0; at < b->count; at += b->batch) {
        const dim rows = b->count - at < b->batch ? b->count - at : b->batch;
        dim longest = 0;
        for (dim i = 0; i < rows; i++) {
            const dim length = b->lengths[b->order[at + i]];
            if (length > longest) longest = length;
            used += (double)length;
        }
        places += (double)(rows * longest);
    }
    b->epoch = -1;  // the order may be another one now
    return places > 0.0 ? 1.0 - used / places : 0.0;
}

// bench_learn.c: the two ops of learning that `crumb bench` runs beside those of bench_ops.c: the
// loss of a batch over a vocabulary, both directions, and one step of AdamW. See bench.h.
#include "bench.h"

#include "adamw.h"
#include "loss.h"
#include "rng.h"

#include <math.h>

struct batch {
    float *logits, *dlogits, *losses;
    double *lse;
    int32_t *targets;
    dim rows, vocab;
};

static struct batch *batch_of(struct arena *arena, dim rows, dim vocab)
{
    struct batch *b = arena_alloc(arena, sizeof *b);
    struct rng rng;
    rng_seed(&rng, 6, 1);
    *b = (struct batch){.logits = bench_random(arena, rows * vocab),
                        .dlogits = arena_array(arena, (size_t)(rows * vocab), sizeof(float)),
                        .losses = arena_array(arena, (size_t)rows, sizeof(float)),
                        .lse = bench_zeros(arena, rows),
                        .targets = arena_array(arena, (size_t)rows, sizeof(int32_t)),
                        .rows = rows,
                        .vocab = vocab};
    for (dim r = 0; r < rows; r++) b->targets[r] = (int32_t)rng_below(&rng, (uint32_t)vocab);
    return b;
}

void *bench_make_loss(struct arena *arena)
{
    return batch_of(arena, BENCH_LOSS_ROWS, BENCH_LOSS_VOCAB);
}

void bench_run_loss(void *made)
{
    struct batch *b = made;
    dim counted;
    loss_forward(b->losses, b->lse, &counted, b->logits, b->targets, b->rows, b->vocab);
    loss_backward(b->dlogits, b->logits, b->lse, b->targets, b->rows, b->vocab, 1.0f);
}

double bench_error_loss(struct arena *arena)
{
    enum { ROWS = 5, VOCAB = 777 };
    struct batch *b = batch_of(arena, ROWS, VOCAB);
    double *exact = bench_zeros(arena, ROWS), *slope = bench_zeros(arena, ROWS * VOCAB);
    bench_run_loss(b);
    for (dim r = 0; r < ROWS; r++) {
        const float *x = b->logits + r * VOCAB;
        double sum = 0.0;
        for (dim c = 0; c < VOCAB; c++) sum += exp((double)x[c]);
        exact[r] = log(sum) - (double)x[b->targets[r]];
        for (dim c = 0; c < VOCAB; c++)
            slope[r * VOCAB + c] = exp((double)x[c]) / sum - (c == b->targets[r] ? 1.0 : 0.0);
    }
    return fmax(bench_worst(b->losses, exact, ROWS, LOSS_BOUND(VOCAB)),
                bench_worst(b->dlogits, slope, ROWS * VOCAB, LOSS_BOUND(VOCAB)));
}

struct state {
    float *params, *m, *v, *grads;
    dim count;
};

static const struct adamw_options options = {1e-3, 0.9, 0.95, 1e-8, 0.1};

static struct state *state_of(struct arena *arena, dim count)
{
    struct state *s = arena_alloc(arena, sizeof *s);
    *s = (struct state){bench_random(arena, count), bench_random(arena, count),
                        bench_random(arena, count), bench_random(arena, count), count};
    for (dim i = 0; i < count; i++) s->v[i] *= s->v[i];
    return s;
}

void *bench_make_adamw(struct arena *arena)
{
    return state_of(arena, BENCH_PARAMS);
}

void bench_run_adamw(void *made)
{
    struct state *s = made;
    adamw_step(s->params, s->m, s->v, s->grads, s->count, 100, &options);
}

double bench_error_adamw(struct arena *arena)
{
    enum { COUNT = 777 };
    struct state *s = state_of(arena, COUNT);
    double *exact = bench_zeros(arena, COUNT);
    const double correct1 = 1.0 - pow(options.beta1, 100.0);
    const double correct2 = 1.0 - pow(options.beta2, 100.0);
    for (dim i = 0; i < COUNT; i++) {
        const double g = (double)s->grads[i];
        const double m = options.beta1 * (double)s->m[i] + (1.0 - options.beta1) * g;
        const double v = options.beta2 * (double)s->v[i] + (1.0 - options.beta2) * g * g;
        exact[i] = (double)s->params[i] * (1.0 - options.rate * options.decay) -
                   options.rate * (m / correct1) / (sqrt(v / correct2) + options.eps);
    }
    bench_run_adamw(s);
    return bench_worst(s->params, exact, COUNT, ADAMW_BOUND(COUNT));
}

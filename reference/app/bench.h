// bench.h: what `crumb bench` measures of an op: its error, its work and the limit that work meets.
#ifndef CRUMB_BENCH_H
#define CRUMB_BENCH_H

#include "arena.h"
#include "dim.h"

enum bench_limit { BENCH_MATRIX, BENCH_MEMORY };  // multiply-adds per second, or bytes per second

struct bench_op {
    const char *name, *what;   // "linear", "1024 x 1024 x 1024"
    enum bench_limit limit;
    double work;               // operations (2 for each multiply-add), or bytes read and written
    void *(*make)(struct arena *arena);  // inputs and outputs of one call
    void (*run)(void *made);
    double (*error)(
        struct arena *arena);  // worst |got - exact| at a small size, in units of its bound
};

extern const struct bench_op bench_ops[];
extern const dim bench_op_count;

// Of bench_learn.c, for the table in bench_ops.c: loss, both directions; one step of AdamW.
enum { BENCH_LOSS_ROWS = 256, BENCH_LOSS_VOCAB = 32000, BENCH_PARAMS = 1 << 22 };
void *bench_make_loss(struct arena *arena);
void *bench_make_adamw(struct arena *arena);
void bench_run_loss(void *made);
void bench_run_adamw(void *made);
double bench_error_loss(struct arena *arena);
double bench_error_adamw(struct arena *arena);

struct bench_model {
    const char *name, *what;
    enum bench_limit limit;
    double tokens;           // of one run
    double (*work)(void);    // of one run: operations or bytes
    void *(*make)(struct arena *arena);
    void (*run)(void *made);
};

extern const struct bench_model bench_models[];
extern const dim bench_model_count;

// Random values of variance 1 from a fixed seed, and n doubles of zero.
float *bench_random(struct arena *arena, dim count);
double *bench_zeros(struct arena *arena, dim count);
// max |got - exact| / (bound * max |exact|)
double bench_worst(const float *got, const double *exact, dim count, double bound);

#endif

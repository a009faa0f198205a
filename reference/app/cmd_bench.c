// cmd_bench.c: crumb bench [OP...] [--threads N] [--json]: for each op its error in units of its
// bound, its speed, and the share of what this machine was just seen to reach: the best matrix
// product, and reading memory in several streams, measured in the same run. The speed is the median
// of the calls; the share is the fastest call's, as the limits are: neighbours disturb it less.
// Behind the ops: whole models, in tokens per second.
#include "app.h"

#include "bench.h"
#include "fail.h"
#include "machine.h"
#include "matmul.h"
#include "parallel.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REPEATS_MAX = 51, REPEATS_MIN = 5 };
static const double enough = 0.4;  // seconds for one op

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct times {
    double median, least;
};

// One call to warm up, then calls until there are enough of them or enough time has gone.
static struct times measure(void (*run)(void *), void *made)
{
    double seconds[REPEATS_MAX], start = now();
    int count = 0;
    run(made);
    while (count < REPEATS_MAX && (count < REPEATS_MIN || now() - start < enough)) {
        double before = now();
        run(made);
        seconds[count++] = now() - before;
    }
    qsort(seconds, (size_t)count, sizeof *seconds, rising);
    return (struct times){seconds[count / 2], seconds[0]};
}

struct square {
    float *a, *b, *c;
    dim n;
};

static void multiply(void *made)
{
    struct square *s = made;
    matmul(s->c, s->n, s->a, s->n, MATMUL_AS_IS, s->b, s->n, MATMUL_TRANSPOSED, s->n, s->n, s->n,
           false);
}

// The best rate of a square product, over sizes and repeats: operations per second.
static double matrix_limit(void)
{
    double best = 0.0;
    for (dim n = 512; n <= 1536; n += 512) {
        struct arena arena = {0};
        struct square s = {bench_random(&arena, n * n), bench_random(&arena, n * n),
                           bench_random(&arena, n * n), n};
        double rate = 2.0 * (double)(n * n * n) / measure(multiply, &s).least;
        best = rate > best ? rate : best;
        arena_free(&arena);
    }
    return best;
}

static const dim memory_floats = (dim)64 << 20;  // 256 MiB, beyond the caches

static void read_memory(void *made)
{
    static volatile float sink;
    sink = machine_read(made, memory_floats);
    (void)sink;
}

static double memory_limit(void)
{
    struct arena arena = {0};
    float *all = bench_random(&arena, memory_floats);
    double rate = 4.0 * (double)memory_floats / measure(read_memory, all).least;
    arena_free(&arena);
    return rate;
}

struct limits {
    double matrix, memory;
};

static void report(const struct bench_op *op, const struct limits *limits, bool json, bool last)
{
    struct arena arena = {0};
    double error = op->error(&arena);
    const struct times times = measure(op->run, op->make(&arena));
    double rate = op->work / times.median;
    bool matrix = op->limit == BENCH_MATRIX;
    double share = op->work / times.least / (matrix ? limits->matrix : limits->memory);
    if (json)
        printf("  {\"op\": \"%s\", \"size\": \"%s\", \"error_over_bound\": %.4g, \"%s\": %.4g, "
               "\"share\": %.4g}%s\n", op->name, op->what, error, matrix ? "gflops" : "gbytes",
               rate * 1e-9, share, last ? "" : ",");
    else
        printf("  %-11s %-22s %10.3f %10.1f %s %5.0f %%\n", op->name, op->what, error, rate * 1e-9,
               matrix ? "GFLOP/s" : "GB/s   ", 100.0 * share);
    fflush(stdout);
    arena_free(&arena);
}

static void report_model(const struct bench_model *model, const struct limits *limits, bool json,
                         bool last)
{
    struct arena arena = {0};
    const struct times times = measure(model->run, model->make(&arena));
    const double limit = model->limit == BENCH_MATRIX ? limits->matrix : limits->memory;
    const double share = model->work() / times.least / limit;
    if (json)
        printf("  {\"model\": \"%s\", \"size\": \"%s\", \"tokens_per_second\": %.4g, "
               "\"share\": %.4g}%s\n", model->name, model->what, model->tokens / times.median,
               share, last ? "" : ",");
    else
        printf("  %-11s %-22s %10s %10.0f tokens/s %4.0f %%\n", model->name, model->what, "",
               model->tokens / times.median, 100.0 * share);
    fflush(stdout);
    arena_free(&arena);
}

static bool wanted(const char *name, int argc, char **argv)
{
    bool any = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threads") == 0) i++;
        else if (argv[i][0] != '-') {
            any = true;
            if (strcmp(argv[i], name) == 0) return true;
        }
    }
    return !any;
}

static void check_names(int argc, char **argv, bool *json)
{
    for (int i = 1; i < argc; i++) {
        bool known = false;
        if (strcmp(argv[i], "--json") == 0) {
            *json = true;
            continue;
        }
        if (strcmp(argv[i], "--threads") == 0) {
            app_threads(app_value(argc, argv, &i));
            continue;
        }
        for (dim op = 0; op < bench_op_count; op++)
            known = known || strcmp(argv[i], bench_ops[op].name) == 0;
        for (dim m = 0; m < bench_model_count; m++)
            known = known || strcmp(argv[i], bench_models[m].name) == 0;
        if (!known)
            fail_usage("bench: %s: no such op; crumb bench alone runs all of them", argv[i]);
    }
}

static void print_head(const struct limits *limits, bool json)
{
    if (json)
        printf("{\"matrix\": \"%s\", \"threads\": %d, \"matrix_gflops\": %.4g, "
               "\"memory_gbytes\": %.4g, \"ops\": [\n",
               matmul_name(), parallel_threads(), limits->matrix * 1e-9, limits->memory * 1e-9);
    else
        printf("%s, %s, %d threads\nlimits of this machine, measured now: matrix product %.1f "
               "GFLOP/s, "
               "reading memory %.1f GB/s\n\n  %-11s %-22s %10s %18s %7s\n",
               matmul_name(), parallel_name(), parallel_threads(), limits->matrix * 1e-9,
               limits->memory * 1e-9, "op", "size", "error/bound", "speed", "share");
}

int cmd_bench(int argc, char **argv)
{
    bool json = false;
    check_names(argc, argv, &json);
    const struct limits limits = {matrix_limit(), memory_limit()};
    dim last = -1, last_model = -1;
    for (dim i = 0; i < bench_op_count; i++)
        if (wanted(bench_ops[i].name, argc, argv)) last = i;
    for (dim i = 0; i < bench_model_count; i++)
        if (wanted(bench_models[i].name, argc, argv)) last_model = i;
    print_head(&limits, json);
    for (dim i = 0; i <= last; i++)
        if (wanted(bench_ops[i].name, argc, argv)) report(&bench_ops[i], &limits, json, i == last);
    if (json) printf("], \"models\": [\n");
    for (dim i = 0; i <= last_model; i++)
        if (wanted(bench_models[i].name, argc, argv))
            report_model(&bench_models[i], &limits, json, i == last_model);
    if (json) printf("]}\n");
    return 0;
}
